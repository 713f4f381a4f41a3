import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { judgeAdd, judgeUpdate, type Judgement, type TouchedSince } from '../../src/engine/judge.ts';
import type { LockedCustomer } from '../../src/engine/ports.ts';
import type { Json, JsonObject, Outcome } from '../../src/engine/records.ts';
import { canonical } from './canonical.ts';

const key = 'loan_1';
type Patch = JsonObject | readonly [patch: JsonObject, expectedVersion: number];
interface Given {
  readonly version?: number;
  readonly removed?: boolean;
  readonly touched?: Readonly<Record<number, readonly string[]>>;
  readonly customerBytesMax?: number;
}

describe('the records of one customer', () => {
  test('are applied one by one: a null, then an object on what the null left', () => {
    const judged = update({ a: { b: 1 } }, [{ a: null }, { a: { c: 2 } }]);
    assert.deepEqual(kinds(judged), ['updated', 'updated']);
    assert.deepEqual(judged.write?.set, { a: { c: 2 } });
    assert.deepEqual(judged.write?.change.fields, { a: { from: { b: 1 }, to: { c: 2 } } });
  });

  test('make one version and one change, from first old to last new', () => {
    const judged = update({ n: 0, gone: 1, kept: 'x' }, [{ n: 1 }, { n: 2, gone: null }, { young: true }], {
      version: 7,
    });
    assert.deepEqual(judged.write, {
      key,
      set: { n: 2, young: true },
      remove: ['gone'],
      lockedVersion: 7,
      change: {
        key,
        version: 8,
        previousPack: 70,
        fields: { n: { from: 0, to: 2 }, gone: { from: 1 }, young: { to: true } },
      },
    });
  });

  test('are all unchanged where their net effect is nothing', () => {
    const judged = update({ n: 1 }, [{ n: 2 }, { m: 1 }, { n: 1, m: null }]);
    assert.deepEqual(kinds(judged), ['unchanged', 'unchanged', 'unchanged']);
    assert.equal(judged.write, null);
  });

  test('are judged at their turn: what an earlier one did already, is unchanged', () => {
    assert.deepEqual(kinds(update({ n: 1 }, [{ n: 2 }, { n: 2 }, { n: 3 }])), ['updated', 'unchanged', 'updated']);
  });

  test('drop out alone', () => {
    const judged = update({ n: 1 }, [{ n: 2 }, [{ n: 3 }, 9], { m: 'x'.repeat(100) }, { m: 4 }], {
      customerBytesMax: 60,
    });
    assert.deepEqual(kinds(judged), [
      'updated',
      'version_conflict_engine_exception',
      'document_too_large_exception',
      'updated',
    ]);
    assert.deepEqual(judged.write?.set, { n: 2, m: 4 });
  });

  test('do not change a customer that they leave as it is', () => {
    for (const patch of [
      {},
      { n: 1 },
      { absent: null },
      { deep: { a: [1] } },
      { deep: { absent: null } },
      { n: -0 + 1 },
    ]) {
      const judged = update({ n: 1, deep: { a: [1] }, zero: 0 }, [patch]);
      assert.deepEqual(kinds(judged), ['unchanged']);
      assert.equal(judged.write, null);
    }
    assert.deepEqual(kinds(update({ zero: 0 }, [{ zero: -0 }])), ['unchanged']);
  });

  test('find no document where the customer is absent or removed', () => {
    const missing = { error: 'document_missing_exception', reason: 'Document not found', outcome: 'failed', index: 0 };
    assert.deepEqual(update({}, [{ n: 1 }], { removed: true }).outcomes, [missing]);
    const none = judgeUpdate({ key, records: records([{ n: 1 }]) }, { ...context({}), customer: undefined });
    assert.deepEqual(none, { outcomes: [missing], write: null });
  });

  test('treat `__proto__` as a field', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":1}}') as JsonObject;
    const { write } = update({ n: 1 }, [patch]);
    assert.equal(JSON.stringify(write?.set), '{"__proto__":{"polluted":1}}');
    assert.equal(JSON.stringify(write?.change.fields), '{"__proto__":{"to":{"polluted":1}}}');
    assert.equal('polluted' in {}, false);
    const stored = JSON.parse('{"n":1,"__proto__":{"a":1}}') as JsonObject;
    const removal = update(stored, [JSON.parse('{"__proto__":null}') as JsonObject]).write;
    assert.deepEqual(removal?.remove, ['__proto__']);
    assert.equal(JSON.stringify(removal?.change.fields), '{"__proto__":{"from":{"a":1}}}');
    assert.equal(JSON.stringify(add([patch]).write?.set), '{"__proto__":{"polluted":1}}');
  });
});

