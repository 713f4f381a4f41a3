import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { SeenTexts } from '../../../src/uploads/check/seen-texts.ts';

test('the same text has the same number, and different ones have different numbers, from 0', () => {
  const anyText = fc.oneof(
    fc.nat(40).map((n) => `KC${n}`),
    fc.string({ unit: fc.constantFrom('a', 'b', '\0', '\u{ffff}'), maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 100 }), (texts) => {
      const seen = new SeenTexts(randomBytes(8));
      const model = new Map<string, number>();
      for (const text of texts) {
        const wanted = model.get(text) ?? model.size;
        model.set(text, wanted);
        assert.equal(seen.numberOf(text), wanted);
      }
      assert.equal(seen.count, model.size);
    }),
    { numRuns: 30 },
  );
});

test('half a million texts are all told apart, also where 32 bits of them would not be', () => {
  const seen = new SeenTexts(Buffer.alloc(8));
  // The halves of a permutation of 32 bits: all different, in no order.
  const textOf = (i: number) =>
    `KC${(Math.imul(i, 0x9e3779b1) >>> 0).toString(36)}${Math.imul(i ^ 0x5bd1e995, 0x85ebca6b)}`;
  for (let i = 0; i < 500_000; i += 1) assert.equal(seen.numberOf(textOf(i)), i);
  for (let i = 0; i < 500_000; i += 997) assert.equal(seen.numberOf(textOf(i)), i);
});
