import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Cell } from '../../src/fields/cell.ts';
import { cellText } from '../../src/fields/cell-text.ts';
import { digitsOfNumber } from './arbitrary-cells.ts';

const number = (digits: string, format?: string): Cell =>
  format === undefined ? { type: 'number', digits } : { type: 'number', digits, format };

test('a number is written plainly, with the 15 digits that Excel shows', () => {
  for (const [digits, text] of [
    ['919876543210', '919876543210'],
    ['3.3000000000000003', '3.3'],
    ['33.333333333333336', '33.3333333333333'],
    ['99.99999999999999999', '100'],
    ['0.1234567890123455', '0.123456789012346'],
    ['0.1234567890123454', '0.123456789012345'],
    ['0.000012', '0.000012'],
    ['-0.50', '-0.5'],
    ['-0', '0'],
    ['.5', '0.5'],
    ['999999999999999', '999999999999999'],
  ] as const) {
    assert.equal(cellText(number(digits)), text, digits);
  }
});

test('a whole number of more than 15 digits is written as Excel shows it, so that it fails wherever it is read again', () => {
  assert.equal(cellText(number('123456789012345678')), '1.23456789012346E+17');
  assert.equal(cellText(number('-1234567890123456')), '-1.23456789012346E+15');
  assert.equal(cellText(number('1000000000000000')), '1E+15');
  assert.equal(cellText(number('999999999999999.9')), '1E+15');
});

test('a zero-padding format gives the digits that are shown, and no other format does', () => {
  assert.equal(cellText(number('12', '00000')), '00012');
  assert.equal(cellText(number('12', '[$-409]00000;-00000')), '00012');
  assert.equal(cellText(number('1234567', '00000')), '1234567');
  for (const format of ['0', '0.00', '#,##0', '0%', '00-00', 'dd/mm/yyyy']) {
    assert.equal(cellText(number('12', format)), '12', format);
  }
  assert.equal(cellText(number('12.5', '00000')), '12.5');
  assert.equal(cellText(number('-12', '00000')), '-12');
});

test('what is no number has its own text', () => {
  assert.equal(cellText(null), '');
  assert.equal(cellText(' as it is '), ' as it is ');
  assert.equal(cellText({ type: 'date', iso: '2026-01-31' }), '2026-01-31');
  assert.equal(cellText({ type: 'boolean', value: true }), 'TRUE');
  assert.equal(cellText({ type: 'boolean', value: false }), 'FALSE');
  assert.equal(cellText({ type: 'error', code: '#N/A' }), '#N/A');
});

test('a number that is written and read again is written the same', () => {
  fc.assert(
    fc.property(digitsOfNumber, (digits) => {
      const text = cellText(number(digits));
      if (!text.includes('E')) assert.equal(cellText(number(text)), text);
    }),
  );
});

test('rounding leaves at most 15 digits, and is off by half of the last one at most', () => {
  fc.assert(
    fc.property(digitsOfNumber, (digits) => {
      const text = cellText(number(digits));
      if (text.includes('E')) return;
      assert.ok(text.replace('-', '').replace('.', '').replace(/^0+/, '').length <= 15, text);
      const [exact, written] = scaled(digits, text);
      const difference = exact > written ? exact - written : written - exact;
      const size = exact < 0n ? -exact : exact;
      assert.ok(difference * 2n * 10n ** 14n <= size, `${digits} → ${text}`);
    }),
  );
});

/** Both as whole numbers of the smaller one's last place. */
function scaled(...texts: [string, string]): [bigint, bigint] {
  const places = Math.max(...texts.map((text) => (text.split('.')[1] ?? '').length));
  const [a, b] = texts.map((text) => {
    const [whole = '', decimals = ''] = text.split('.');
    return BigInt(whole.replace(/^-?$/, '0') + decimals.padEnd(places, '0'));
  });
  return [a ?? 0n, b ?? 0n];
}

test('64 KiB of zeros are written within a second', () => {
  const started = performance.now();
  cellText(number(`${'0'.repeat(65_000)}1`));
  cellText(number(`0.${'0'.repeat(65_000)}1`));
  cellText(number(`1${'0'.repeat(65_000)}.5`));
  assert.ok(performance.now() - started < 1_000);
});
