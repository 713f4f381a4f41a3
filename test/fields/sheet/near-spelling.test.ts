import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isNearSpelling } from '../../../src/fields/sheet/near-spelling.ts';

test('a letter left out, added, replaced or swapped is near; of a long word two', () => {
  for (const [wrong, right] of [
    ['adress', 'address'],
    ['addresss', 'address'],
    ['adrdess', 'address'],
    ['oustandingamont', 'outstandingamount'],
  ] as const) {
    assert.ok(isNearSpelling(wrong, right), wrong);
    assert.ok(isNearSpelling(right, wrong), wrong);
  }
});

test('short words, more mistakes and other digits are not near', () => {
  for (const [wrong, right] of [
    ['pin', 'pan'],
    ['mail', 'main'],
    ['adres', 'address'],
    ['address2', 'address'],
    ['mobile1', 'mobile2'],
  ] as const) {
    assert.ok(!isNearSpelling(wrong, right), wrong);
  }
});

test('every single mistake in a word of five letters or more is near', () => {
  const word = fc.string({ unit: fc.constantFrom(...Array.from('abcdefgh')), minLength: 6, maxLength: 20 });
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom('drop', 'add', 'replace'), (right, seed, mistake) => {
      const place = seed % right.length;
      const wrong = {
        drop: right.slice(0, place) + right.slice(place + 1),
        add: `${right.slice(0, place)}z${right.slice(place)}`,
        replace: `${right.slice(0, place)}z${right.slice(place + 1)}`,
      }[mistake];
      assert.ok(isNearSpelling(wrong, right), `${wrong} ${right}`);
    }),
  );
});
