import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeAdd, judgeUpdate, type Judgement } from '../../src/engine/judge.ts';
import type { LockedCustomer } from '../../src/engine/ports.ts';
import type { JsonObject, Settle, ValidRecord } from '../../src/engine/records.ts';

const key = 'a';

/** Adds one to what the customer has in `n`; a customer without a number there is a misfit. */
const increase: Settle = (stored) => {
  const n = stored('n');
  return typeof n === 'number'
    ? { patch: { n: n + 1 } }
    : { error: 'value_mismatch_exception', reason: `n is ${JSON.stringify(n)}` };
};

describe('a record that is settled against what its customer has', () => {
  test('is settled at its turn, after the records before it', () => {
    const judged = update({ n: 1 }, [{ settle: increase }, { patch: { n: 10 } }, { settle: increase }]);
    assert.deepEqual(kinds(judged), ['updated', 'updated', 'updated']);
    assert.deepEqual(judged.write?.set, { n: 11 });
    assert.deepEqual(judged.write?.change.fields, { n: { from: 1, to: 11 } });
  });

  test('drops out alone where it cannot be, with the reason', () => {
    const judged = update({ m: 1 }, [{ settle: increase }, { patch: { n: 'x' } }, { settle: increase }]);
    assert.deepEqual(judged.outcomes, [
      { index: 0, outcome: 'failed', error: 'value_mismatch_exception', reason: 'n is undefined' },
      { index: 1, outcome: 'updated' },
      { index: 2, outcome: 'failed', error: 'value_mismatch_exception', reason: 'n is "x"' },
    ]);
    assert.deepEqual(judged.write?.set, { n: 'x' });
  });

  test('may turn out to change nothing', () => {
    const judged = update({ n: 1 }, [{ settle: () => ({ patch: {} }) }, { settle: () => ({ patch: { n: 1 } }) }]);
    assert.deepEqual(kinds(judged), ['unchanged', 'unchanged']);
    assert.equal(judged.write, null);
  });

  test('conflicts where a later change touched a field of what it was settled to', () => {
    const touchedSince = () => new Set(['n']);
    const pinned = { settle: increase, patch: { other: 1 }, expectedVersion: 1 };
    assert.deepEqual(kinds(update({ n: 5 }, [pinned], { version: 2, touchedSince })), [
      'version_conflict_engine_exception',
    ]);
    const elsewhere = { touchedSince: () => new Set(['other']), version: 2 };
    assert.deepEqual(kinds(update({ n: 5 }, [pinned], elsewhere)), ['updated']);
  });

  test('is held to the size limit as it was settled', () => {
    const grow: Settle = () => ({ patch: { text: 'x'.repeat(100) } });
    assert.deepEqual(kinds(update({ n: 1 }, [{ settle: grow }, { patch: { m: 1 } }], { customerBytesMax: 60 })), [
      'document_too_large_exception',
      'updated',
    ]);
  });

  test('that adds a customer is settled against nobody', () => {
    const add = (settle: Settle) =>
      judgeAdd(
        { key, records: [{ index: 0, key, patch: { raw: true }, settle }] },
        { customer: undefined, touchedSince: () => null, customerBytesMax: 1000 },
      );
    assert.deepEqual(add((stored) => ({ patch: { n: stored('n') === undefined ? 0 : 1 } })).write?.set, { n: 0 });
    // As a record is made to fail that was shown as failing.
    assert.deepEqual(add(increase), {
      outcomes: [{ index: 0, outcome: 'failed', error: 'value_mismatch_exception', reason: 'n is undefined' }],
      write: null,
    });
  });
});

interface Given {
  readonly version?: number;
  readonly touchedSince?: () => ReadonlySet<string> | null;
  readonly customerBytesMax?: number;
}

function update(data: JsonObject, records: readonly Partial<ValidRecord>[], given: Given = {}): Judgement {
  const { version = 1, touchedSince = () => null, customerBytesMax = 65_536 } = given;
  const customer: LockedCustomer = {
    key,
    version,
    removed: false,
    lastPack: null,
    data,
    bytes: Buffer.byteLength(JSON.stringify(data)),
  };
  const own = records.map((record, index) => ({ patch: {}, ...record, index, key }));
  return judgeUpdate({ key, records: own }, { customer, touchedSince, customerBytesMax });
}

function kinds({ outcomes }: Judgement): string[] {
  return outcomes.map((outcome) => (outcome.outcome === 'failed' ? outcome.error : outcome.outcome));
}
