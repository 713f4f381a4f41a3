import type { CellWarning } from '../../fields/sheet-fields.ts';
import { repeated } from '../check/row-checker.ts';
import { rowWarningCodes } from '../check/row-codes.ts';
import type { RowNote, Spool, SpooledRecords, SpoolRecord, SpoolRef } from '../ports.ts';
import type { TouchedRow } from './touched-rows.ts';

/** All records of a customer that a change touches, as they are with it. */
export interface TouchedCustomer {
  readonly key: string;
  /** By index. */
  readonly records: readonly SpoolRecord[];
}

interface Asked {
  readonly touched: readonly TouchedRow[];
  readonly records: Pick<SpooledRecords, 'of'>;
}

/** Records of all customers that one change touches at most; where there are more the whole file is checked. */
const recordsMax = 500;

/** The customers of the touched rows, before the change and with it. null: too many rows are for them, or may be. */
export async function customersOf({ touched, records }: Asked): Promise<readonly TouchedCustomer[] | null> {
  const keys = new Set(
    touched.flatMap(({ before, after }) => [before.record?.key ?? [], after.record?.key ?? []].flat()),
  );
  const indexes = new Set(touched.map(({ index }) => index));
  const customers: TouchedCustomer[] = [];
  let count = 0;
  const sorted = [...keys].sort();
  const found = await records.of(sorted);
  if (!found) return null;
  for (const key of sorted) {
    const stored = found.get(key) ?? [];
    const others = stored.filter(({ index }) => !indexes.has(index));
    const own = touched.flatMap(({ after: { record } }) => (record?.key === key ? [record] : []));
    count += stored.length + own.length;
    if (count > recordsMax) return null;
    customers.push({ key, records: [...others, ...own].sort((a, b) => a.index - b.index) });
  }
  return customers;
}

export interface NotedRow {
  /** Place in the customers' table, and index of the record. */
  readonly index: number;
  readonly note: RowNote | null;
}

interface Twins {
  readonly ref: SpoolRef;
  readonly customers: readonly TouchedCustomer[];
  readonly touched: readonly TouchedRow[];
  readonly customerRows: number;
  readonly spool: Pick<Spool, 'findRows' | 'findNotes'>;
}

/**
 * The notes of the valid customers' rows, each with a warning where another row for the same customer comes before it. The
 * records of the customers' table have its rows' places as their indexes. A contact's row is no twin.
 */
export async function noteTwins(twins: Twins): Promise<readonly NotedRow[]> {
  const { customers, touched, customerRows } = twins;
  const own = new Map(touched.filter(({ table }) => table === 'customers').map((row) => [row.index, row]));
  const rowsOf = customers.map(({ records }) => records.flatMap(({ index }) => (index < customerRows ? [index] : [])));
  const others = rowsOf.flat().filter((index) => !own.has(index));
  const stored = await readOthers(
    others.sort((a, b) => a - b),
    twins,
  );
  const noted: NotedRow[] = [];
  for (const indexes of rowsOf) {
    let earlier: number | null = null;
    for (const index of indexes) {
      const touchedRow = own.get(index);
      const row: number = touchedRow?.row ?? stored.rows.get(index) ?? 0;
      const note = touchedRow ? touchedRow.after.note : (stored.notes.get(index) ?? null);
      noted.push({ index, note: withTwin(note, { index, earlier }) });
      earlier = row;
    }
  }
  return noted;
}

async function readOthers(
  indexes: readonly number[],
  { ref, spool }: Pick<Twins, 'ref' | 'spool'>,
): Promise<{ rows: ReadonlyMap<number, number>; notes: ReadonlyMap<number, RowNote> }> {
  if (indexes.length === 0) return { rows: new Map(), notes: new Map() };
  const rows = await spool.findRows(ref, 'customers', indexes);
  const notes = await spool.findNotes(ref, 'customers', indexes);
  return {
    rows: new Map(rows.map(({ index, row }) => [index, row])),
    notes: new Map(notes.map((note) => [note.index, note])),
  };
}

function withTwin(
  note: RowNote | null,
  { index, earlier }: { readonly index: number; readonly earlier: number | null },
): RowNote | null {
  const others = (note?.warnings ?? []).filter((warning) => !isTwin(warning));
  const warnings = earlier === null ? others : [...others, repeated(earlier)];
  if (!note) return warnings.length === 0 ? null : { index, faults: [], warnings };
  return warnings.length + note.faults.length === 0 && note.key === undefined ? null : { ...note, warnings };
}

function isTwin({ code }: CellWarning): boolean {
  const twin: keyof typeof rowWarningCodes = 'repeated_customer';
  return code === twin;
}
