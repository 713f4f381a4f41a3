import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isRealDate } from '../../src/fields/real-date.ts';

test('every day of the calendar is a real date', () => {
  const days = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
  fc.assert(fc.property(days, (day) => isRealDate(day.toISOString().slice(0, 10))));
});

test('a day that no calendar has is none', () => {
  for (const text of [
    '2026-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '0000-01-01',
  ]) {
    assert.equal(isRealDate(text), false, text);
  }
  for (const text of ['2024-02-29', '2000-02-29', '2026-12-31']) assert.equal(isRealDate(text), true, text);
});

test('another form is none', () => {
  for (const text of [
    '',
    '2026-1-01',
    '26-01-01',
    '2026/01/01',
    '2026-01-01 ',
    '2026-01-01T00:00',
    '２026-01-01',
    '-026-01-01',
  ]) {
    assert.equal(isRealDate(text), false, text);
  }
});
