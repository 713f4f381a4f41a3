import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { companyCustomerAt } from '../../../../src/cli/demo/sheet/company-customer.ts';
import { planSheet } from '../../../../src/cli/demo/sheet/plan-sheet.ts';
import { writeWorkbook } from '../../../../src/cli/demo/sheet/write-workbook.ts';
import { compileCompanyFields } from '../../../../src/fields/company/compile-company-fields.ts';
import type { Cell } from '../../../../src/fields/cell.ts';
import { openSpreadsheet } from '../../../../src/spreadsheet/open-spreadsheet.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

test('plans the same workbook in every run, with something of everything', () => {
  const plan = planSheet(5000);
  assert.deepEqual(plan, planSheet(5000));
  const { total, applied, failed, warned, failedRows } = plan.expected;
  assert.deepEqual({ total, applied, failed, warned }, { total: 5000, applied: 4960, failed: 40, warned: 820 });
  assert.equal(plan.rows.length, 5000);
  assert.deepEqual(
    [...plan.mends.keys()].sort((a, b) => a - b),
    failedRows,
  );
  const numbers = plan.rows.flat().filter((cell) => typeof cell === 'object' && cell !== null);
  assert.ok(numbers.some((cell) => 'error' in cell && cell.error === '#N/A'));
  assert.ok(numbers.some((cell) => 'number' in cell && cell.padding === 12));
});

test('names each customer once, but for those that stand in the sheet again further down', () => {
  const references = planSheet(5000).rows.map(([reference]) => JSON.stringify(reference).replace('ASG', 'ASH'));
  assert.equal(new Set(references).size, 4980);
});

test('has customers that the company door takes, no two with one reference', () => {
  const fields = compileCompanyFields();
  const customers = Array.from({ length: 2000 }, (_, index) => companyCustomerAt(index));
  assert.equal(new Set(customers.map(({ uniqueRefNo }) => uniqueRefNo)).size, 2000);
  for (const { outstanding, ...texts } of customers) {
    assert.deepEqual(fields.checkNew({ ...texts, outstandingAmount: outstanding / 100 }, 'KC0123456789ABCD'), []);
  }
});

test('writes a workbook in which what looks like a number is one', async () => {
  await using directory = await temporaryDirectory();
  const file = path.join(directory.path, 'june.xlsx');
  await writeWorkbook(file, [
    ['Ref No', 'A/C No', 'Outstanding'],
    ['ASH-1 <&>', { number: '123', padding: 12 }, { error: '#N/A' }],
    [null, { number: '919876543210' }, { number: '45210.5' }],
  ]);
  await using spreadsheet = await openSpreadsheet({ path: file }, AbortSignal.timeout(10_000));
  const rows: (readonly Cell[])[] = [];
  for await (const block of spreadsheet.rows('Customers')) rows.push(...block.map(({ cells }) => cells));
  assert.deepEqual(rows, [
    ['Ref No', 'A/C No', 'Outstanding'],
    ['ASH-1 <&>', { type: 'number', digits: '123', format: '000000000000' }, { type: 'error', code: '#N/A' }],
    [null, { type: 'number', digits: '919876543210' }, { type: 'number', digits: '45210.5' }],
  ]);
});
