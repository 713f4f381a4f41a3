import type { CellFault, RowReader } from '../../fields/sheet-fields.ts';
import type { CustomerLookup, RowNote, SpooledRow, SpoolRecord, TableName } from '../ports.ts';
import { shownValue } from '../sentences.ts';
import type { FoundTable, Upload } from '../upload.ts';
import type { UploadList } from '../upload-lists.ts';
import { RowChecker, type RowRun } from './row-checker.ts';
import type { RowFaultCode } from './row-codes.ts';
import { RowEdits } from './row-edits.ts';

interface Options {
  readonly upload: Upload;
  readonly found: FoundTable;
  /** Index of the record of the table's first row. */
  readonly offset: number;
  readonly list: UploadList;
  readonly customers: CustomerLookup;
  readonly newKey: () => string;
}

type Edited = Pick<Upload, 'edits' | 'excluded'>;

/** What becomes of a row by itself. Which other rows are for the same customer is not looked at. */
export interface CheckedRow {
  readonly isExcluded: boolean;
  readonly note: RowNote | null;
  /** null: it is left out, or invalid. */
  readonly record: SpoolRecord | null;
  /** Unique references that it gives to whoever has not got them yet: what other rows may give hangs on them. */
  readonly gives: readonly string[];
  /** What one of its cells means hangs on the whole column. */
  readonly isOpen: boolean;
}

/**
 * Checks a few rows of a table as a check of the whole file would, with these edits. `stored` are the notes that the last
 * check left: where an earlier row has a reference already is said there, and is still so as long as `gives` stays the same.
 */
export async function checkSomeRows(
  rows: readonly SpooledRow[],
  { edited, stored }: { readonly edited: Edited; readonly stored: ReadonlyMap<number, RowNote> },
  options: Options,
): Promise<readonly CheckedRow[]> {
  const { upload, found, list } = options;
  const edits = new RowEdits(edited, found.table);
  const gives = new Map<number, string[]>();
  const notes = new Map<number, RowNote>();
  const records = new Map<number, SpoolRecord>();
  const checker = new RowChecker({
    ...options,
    table: found.table,
    columns: found.columns,
    reader: readerOf(found, { upload, list }),
    edits,
    list: upload.list,
    references: list.sheets.references,
    newKey: addsKeys(found.table, { upload, list }) ? options.newKey : null,
    notes: { write: async (written) => written.forEach((note) => notes.set(note.index, note)) },
    run: {
      records: { write: async (written) => written.forEach((record) => records.set(record.index, record)) },
      count: () => undefined,
      earlierRowOf: () => null,
      customers: { numberOf: () => 0 },
      given: { give: (giving, holders) => give({ giving, holders }, { gives, rows, stored }) },
    },
  });
  await checker.check(rows);
  const probe = readerOf(found, { upload, list });
  return rows.map((row) => {
    const isExcluded = edits.isExcluded(row.index);
    return {
      isExcluded,
      note: notes.get(row.index) ?? null,
      record: records.get(row.index + options.offset) ?? null,
      gives: gives.get(row.row) ?? [],
      isOpen: !isExcluded && probe.observe(edits.cellsOf(row)),
    };
  });
}

type Give = RowRun['given']['give'];

/** Whoever has the reference already keeps it, whatever other rows say. */
function give(
  { giving, holders }: { readonly giving: Parameters<Give>[0]; readonly holders: Parameters<Give>[1] },
  {
    gives,
    rows,
    stored,
  }: {
    readonly gives: Map<number, string[]>;
    readonly rows: readonly SpooledRow[];
    readonly stored: ReadonlyMap<number, RowNote>;
  },
): CellFault | null {
  const { field, column, value, key, row } = giving;
  if (key !== null && holders.keysOf(field, value).includes(key)) return null;
  gives.set(row, [...(gives.get(row) ?? []), JSON.stringify([field, value, key])]);
  const index = rows.find((own) => own.row === row)?.index ?? -1;
  const code: RowFaultCode = 'reference_taken';
  const shown = shownValue(value);
  const faults = stored.get(index)?.faults ?? [];
  return faults.find((fault) => fault.code === code && fault.column === column && fault.value === shown) ?? null;
}

interface Listed {
  readonly upload: Upload;
  readonly list: UploadList;
}

function readerOf({ table, columns, cutColumns, format }: FoundTable, { upload, list }: Listed): RowReader {
  const fields = list.sheets[table];
  if (!fields) throw new Error('a list without contacts has a table of them');
  const { operation, options } = upload;
  return fields.rows(columns, { emptyCells: options.emptyCells, operation, cutColumns, file: format.type });
}

/** The customers of a campaign bring their keys. */
export function addsKeys(table: TableName, { upload, list }: Listed): boolean {
  return table === 'customers' && upload.operation === 'add' && list.kind === 'company';
}
