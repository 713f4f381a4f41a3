import type { Outcome } from '../../engine/records.ts';
import type { CellFault, CellWarning, ListSheets, RowReader } from '../../fields/sheet-fields.ts';
import { RowEdits } from '../check/row-edits.ts';
import type { RowNote, Spool, SpooledRow } from '../ports.ts';
import { type Findings, type FoundTable, rowKinds, type Upload } from '../upload.ts';
import type { RecordFailure } from './outcome-table.ts';

export type FileOutcomeKind = 'updated' | 'unchanged' | 'invalid' | 'failed';

/** What became of one row of a file. */
export interface FileOutcome {
  /** Place among the rows of both tables, from 0. */
  readonly index: number;
  /** As a spreadsheet program numbers it. */
  readonly row: number;
  readonly table: FoundTable['table'];
  readonly key: string | null;
  readonly outcome: FileOutcomeKind;
  readonly failure: RecordFailure | null;
  readonly errors: readonly CellFault[];
  readonly warnings: readonly CellWarning[];
}

interface Listed {
  readonly upload: Upload;
  readonly findings: Findings;
  readonly kinds: Uint8Array;
  readonly sheets: ListSheets;
}

interface OutcomesQuery {
  readonly outcomes: readonly FileOutcomeKind[];
  readonly limit: number;
  /** Go on after this index; null: from the first row. */
  readonly after: number | null;
}

interface ListDeps {
  readonly spool: Pick<Spool, 'findRows' | 'readNotes'>;
  /** What became of the records by now, chunk by chunk. */
  readonly readOutcomes: () => AsyncIterable<readonly Outcome[]>;
}

/** A page of what became of a file's rows, in file order. Those that no chunk has reached are absent. */
export async function listFileOutcomes(
  listed: Listed,
  { outcomes, limit, after }: OutcomesQuery,
  { spool, readOutcomes }: ListDeps,
): Promise<{ readonly entries: readonly FileOutcome[]; readonly next: number | null }> {
  const { kinds } = listed;
  const wanted = new Set(outcomes);
  const reached = await readReached(kinds.length, readOutcomes);
  const indexes: number[] = [];
  for (let index = (after ?? -1) + 1; index < kinds.length && indexes.length <= limit; index += 1) {
    const outcome = outcomeOf(index, kinds, reached);
    if (outcome !== null && wanted.has(outcome)) indexes.push(index);
  }
  const shown = indexes.slice(0, limit);
  const failures = await readFailures(shown, reached, readOutcomes);
  const entries = (await readRows(shown, listed, spool)).map(({ row, note, index, found, key }): FileOutcome => {
    const { faults: errors = [], warnings = [] } = note ?? {};
    const outcome = outcomeOf(index, kinds, reached) ?? 'invalid';
    const failure = failures.get(index) ?? null;
    return { index, row: row.row, table: found.table, key, outcome, failure, errors, warnings };
  });
  return { entries, next: indexes.length > limit ? (shown.at(-1) ?? null) : null };
}

/** As they stand for an outcome, a byte a record; 0: no chunk has reached it, or it was never valid. */
const reachedKinds = [null, 'updated', 'unchanged', 'failed'] as const;

async function readReached(total: number, read: ListDeps['readOutcomes']): Promise<Uint8Array> {
  const reached = new Uint8Array(total);
  for await (const outcomes of read()) {
    for (const { index, outcome } of outcomes) reached[index] = reachedKinds.indexOf(outcome);
  }
  return reached;
}

/** Why those of them failed that did. */
async function readFailures(
  indexes: readonly number[],
  reached: Uint8Array,
  read: ListDeps['readOutcomes'],
): Promise<ReadonlyMap<number, RecordFailure>> {
  const failures = new Map<number, RecordFailure>();
  const wanted = new Set(indexes.filter((index) => reachedKinds[reached[index] ?? 0] === 'failed'));
  if (wanted.size === 0) return failures;
  for await (const outcomes of read()) {
    for (const outcome of outcomes) {
      if (outcome.outcome !== 'failed' || !wanted.has(outcome.index)) continue;
      failures.set(outcome.index, { error: outcome.error, reason: outcome.reason });
    }
    if (failures.size === wanted.size) break;
  }
  return failures;
}

function outcomeOf(index: number, kinds: Uint8Array, reached: Uint8Array): FileOutcomeKind | null {
  const kind = kinds[index] ?? 0;
  if ((kind & rowKinds.excluded) !== 0) return null;
  return (kind & rowKinds.invalid) === 0 ? (reachedKinds[reached[index] ?? 0] ?? null) : 'invalid';
}

interface FoundRow {
  readonly index: number;
  readonly row: SpooledRow;
  readonly note: RowNote | undefined;
  readonly found: FoundTable;
  readonly key: string | null;
}

async function readRows(
  indexes: readonly number[],
  listed: Listed,
  spool: ListDeps['spool'],
): Promise<readonly FoundRow[]> {
  const { upload, findings } = listed;
  // A row that names its customer by one of these has the key in its note, if there is such a customer.
  const references = new Set(listed.sheets.references.map(({ field }) => field));
  const rows: FoundRow[] = [];
  let offset = 0;
  for (const found of findings.tables) {
    const start = offset;
    offset += found.rows;
    const own = indexes.filter((index) => index >= start && index < offset).map((index) => index - start);
    const [first] = own;
    const last = own.at(-1);
    if (first === undefined || last === undefined) continue;
    const notes = new Map<number, RowNote>();
    for (const note of await notesOf(own, { upload, found, spool })) notes.set(note.index, note);
    const edits = new RowEdits(upload, found.table);
    const reader = readerOf(found, listed);
    for (const row of await spool.findRows(upload.ref, found.table, own)) {
      const note = notes.get(row.index);
      const named = note?.key === undefined ? reader.read(edits.cellsOf(row)).customer : null;
      const key = note?.key ?? (named && !references.has(named.field) ? named.value : null);
      rows.push({ index: row.index + start, row, note, found, key });
    }
  }
  return rows;
}

/** Rows of a page may lie far apart: those that stand together are asked for together. */
async function notesOf(
  indexes: readonly number[],
  { upload, found, spool }: { upload: Upload; found: FoundTable; spool: ListDeps['spool'] },
): Promise<readonly RowNote[]> {
  const wanted = new Set(indexes);
  const notes: RowNote[] = [];
  let from: number | undefined;
  for (const [place, index] of indexes.entries()) {
    from ??= index;
    const next = indexes[place + 1];
    if (next !== undefined && next - index <= notesGapMax) continue;
    const read = await spool.readNotes(upload.ref, found.table, { from, until: index + 1 });
    notes.push(...read.filter((note) => wanted.has(note.index)));
    from = undefined;
  }
  return notes;
}

/** Rows between two of a page, up to which both are read at once: notes lie in packs of about a thousand. */
const notesGapMax = 1_000;

function readerOf({ table, columns, cutColumns, format }: FoundTable, { upload, sheets }: Listed): RowReader {
  const fields = sheets[table];
  if (!fields) throw new Error('a list without contacts has a table of them');
  const { emptyCells } = upload.options;
  return fields.rows(columns, { emptyCells, operation: upload.operation, cutColumns, file: format.type });
}
