import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sheetFaults } from '../../../../src/cli/demo/sheet/check-sheet.ts';
import type { SheetFound } from '../../../../src/cli/demo/sheet/check-sheet.ts';
import { planSheet } from '../../../../src/cli/demo/sheet/plan-sheet.ts';

const { expected } = planSheet(300);
const payload = {
  total_count: expected.total,
  success_count: expected.applied,
  failure_count: expected.failed,
  warn_count: expected.warned,
  total_amount: expected.outstanding / 100,
  failure_file_name: 'june-failed.xlsx',
  failure_file_url: 'http://127.0.0.1/files',
  batchId: 'batch_1',
  warnings: [],
  failureRequests: [],
  successRequests: [],
};
const right: SheetFound = {
  first: payload,
  second: { ...payload, total_count: expected.failed, success_count: expected.failed },
  failedRows: expected.failedRows,
  customers: expected.customers.map((customer) => ({ ...customer, version: 2 })),
};

test('finds nothing where all is as it must be', () => {
  assert.deepEqual(sheetFaults(right, expected), []);
});

for (const [what, found, sentence] of [
  ['a count', { ...right, first: { ...payload, warn_count: 0 } }, /^warn_count is 0 and must be 49$/],
  ['the sum', { ...right, first: { ...payload, total_amount: 1 } }, /^total_amount is 1 and must be /],
  ['the failure file', { ...right, failedRows: [] }, /^the rows of the failure file is \[\] and must be \[/],
  ['the mended file', { ...right, second: payload }, /^total_count of the mended file is 300 and must be 3$/],
  ['a customer', { ...right, customers: [] }, /^uniqueRefNo of ASH-\d+ is missing and must be "ASH-\d+"$/],
] as const) {
  test(`says when ${what} is not what it must be`, () => {
    assert.match(sheetFaults(found, expected)[0] ?? '', sentence);
  });
}
