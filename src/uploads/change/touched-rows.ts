import { addsKeys, type CheckedRow, checkSomeRows } from '../check/check-some-rows.ts';
import type { CustomerLookup, RowNote, Spool, SpooledRow, TableName } from '../ports.ts';
import { rowKinds, type FoundTable, type RowPlace, type Upload } from '../upload.ts';
import type { UploadList } from '../upload-lists.ts';

/** A row that the user changes, as it was and as it will be. */
export interface TouchedRow {
  readonly table: TableName;
  /** Among the data rows of its table, from 0. */
  readonly place: number;
  /** Of its record. */
  readonly index: number;
  /** In the sheet. */
  readonly row: number;
  readonly before: CheckedRow;
  readonly after: CheckedRow;
}

interface Touching {
  readonly upload: Upload;
  readonly places: readonly RowPlace[];
  readonly changed: Pick<Upload, 'edits' | 'excluded'>;
  readonly kinds: Uint8Array;
  readonly list: UploadList;
}

interface TouchDeps {
  readonly spool: Pick<Spool, 'findRows' | 'findNotes'>;
  readonly customers: CustomerLookup;
  readonly newKey: () => string;
}

/**
 * Checks the rows that are changed, as they were and as they are with it. null: what others become may hang on them, or
 * they would be checked otherwise now than they were (somebody changed the customers meanwhile), so the whole file has to be.
 */
export async function touchRows(touching: Touching, deps: TouchDeps): Promise<readonly TouchedRow[] | null> {
  const touched: TouchedRow[] = [];
  let offset = 0;
  for (const found of touching.upload.findings?.tables ?? []) {
    const places = new Set(touching.places.filter(({ table }) => table === found.table).map(({ index }) => index));
    const sorted = [...places].sort((a, b) => a - b);
    const rows = sorted.length === 0 ? [] : await touchTable(sorted, { ...touching, found, offset }, deps);
    if (!rows) return null;
    touched.push(...rows);
    offset += found.rows;
  }
  return touched;
}

async function touchTable(
  places: readonly number[],
  { upload, changed, kinds, list, found, offset }: Touching & { readonly found: FoundTable; readonly offset: number },
  { spool, customers, newKey }: TouchDeps,
): Promise<readonly TouchedRow[] | null> {
  const { table } = found;
  const rows = await spool.findRows(upload.ref, table, places);
  const notes = await spool.findNotes(upload.ref, table, places);
  const stored = new Map(notes.map((note) => [note.index, note]));
  const options = { upload, found, offset, list, customers, newKey };
  const before = await checkSomeRows(rows, { edited: upload, stored }, options);
  const after = await checkSomeRows(rows, { edited: changed, stored }, options);
  const isAdded = addsKeys(table, { upload, list });
  const touched: TouchedRow[] = [];
  for (const [at, row] of rows.entries()) {
    const known = { kind: kinds[row.index + offset] ?? 0, note: stored.get(row.index), isAdded };
    const [was, is] = [before[at], after[at]];
    if (!was || !is || !isAsStored(was, known) || isWide(was, is, known)) return null;
    touched.push({
      table,
      place: row.index,
      index: row.index + offset,
      row: row.row,
      ...keepKey(row, { was, is, ...known }),
    });
  }
  return touched;
}

interface Known {
  readonly kind: number;
  readonly note: RowNote | undefined;
  /** It is for a new customer, whose key was drawn. */
  readonly isAdded: boolean;
}

function isAsStored({ isExcluded, record, note }: CheckedRow, { kind, note: stored, isAdded }: Known): boolean {
  if (isExcluded || (kind & rowKinds.excluded) !== 0) return isExcluded && (kind & rowKinds.excluded) !== 0;
  if ((record !== null) !== ((kind & rowKinds.valid) !== 0)) return false;
  return isAdded || note?.key === stored?.key;
}

/** Whether other rows would have to be looked at. */
function isWide(was: CheckedRow, is: CheckedRow, { isAdded }: Known): boolean {
  if (was.isOpen || is.isOpen) return true;
  const given = ({ gives }: CheckedRow): string => (isAdded ? gives.map(withoutKey) : gives).join('\n');
  return given(was) !== given(is);
}

function withoutKey(gives: string): string {
  const [field, value] = JSON.parse(gives) as [string, string];
  return JSON.stringify([field, value]);
}

/** A new customer's key stays what it was. */
function keepKey(
  { index }: SpooledRow,
  { was, is, note, isAdded }: Known & { readonly was: CheckedRow; readonly is: CheckedRow },
): Pick<TouchedRow, 'before' | 'after'> {
  if (!isAdded || note?.key === undefined || !was.record) return { before: was, after: is };
  const { key } = note;
  const before = { ...was, record: { ...was.record, key } };
  if (!is.record) return { before, after: is };
  const kept = { ...(is.note ?? { index, faults: [], warnings: [] }), key };
  return { before, after: { ...is, note: kept, record: { ...is.record, key } } };
}
