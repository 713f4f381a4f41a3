import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { AmountSum } from '../../../src/uploads/results/amounts.ts';

function sumOf(...amounts: readonly number[]): string {
  const sum = new AmountSum();
  for (const amount of amounts) sum.add(amount);
  return sum.text;
}

describe('a sum of amounts', () => {
  test('is 0.00 of none, and keeps what binary arithmetic loses', () => {
    assert.equal(sumOf(), '0.00');
    assert.equal(sumOf(0.1, 0.2), '0.30');
    assert.equal(sumOf(-0.05), '-0.05');
    assert.equal(sumOf(1.005 - 0.005, -2), '-1.00');
    assert.equal(sumOf(999_999_999_999_999, 0.01), '999999999999999.01');
  });

  test('is exact for any amounts of at most 15 digits', () => {
    const paise = fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n });
    const rupees = paise.map((whole) => whole * 100n);
    fc.assert(
      fc.property(fc.array(fc.oneof(paise, rupees), { maxLength: 20 }), (amounts) => {
        const total = amounts.reduce((a, b) => a + b, 0n);
        assert.equal(sumOf(...amounts.map((amount) => Number(textOf(amount)))), textOf(total));
      }),
    );
  });
});

/** So many hundredths, as a text. */
function textOf(hundredths: bigint): string {
  const digits = (hundredths < 0n ? -hundredths : hundredths).toString().padStart(3, '0');
  return `${hundredths < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
