import assert from 'node:assert/strict';
import type { Cell } from '../../../src/fields/cell.ts';
import type { Mapping, ReadOptions, ReadRow, SheetFields } from '../../../src/fields/sheet-fields.ts';

type Options = Partial<ReadOptions> & { readonly mapping?: Mapping };

/** Reads a table as an upload is: the header is matched, every row observed where that is needed, then each is read. */
export function readRows(
  sheet: SheetFields,
  [header = [], ...rows]: readonly (readonly Cell[])[],
  { mapping, ...given }: Options = {},
): ReadRow[] {
  const operation = given.operation ?? 'update';
  const { columns, cutColumns, faults } = sheet.match(header, mapping ?? null, operation);
  assert.deepEqual(faults, []);
  const reader = sheet.rows(columns, { emptyCells: 'ignore', operation, cutColumns, file: 'csv', ...given });
  for (const row of rows) reader.observe(row);
  return rows.map((row) => reader.read(row));
}

/** The only row of a table. */
export function readRow(sheet: SheetFields, table: readonly (readonly Cell[])[], options: Options = {}): ReadRow {
  const [row] = readRows(sheet, table, options);
  assert.ok(row);
  return row;
}

export function faultCodes({ faults }: ReadRow): (string | null)[][] {
  return faults.map(({ column, code }) => [column, code]);
}

export function changes({ warnings }: ReadRow): string[][] {
  return warnings.map(({ column, code, from, to }) => [column ?? '', code, from, to]);
}
