import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExpiry } from '../../src/access/expiry.ts';

const now = new Date('2026-05-04T10:00:00Z');

for (const [text, moment] of [
  ['12h', '2026-05-04T22:00:00.000Z'],
  ['90d', '2026-08-02T10:00:00.000Z'],
  ['2w', '2026-05-18T10:00:00.000Z'],
  ['2027-01-31', '2027-01-31T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ['2027-01-31T18:00:00Z', '2027-01-31T18:00:00.000Z'],
  ['2027-01-31T18:00+05:30', '2027-01-31T12:30:00.000Z'],
] as const) {
  test(`${text} is ${moment}`, () => assert.equal(parseExpiry(text, now)?.toISOString(), moment));
}

for (const text of [
  '',
  '90',
  '0d',
  '-1d',
  '1.5d',
  '90 d',
  '3m',
  '9999999w',
  '2026-05-04',
  '2026-05-04T10:00:00Z',
  '2025-12-31',
  '2027-02-30',
  '2027-02-29',
  '2027-13-01',
  '2027-01-31T25:00:00Z',
  '2027-01-31T18:00:00',
  '31.01.2027',
  '9999-12-31',
  'never',
]) {
  test(`${JSON.stringify(text)} is no expiry`, () => assert.equal(parseExpiry(text, now), undefined));
}
