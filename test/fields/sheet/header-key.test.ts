import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { columnLetters, headerKey } from '../../../src/fields/sheet/header-key.ts';

test('case, spaces, _ - . / and a star at the end do not count', () => {
  for (const header of ['Pin Code', 'PIN-CODE', 'pin_code', 'pin.code', ' Pin/Code *', 'pincode*', '\u00a0PinCode']) {
    assert.equal(headerKey(header), 'pincode', header);
  }
  assert.equal(headerKey('*pin'), '*pin');
  assert.equal(headerKey(' - '), '');
});

test('marks that do not count may stand anywhere', () => {
  const mark = fc.constantFrom('', ' ', '_', '-', '.', '/', '\t');
  const word = fc.array(fc.tuple(fc.constantFrom(...Array.from('abcxyz09')), fc.boolean(), mark), { maxLength: 12 });
  fc.assert(
    fc.property(word, fc.constantFrom('', '*', ' *'), (letters, star) => {
      const plain = letters.map(([letter]) => letter).join('');
      const dressed = letters.map(([letter, isUpper, between]) => (isUpper ? letter.toUpperCase() : letter) + between);
      assert.equal(headerKey(dressed.join('') + star), plain);
    }),
  );
});

test('columns are called as in a spreadsheet program', () => {
  assert.deepEqual([0, 25, 26, 51, 52, 701, 702].map(columnLetters), ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});