describe('an expected version', () => {
  test('that is the present one holds for every record, whatever the earlier ones did', () => {
    assert.deepEqual(
      kinds(
        update(
          { n: 1 },
          [
            [{ n: 2 }, 5],
            [{ n: 3 }, 5],
          ],
          { version: 5 },
        ),
      ),
      ['updated', 'updated'],
    );
  });

  test('ahead of the present one conflicts, also where the patch changes nothing', () => {
    const { outcomes } = update(
      { n: 1 },
      [
        [{ n: 2 }, 6],
        [{ n: 1 }, 6],
      ],
      { version: 5 },
    );
    const reason = 'Expected version 6, the current version is 5';
    assert.deepEqual(
      outcomes,
      [0, 1].map((index) => conflict(index, reason)),
    );
  });

  test('behind it conflicts where a later change touched a field that the patch names', () => {
    const given = { version: 5, touched: { 3: ['n'] } };
    const { outcomes } = update({ n: 1, m: 1 }, [[{ m: 2, n: 1 }, 3]], given);
    assert.deepEqual(outcomes, [conflict(0, 'Expected version 3, the current version is 5')]);
  });

  test('behind it merges where later changes touched other fields', () => {
    const judged = update({ n: 1, m: 1 }, [[{ m: 2 }, 3]], { version: 5, touched: { 3: ['n'] } });
    assert.deepEqual(kinds(judged), ['updated']);
    assert.equal(judged.write?.change.version, 6);
  });

  test('behind it is no conflict where the patch would now change nothing', () => {
    assert.deepEqual(kinds(update({ n: 1 }, [[{ n: 1 }, 3]], { version: 5, touched: { 3: ['n'] } })), ['unchanged']);
  });

  test('older than the history kept conflicts', () => {
    assert.deepEqual(kinds(update({ n: 1 }, [[{ m: 2 }, 3]], { version: 5 })), ['version_conflict_engine_exception']);
  });

  test('is not asked of the history where it is the present one', () => {
    const touchedSince = (): never => assert.fail('asked');
    const one = records([[{ n: 2 }, 5]]);
    const { outcomes } = judgeUpdate({ key, records: one }, { ...context({ n: 1 }, { version: 5 }), touchedSince });
    assert.equal(outcomes[0]?.outcome, 'updated');
  });
});

