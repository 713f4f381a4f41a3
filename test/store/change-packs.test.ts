import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Change, FieldChanges, Json } from '../../src/engine/records.ts';
import { findChange, packBytesMax, packChanges, packsPerChunk, unpackChanges } from '../../src/store/change-packs.ts';
import { packText, unpackText } from '../../src/store/packed.ts';

/** A top-level null is never stored. */
const value = fc.jsonValue().filter((json) => json !== null);

const changes: fc.Arbitrary<Change[]> = fc.uniqueArray(
  fc.record({
    key: fc.string({ unit: 'binary', minLength: 1 }).filter((key) => key.isWellFormed()),
    version: fc.integer({ min: 1 }),
    previousPack: fc.option(fc.maxSafeNat()),
    fields: fc.dictionary(fc.string(), fc.record({ from: value, to: value }, { requiredKeys: [] }), {
      noNullPrototype: true,
    }) as fc.Arbitrary<FieldChanges>,
  }),
  { selector: ({ key }) => key },
);

test('gives back every change as it was', () => {
  fc.assert(
    fc.property(changes, fc.integer({ min: 1, max: 5 }), (given, packRecordsMax) => {
      const packs = packChanges(given, packRecordsMax);
      assert.ok(packs.every(({ count }) => count <= packRecordsMax));
      const unpacked = packs.flatMap(({ packed }) => unpackChanges(packed));
      assert.equal(JSON.stringify(unpacked), JSON.stringify(given));
    }),
  );
});

test('finds what unpacking the whole pack finds, and nothing for a key that is not in it', () => {
  fc.assert(
    fc.property(changes, fc.string({ unit: 'binary' }), (packed, other) => {
      const pack = packOf(packed);
      const all = unpackChanges(pack);
      const keys = [...packed.map(({ key }) => key), ...(other.isWellFormed() ? [other] : [])];
      for (const key of keys)
        assert.deepEqual(
          findChange(pack, key),
          all.find((change) => change.key === key),
        );
    }),
  );
});

test('takes no value of another customer for a change', () => {
  const lookAlike: Json = [
    ['loan_2', 9, null, { score: { to: 1 } }],
    '["loan_2",9,null,{}]',
    '\\"],["loan_2",9,null,{}',
  ];
  const first: Change = { key: 'loan_1', version: 2, previousPack: null, fields: { '["loan_2",': { to: lookAlike } } };
  const second: Change = { key: 'loan_2', version: 3, previousPack: 7, fields: { score: { from: 1, to: 2 } } };
  assert.deepEqual(findChange(packOf([first, second]), 'loan_2'), second);
  assert.equal(findChange(packOf([first]), 'loan_2'), undefined);
});

test('cuts packs where their text becomes long, but never below one change', () => {
  const sized = (bytes: number, i: number): Change => {
    return {
      key: `loan_${i}`,
      version: 2,
      previousPack: null,
      fields: { [`note_${i}`]: { to: 'é'.repeat(bytes / 2) } },
    };
  };
  const given = [...Array.from({ length: 100 }, () => 60_000), 3 * packBytesMax, 10, 10].map(sized);
  const packs = packChanges(given, 1000);
  assert.deepEqual(
    packs.map(({ count }) => count),
    [17, 17, 17, 17, 17, 15, 1, 2],
  );
  assert.deepEqual(
    packs.flatMap(({ packed }) => unpackChanges(packed)),
    given,
  );
  for (const { packed, count } of packs) {
    const [names = ''] = unpackText(packed).split('\n');
    assert.equal((JSON.parse(names) as string[]).length, count, 'a pack names its own fields alone');
  }
});

test('makes packs larger where a chunk has no ids for so many', () => {
  const to = 'x'.repeat(packBytesMax / 2);
  const given = Array.from({ length: 2 * packsPerChunk + 2 }, (_, version): Change => {
    return { key: 'k', version, previousPack: null, fields: { n: { to: version % 2 === 0 ? to : 1 } } };
  }).filter(({ version }) => version < 40 || version % 2 === 1);
  const packs = packChanges(given, 1);
  assert.ok(packs.length <= packsPerChunk);
  assert.equal(
    packs.reduce((sum, { count }) => sum + count, 0),
    given.length,
  );
});

function packOf(changes: readonly Change[]): Buffer {
  const [pack] = packChanges(changes, Math.max(changes.length, 1));
  return pack?.packed ?? packText('[]');
}
