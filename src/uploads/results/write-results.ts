import type { RowNote, SpooledRow } from '../ports.ts';
import { type FoundTable, rowKinds } from '../upload.ts';
import { findAbortingRow } from './aborting-row.ts';
import type { EndedUpload, ResultDeps } from './ended-upload.ts';
import { faultOfFailure } from './failure-faults.ts';
import { OutcomeTable } from './outcome-table.ts';
import { readAhead } from './read-ahead.ts';
import { WrittenRows } from './written-rows.ts';

/**
 * Writes what became of each row: the files of the applied and of the failed rows, and what the door answers. All from
 * the spool and the stored outcomes, so it can be done again at any time.
 */
export async function writeResults<Tx>(ended: EndedUpload, deps: ResultDeps<Tx>, signal: AbortSignal): Promise<void> {
  const { batch, upload, kinds, findings } = ended;
  const { tables } = findings;
  const outcomes = await OutcomeTable.read({ total: kinds.length, read: () => deps.batches.outcomes(batch) });
  const abortedBy = await findAbortingRow({ upload, tables, kinds, outcomes, spool: deps.spool });
  const written = new WrittenRows(ended, deps);
  try {
    let offset = 0;
    for (const [place, table] of tables.entries()) {
      // A file of its own has one sheet.
      const sheet = upload.contactsFile ? 0 : place;
      await writeTable({ sheet, table, offset, outcomes, abortedBy, written }, { ended, deps, signal });
      offset += table.rows;
    }
    await deps.results.save(batch, written.result(), await written.end());
  } catch (error) {
    await written.abandon(error);
    throw error;
  }
}

interface TableInHand {
  /** Its place in the result file. */
  readonly sheet: number;
  readonly table: FoundTable;
  /** Index of its first row's record. */
  readonly offset: number;
  readonly outcomes: OutcomeTable;
  /** The row that kept the others from being applied. */
  readonly abortedBy: string | null;
  readonly written: WrittenRows;
}

interface Writing<Tx> {
  readonly ended: EndedUpload;
  readonly deps: ResultDeps<Tx>;
  readonly signal: AbortSignal;
}

async function writeTable<Tx>(inHand: TableInHand, { ended, deps, signal }: Writing<Tx>): Promise<void> {
  const { kinds } = ended;
  const { sheet, table, offset, outcomes, abortedBy, written } = inHand;
  for await (const { rows, notes } of readAhead(readBlocks(table, { ended, deps }))) {
    signal.throwIfAborted();
    for (const row of rows) {
      const index = row.index + offset;
      const kind = kinds[index] ?? 0;
      if ((kind & rowKinds.excluded) !== 0) continue;
      const note = notes.get(row.index);
      const one = { sheet, table, row, note };
      if (outcomes.isApplied(index)) await written.applied(one);
      else {
        const failure = await outcomes.failureOf(index);
        await written.failed(one, failure ? [faultOfFailure(failure, abortedBy)] : (note?.faults ?? []));
      }
    }
    await deps.onProgress(offset + (rows.at(-1)?.index ?? 0) + 1, kinds.length);
  }
}

interface Block {
  readonly rows: readonly SpooledRow[];
  readonly notes: ReadonlyMap<number, RowNote>;
}

/** A table's rows as the user left them, with what checking said of them. */
async function* readBlocks<Tx>(table: FoundTable, { ended, deps }: Omit<Writing<Tx>, 'signal'>): AsyncGenerator<Block> {
  const { upload } = ended;
  for await (const block of deps.spool.readCells(upload.ref, table.table, 0)) {
    const rows = deps.edited(upload, table.table, block);
    yield { rows, notes: await notesOf(rows, { ended, deps, table }) };
  }
}

async function notesOf<Tx>(
  rows: readonly SpooledRow[],
  { ended, deps, table }: Omit<Writing<Tx>, 'signal'> & { table: FoundTable },
): Promise<ReadonlyMap<number, RowNote>> {
  const [first] = rows;
  const last = rows.at(-1);
  if (!first || !last) return new Map();
  const range = { from: first.index, until: last.index + 1 };
  const notes = await deps.spool.readNotes(ended.upload.ref, table.table, range);
  return new Map(notes.map((note) => [note.index, note]));
}