describe('the size limit', () => {
  test('is exact to the byte, in UTF-8, whatever characters fill it', () => {
    for (const filler of ['x', 'é', '€', '😀', '"', '\\', '\u0001', '\n', '\u007f', '\u2028']) {
      const bytes = (n: number): number => Buffer.byteLength(JSON.stringify({ n: 1, t: filler.repeat(n) }));
      const most = Math.floor((65_536 - bytes(0)) / (bytes(1) - bytes(0)));
      const patches = [{ t: filler.repeat(most) }, { t: filler.repeat(most + 1) }];
      assert.deepEqual(kinds(update({ n: 1 }, patches)), ['updated', 'document_too_large_exception'], filler);
      assert.deepEqual(
        kinds(add(patches.toReversed().map((patch) => ({ n: 1, ...patch })))),
        ['document_too_large_exception', 'updated'],
        filler,
      );
    }
  });

  test('counts field names as they are written, escapes included', () => {
    const name = '\u0001'.repeat(63);
    const patch = Object.fromEntries(
      Array.from({ length: 171 }, (_, i) => [`${name}${String.fromCharCode(33 + i)}`, 1]),
    );
    const bytes = Buffer.byteLength(JSON.stringify(patch));
    assert.ok(bytes > 65_536);
    assert.deepEqual(kinds(update({}, [patch])), ['document_too_large_exception']);
  });

  test('says how large the customer would be', () => {
    const { outcomes } = update({ n: 1 }, [{ t: 'x'.repeat(70_000) }]);
    const reason = 'The customer would take 70014 bytes, the limit is 65536';
    assert.deepEqual(outcomes, [{ index: 0, outcome: 'failed', error: 'document_too_large_exception', reason }]);
  });

  test('holds at the turn of each record', () => {
    const big = 'x'.repeat(40_000);
    const patches = [{ a: big }, { b: big }, { a: null }, { b: big }, { b: null }, { a: big }];
    assert.deepEqual(kinds(update({ n: 1 }, patches)), [
      'updated',
      'document_too_large_exception',
      'updated',
      'updated',
      'updated',
      'updated',
    ]);
  });

  test('agrees with counting the bytes of the whole customer each time', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '"', '\u0001'), maxLength: 20 });
    const patch = fc.dictionary(
      text,
      fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
      {
        maxKeys: 4,
      },
    );
    fc.assert(
      fc.property(fc.array(patch, { maxLength: 6 }), fc.integer({ min: 40, max: 600 }), (patches, customerBytesMax) => {
        const data = new Map<string, Json>();
        const expected = patches.map((one) => {
          const next = new Map(data);
          for (const [name, value] of Object.entries(one)) {
            if (value === null) next.delete(name);
            else next.set(name, value);
          }
          const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(next)));
          const isSame = canonical(Object.fromEntries(next)) === canonical(Object.fromEntries(data));
          if (isSame) return 'as it was';
          if (bytes > customerBytesMax) return 'too large';
          data.clear();
          for (const entry of next) data.set(...entry);
          return 'as it was';
        });
        const seen = kinds(update({}, patches, { customerBytesMax })).map((kind) =>
          kind === 'document_too_large_exception' ? 'too large' : 'as it was',
        );
        assert.deepEqual(seen, expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe('records that add', () => {
  const exists = conflict(0, 'Document already exists');

  test('the first that can be added wins, later ones find that the document exists', () => {
    const judged = add([{ t: 'x'.repeat(70_000) }, { n: 1, absent: null }, { n: 2 }]);
    assert.deepEqual(kinds(judged), ['document_too_large_exception', 'updated', 'version_conflict_engine_exception']);
    assert.deepEqual(judged.outcomes[2], { ...exists, index: 2 });
    assert.deepEqual(judged.write, {
      key,
      set: { n: 1 },
      remove: [],
      lockedVersion: null,
      change: { key, version: 1, previousPack: null, fields: { n: { to: 1 } } },
    });
  });

  test('find that the document exists where the customer does', () => {
    const customer = locked({ n: 1 }, { version: 2 });
    assert.deepEqual(add([{ n: 1 }], customer), { outcomes: [exists], write: null });
  });

  test('revive a tombstone, and its versions go on counting', () => {
    const judged = add([{ n: 1 }], locked({ old: 1 }, { version: 4, removed: true }));
    assert.deepEqual(judged.write, {
      key,
      set: { n: 1 },
      remove: [],
      lockedVersion: 4,
      life: 'revive',
      change: { key, version: 5, previousPack: 40, fields: { n: { to: 1 } } },
    });
  });
});

function update(data: JsonObject, patches: readonly Patch[], given: Given = {}): Judgement {
  return judgeUpdate({ key, records: records(patches) }, context(data, given));
}

function add(patches: readonly JsonObject[], customer?: LockedCustomer): Judgement {
  return judgeAdd({ key, records: records(patches) }, { ...context({}), customer });
}

function context(data: JsonObject, given: Given = {}) {
  const touchedSince: TouchedSince = (_key, version) => {
    const fields = given.touched?.[version];
    return fields ? new Set(fields) : null;
  };
  return { customer: locked(data, given), touchedSince, customerBytesMax: given.customerBytesMax ?? 65_536 };
}

function locked(data: JsonObject, { version = 1, removed = false }: Given): LockedCustomer {
  return { key, version, removed, lastPack: version * 10, data, bytes: Buffer.byteLength(JSON.stringify(data)) };
}

function records(patches: readonly Patch[]) {
  return patches.map((given, index) => {
    const [patch, expectedVersion] = isPair(given) ? given : [given, undefined];
    return { index, key, patch, ...(expectedVersion !== undefined && { expectedVersion }) };
  });
}

function isPair(patch: Patch): patch is readonly [JsonObject, number] {
  return Array.isArray(patch);
}

function kinds({ outcomes }: Judgement): string[] {
  return outcomes.map((outcome) => (outcome.outcome === 'failed' ? outcome.error : outcome.outcome));
}

function conflict(index: number, reason: string): Outcome {
  return { index, outcome: 'failed', error: 'version_conflict_engine_exception', reason };
}
