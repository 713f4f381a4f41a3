import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Change, FieldChanges, Json } from '../../src/engine/records.ts';
import { findChange, packChanges, unpackChanges } from '../../src/store/change-packs.ts';

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
    fc.property(changes, (packed) => {
      assert.equal(JSON.stringify(unpackChanges(packChanges(packed))), JSON.stringify(packed));
    }),
  );
});

test('finds what unpacking the whole pack finds, and nothing for a key that is not in it', () => {
  fc.assert(
    fc.property(changes, fc.string({ unit: 'binary' }), (packed, other) => {
      const pack = packChanges(packed);
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
  assert.deepEqual(findChange(packChanges([first, second]), 'loan_2'), second);
  assert.equal(findChange(packChanges([first]), 'loan_2'), undefined);
});
