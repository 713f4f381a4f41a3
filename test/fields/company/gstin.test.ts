import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { gstinCheckCharacter, hasGstinChecksum, looksLikeGstin } from '../../../src/fields/company/gstin.ts';

test('the check character of numbers in use is right', () => {
  for (const text of ['27AAPFU0939F1ZV', '29AAGCB7383J1Z4', '24AAACC1206D1ZM']) {
    assert.ok(looksLikeGstin(text) && hasGstinChecksum(text), text);
  }
});

test('one character mistyped is always found', () => {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const first14 = fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength: 14, maxLength: 14 });
  fc.assert(
    fc.property(first14, fc.nat({ max: 14 }), fc.constantFrom(...Array.from(alphabet)), (start, place, other) => {
      const right = start + gstinCheckCharacter(start);
      assert.ok(hasGstinChecksum(right));
      const wrong = right.slice(0, place) + other + right.slice(place + 1);
      assert.equal(hasGstinChecksum(wrong), wrong === right, `${right} ${wrong}`);
    }),
  );
});
