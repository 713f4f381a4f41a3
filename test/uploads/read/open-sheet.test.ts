import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaignSheets } from '../../../src/fields/campaign/campaign-sheets.ts';
import { openSheet } from '../../../src/uploads/read/open-sheet.ts';
import type { SheetRow, Spreadsheet } from '../../../src/uploads/ports.ts';

const { customers: fields } = campaignSheets({
  type: 'emi',
  customFields: {},
  limits: { keyCharactersMax: 128, fieldNameCharactersMax: 64 },
});
const matching = { fields, mapping: null, remembered: null, operation: 'update' } as const;

/** A sheet with these rows, the first of which is row 1. */
function sheet(table: readonly (readonly string[])[]): Spreadsheet {
  const rows: SheetRow[] = table.map((texts, place) => ({
    row: place + 1,
    cells: texts.map((text) => (text === '' ? null : text)),
  }));
  return { type: 'csv', sheets: [], rows: () => oneBlock(rows) } as unknown as Spreadsheet;
}

async function* oneBlock(rows: readonly SheetRow[]): AsyncGenerator<readonly SheetRow[]> {
  yield rows;
}

async function opened(table: readonly (readonly string[])[]) {
  await using open = await openSheet(sheet(table), null, matching);
  assert.ok(open);
  const rows = (await Array.fromAsync(open.rows)).flat();
  return {
    headers: open.match.columns.map(({ header }) => header),
    warnings: open.match.warnings,
    faults: open.match.faults,
    rows: rows.map(({ row }) => row),
  };
}

test('the header is found below a title and an empty row, and a warning says where', async () => {
  const found = await opened([['Loans of June'], ['printed 1 June'], ['loan_id', 'emi_amount'], ['loan_1', '5']]);
  assert.deepEqual(found.headers, ['loan_id', 'emi_amount']);
  assert.deepEqual(found.rows, [4]);
  assert.deepEqual(found.warnings, ['Row 3 is taken for the header: what stands above it names no columns.']);
});

test('a first row that can be a header is it, whatever stands below', async () => {
  const found = await opened([
    ['loan_id', 'note'],
    ['loan_id', 'emi_amount'],
    ['loan_1', '5'],
  ]);
  assert.deepEqual(
    [found.headers, found.rows],
    [
      ['loan_id', 'note'],
      [2, 3],
    ],
  );
});

test('where none of the first ten rows can be a header, the faults are those of the first', async () => {
  const title = Array.from({ length: 10 }, (_, place) => [`line ${place}`]);
  const found = await opened([...title, ['loan_id'], ['loan_1']]);
  assert.deepEqual(found.headers, ['line 0']);
  assert.match(found.faults.join(), /needs a column that names the customer: loan_id/);
});
