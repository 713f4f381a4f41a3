import type { Spreadsheet, TableName } from '../ports.ts';
import type { Matching } from './match-columns.ts';
import { type OpenSheet, openSheet } from './open-sheet.ts';
import { hasNoSheets, hasNoSuchSheet, isEmpty } from './refusals.ts';

/** What a sheet is called that holds a table. */
const sheetNames: Readonly<Record<TableName, string>> = { customers: 'Customers', contacts: 'Contacts' };

interface Picking extends Matching {
  /** The sheet that was asked for; null: none was. */
  readonly asked: string | null;
}

/** Opens the sheet that holds a table: the one asked for, or the one of its name, or the first whose header maps. */
export async function pickSheet(spreadsheet: Spreadsheet, table: TableName, picking: Picking): Promise<OpenSheet> {
  const { sheets, type } = spreadsheet;
  const { asked } = picking;
  if (asked !== null && !sheets.includes(asked)) throw hasNoSuchSheet(asked, sheets);
  const named = type === 'csv' ? null : (asked ?? findSheet(spreadsheet, table));
  if (type === 'xlsx' && named === null) return firstThatMaps(spreadsheet, table, picking);
  const open = await openSheet(spreadsheet, named, picking);
  if (!open) throw isEmpty(named);
  return open;
}

/** The sheet of a table's name, in capitals or not. */
export function findSheet({ sheets }: Pick<Spreadsheet, 'sheets'>, table: TableName): string | null {
  const wanted = sheetNames[table].toLowerCase();
  return sheets.find((sheet) => sheet.trim().toLowerCase() === wanted) ?? null;
}

/** Where none maps: the first one that has a header, whose faults say why. */
async function firstThatMaps(spreadsheet: Spreadsheet, table: TableName, matching: Matching): Promise<OpenSheet> {
  const other = findSheet(spreadsheet, table === 'customers' ? 'contacts' : 'customers');
  let faulty: string | null = null;
  for (const sheet of spreadsheet.sheets) {
    if (sheet === other) continue;
    const open = await openSheet(spreadsheet, sheet, matching);
    if (!open) continue;
    if (open.match.faults.length === 0) return open;
    faulty ??= sheet;
    await open[Symbol.asyncDispose]();
  }
  const open = faulty === null ? null : await openSheet(spreadsheet, faulty, matching);
  if (!open) throw hasNoSheets();
  return open;
}
