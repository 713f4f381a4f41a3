import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeAmendments } from '../../../src/uploads/change/merge-amendments.ts';
import type { AmendedCustomer, AmendedRow } from '../../../src/uploads/ports.ts';

const row = (index: number, key = 'a'): AmendedRow => ({
  table: 'customers',
  place: index,
  index,
  note: null,
  record: { index, key, patch: {} },
});
const customer = (key: string, version: number): AmendedCustomer => ({
  key,
  chunk: 0,
  outcomes: [],
  version,
  change: null,
});

test('of two amendments of one row, or one customer, the later one counts', () => {
  const before = { rows: [row(1), row(2)], customers: [customer('a', 1), customer('b', 1)] };
  assert.deepEqual(mergeAmendments(before, { rows: [row(2, 'c')], customers: [customer('b', 2)] }), {
    rows: [row(1), row(2, 'c')],
    customers: [customer('a', 1), customer('b', 2)],
  });
});

test('more than a thousand rows, or than so many characters, are too many', () => {
  const rows = Array.from({ length: 1_000 }, (_, index) => row(index));
  assert.equal(mergeAmendments({ rows, customers: [] }, { rows: [row(7)], customers: [] })?.rows.length, 1_000);
  assert.equal(mergeAmendments({ rows, customers: [] }, { rows: [row(1_000)], customers: [] }), null);
  assert.equal(mergeAmendments(null, { rows: [row(0, 'x'.repeat(256 * 1024))], customers: [] }), null);
});
