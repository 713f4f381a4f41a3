import type { MatchedColumn, SheetFields } from '../../fields/sheet-fields.ts';
import type { CustomerLookup, Spool, SpoolClaim, SpooledRow, TableName } from '../ports.ts';
import type { UploadList } from '../upload-lists.ts';
import type { Upload } from '../upload.ts';
import type { CheckRun } from './check-run.ts';
import { RowChecker } from './row-checker.ts';
import { RowEdits } from './row-edits.ts';
import { RowsInTurn } from './rows-in-turn.ts';

/** One check of one upload. */
export interface CheckContext {
  readonly upload: Upload;
  readonly claim: SpoolClaim;
  readonly list: UploadList;
  readonly run: CheckRun;
  readonly spool: Spool;
  readonly customers: CustomerLookup;
  readonly newKey: () => string;
}

/** A table that is to be checked. */
export interface TableToCheck {
  readonly table: TableName;
  readonly fields: SheetFields;
  readonly columns: readonly MatchedColumn[];
  readonly cutColumns: 0 | 2;
  readonly file: 'csv' | 'xlsx';
  /** Index of the record of its first row. */
  readonly offset: number;
  /** Its rows as they are read from the file, to be spooled on the way; null: they lie in the spool. */
  readonly rows: AsyncIterable<readonly SpooledRow[]> | null;
  /** Told of the rows that were gone through, in each pass. */
  readonly onRows: (phase: 'reading' | 'checking', rows: readonly SpooledRow[]) => Promise<void>;
}

/**
 * Checks a table while it is read. What a cell means may follow from its whole column: from the first such row on all
 * rows wait until the last is there, and are checked from the spool.
 */
export async function checkTable(table: TableToCheck, context: CheckContext): Promise<void> {
  const { upload, claim, spool } = context;
  const { emptyCells } = upload.options;
  const { columns, cutColumns, file, onRows } = table;
  const reader = table.fields.rows(columns, { emptyCells, operation: upload.operation, cutColumns, file });
  const edits = new RowEdits(upload, table.table);
  await using notes = spool.noteWriter(claim, table.table);
  const checker = newChecker(table, context, { reader, edits, notes });
  const inTurn = new RowsInTurn({ reader, edits, checker });
  if (table.rows) {
    await using cells = spool.cellWriter(claim, table.table);
    for await (const rows of table.rows) {
      await onRows('reading', rows);
      await cells.write(rows);
      await inTurn.take(rows);
    }
    await cells.end();
  } else {
    for await (const rows of spool.readCells(claim, table.table, 0)) {
      if (inTurn.waitingFrom === null) await onRows('checking', rows);
      await inTurn.take(rows);
    }
  }
  if (inTurn.waitingFrom !== null) {
    for await (const rows of spool.readCells(claim, table.table, inTurn.waitingFrom)) {
      await onRows('checking', rows);
      await checker.check(rows);
    }
  }
  await notes.end();
}

type OfChecker = ConstructorParameters<typeof RowChecker>[0];

function newChecker(
  { table, columns, offset }: TableToCheck,
  { upload, list, run, customers, newKey }: CheckContext,
  own: Pick<OfChecker, 'reader' | 'edits' | 'notes'>,
): RowChecker {
  // The customers of a campaign bring their keys.
  const addsKeys = table === 'customers' && upload.operation === 'add' && list.kind === 'company';
  const { references } = list.sheets;
  const given = { table, columns, offset, run, customers, references, list: list.list };
  return new RowChecker({ ...given, ...own, newKey: addsKeys ? newKey : null });
}
