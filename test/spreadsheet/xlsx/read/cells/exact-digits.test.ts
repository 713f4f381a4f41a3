import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { exactDigits } from '../../../../../src/spreadsheet/xlsx/read/cells/exact-digits.ts';

test('every number that a program writes is the same number without exponent', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      for (const text of [String(value), value.toExponential(), value.toExponential(20).replace('e', 'E')]) {
        const digits = exactDigits(text);
        assert.match(digits ?? '', /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/);
        assert.equal(Number(digits), value === 0 ? 0 : value, text);
      }
    }),
  );
});

test('no digit is lost, wherever the point is moved', () => {
  const digits = fc.stringMatching(/^[1-9]\d{0,40}$/);
  fc.assert(
    fc.property(digits, fc.integer({ min: -400, max: 400 }), (significant, exponent) => {
      const written = exactDigits(`${significant}E${exponent}`) ?? '';
      const moved = exactDigits(`${written}E${-exponent}`);
      assert.equal(moved, significant);
      assert.equal(written.replace('.', '').replace(/^0+/, '').replace(/0+$/, ''), significant.replace(/0+$/, ''));
    }),
  );
});
