/** What this room needs of the others: a reader of spreadsheets, a place for files, a spool, the engine. `app.ts` hands them in. */
import type { Cell } from '../fields/cell.ts';
import type { CellFault, CellWarning } from '../fields/sheet-fields.ts';
import type { Change, JsonObject, Outcome } from '../engine/records.ts';

/** `{type, encoding, delimiter, sheet}` as found; null where the type has none. */
export interface FileFormat {
  readonly type: 'csv' | 'xlsx';
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly lineEnds: 'lf' | 'crlf' | 'cr' | 'mixed' | null;
  readonly sheet: string | null;
}

/** A row of a sheet, header or data. Empty rows are never handed out. */
export interface SheetRow {
  /** As a spreadsheet program numbers it: from 1, empty and hidden rows counted. */
  readonly row: number;
  readonly cells: readonly Cell[];
}

/** A spreadsheet that was opened; its kind was told by its content. Fulfilled by `src/spreadsheet`. */
export interface Spreadsheet extends AsyncDisposable {
  readonly type: 'csv' | 'xlsx';
  /** Names in the workbook's order; a CSV has none. */
  readonly sheets: readonly string[];
  /** The rows of one sheet (null: the CSV's only table) in blocks, streamed: memory does not grow with the file. */
  rows(sheet: string | null): AsyncIterable<readonly SheetRow[]>;
  /** What was found out about the file by now; encoding and line ends are known when it was read to its end. */
  format(sheet: string | null): FileFormat;
  /** Bytes of the file that were read by now, of how many. For the progress. */
  readonly progress: { readonly done: number; readonly of: number };
}

/** Opens a file of this machine. Throws `RequestError` with a sentence for a bookkeeper. */
export type OpenSpreadsheet = (file: { readonly path: string }, signal: AbortSignal) => Promise<Spreadsheet>;

/** Writes a table or two in the format of an upload. */
export interface ResultWriter {
  /** Begins a sheet (a CSV has one alone) with its header row. */
  beginSheet(name: string, header: readonly string[]): Promise<void>;
  /** A row of texts; null is an empty cell. Resolves when more may be written. */
  write(cells: readonly (string | null)[]): Promise<void>;
  end(): Promise<void>;
}

/** The file store: a directory or S3. Names are paths of our own making, `uploads/upl_…/file`. */
export interface FileStore {
  /** Stores what the stream brings, whole or not at all; answers its size. */
  put(name: string, content: AsyncIterable<Uint8Array>): Promise<{ readonly bytes: number }>;
  /** A path on this machine that holds the file until it is disposed (of a directory the file itself). Null: there is none. */
  local(name: string): Promise<({ readonly path: string } & AsyncDisposable) | null>;
  /** The content as a stream; null: there is none. */
  read(name: string): Promise<{ readonly content: AsyncIterable<Uint8Array>; readonly bytes: number } | null>;
  delete(names: readonly string[]): Promise<void>;
}

/** `customers` is the first table of a file, `contacts` the second. */
export type TableName = 'customers' | 'contacts';

/** A row as it lies in the spool. */
export interface SpooledRow extends SheetRow {
  /** Place among the data rows of its table, from 0. */
  readonly index: number;
}

/** What checking found out about a row; rows that it has nothing to say about have none. */
export interface RowNote {
  readonly index: number;
  /** The customer's key, where the row names it otherwise. */
  readonly key?: string;
  readonly faults: readonly CellFault[];
  readonly warnings: readonly CellWarning[];
}

/** A record as it lies in the spool: what a valid row asks for. Contacts are numbered on after the customers' rows. */
export interface SpoolRecord {
  readonly index: number;
  readonly key: string;
  readonly patch: JsonObject;
  /** The version that a step-by-step upload was compared with. */
  readonly expectedVersion?: number;
}

export interface SpoolRef {
  readonly organizationId: number;
  /** The store's own id of the upload. */
  readonly uploadId: number;
  /** Which check found what is read of it. Absent: the one that is shown. */
  readonly generation?: number;
  /** What was checked at once since. Absent, null: nothing. */
  readonly amendments?: Amendments | null;
}

/**
 * Rows that the user changed, and that were checked at once: what stands here takes the place of what the last check wrote
 * of these rows and customers. Packs are never written twice, and their borders stay what they are.
 */
export interface Amendments {
  readonly rows: readonly AmendedRow[];
  /** Those whose records are others now; all that each of them would change or fail with. */
  readonly customers: readonly AmendedCustomer[];
  /** Rows that were changed since and wait for a check of the whole file: what is known of them is of what they were. Absent: none. */
  readonly pending?: readonly Pick<AmendedRow, 'table' | 'place'>[];
  /** Since when (milliseconds) it is changed while it is being checked. Absent: it is not. */
  readonly restlessSince?: number;
}

export interface AmendedRow {
  readonly table: TableName;
  /** Among the data rows of its table, from 0. */
  readonly place: number;
  /** Of its record. */
  readonly index: number;
  readonly note: RowNote | null;
  /** null: it is none, or not any more. */
  readonly record: SpoolRecord | null;
}

/** A customer, and the chunk in which its records lie. */
export interface KeyInChunk {
  readonly key: string;
  readonly chunk: number;
}

export interface AmendedCustomer extends KeyInChunk {
  readonly outcomes: readonly Outcome[];
  /** null: there is no such customer, or no record for it any more. */
  readonly version: number | null;
  readonly change: Change | null;
}

/** The right to write to a spool. It ends when the upload is changed, or taken up by another check: then writing throws `Fenced`. */
export interface SpoolClaim extends SpoolRef {
  readonly revision: number;
}

/**
 * Packs what it is given, and stores it a few packs at a time while its caller goes on. Disposing waits for what is being
 * stored at that moment; what is not ended goes no further.
 */
export interface SpoolWriter<Item> extends AsyncDisposable {
  /** In order. Resolves when more may be written. */
  write(items: readonly Item[]): Promise<void>;
  /** Resolves when everything is stored. */
  end(): Promise<void>;
}

/** The records of a spool, once all are written. Remembers packs that two chunks share, so open it once for them all. */
export interface SpooledRecords {
  /** As many as the check has written. */
  readonly count: number;
  /**
   * Borders that cut all records into chunks of about so many, by key: chunk n holds the keys from border n until border
   * n + 1 (the last: to the end). They follow from what was written alone. [] when there are no records.
   */
  cut(chunkRecords: number): readonly string[];
  /** The records of a range of keys, by key (bytes) and then index. `until` null: to the end. */
  read(range: KeyRange): Promise<readonly SpoolRecord[]>;
  /** The records of these customers, by index; of others nothing is parsed. null: they may lie in too many packs to look into each. */
  of(keys: readonly string[]): Promise<ReadonlyMap<string, readonly SpoolRecord[]> | null>;
}

export interface KeyRange {
  readonly from: string;
  readonly until: string | null;
}

/**
 * The spool: a file's rows as read (`cells`), what checking says of them (`notes`), and the records of its valid rows
 * (`records`), sorted by key in runs, so that any range of keys is read without the others. Everything is packed.
 */
export interface Spool {
  /** Removes all of it; or what checks made of it whose findings are not shown (before it is checked again). */
  clear(claim: SpoolClaim, what: 'all' | 'checks'): Promise<void>;
  cellWriter(claim: SpoolClaim, table: TableName): SpoolWriter<SpooledRow>;
  /** In file order, from that row on. */
  readCells(ref: SpoolRef, table: TableName, fromIndex: number): AsyncIterable<readonly SpooledRow[]>;
  /** Those rows, in order. */
  findRows(ref: SpoolRef, table: TableName, indexes: readonly number[]): Promise<readonly SpooledRow[]>;
  /** The indexes of rows by their numbers in the sheet; a number that no data row has is absent. */
  findIndexes(ref: SpoolRef, table: TableName, rows: readonly number[]): Promise<ReadonlyMap<number, number>>;
  noteWriter(claim: SpoolClaim, table: TableName): SpoolWriter<RowNote>;
  /** In file order, from that row on, until (without) the other. */
  readNotes(
    ref: SpoolRef,
    table: TableName,
    range: { readonly from: number; readonly until: number },
  ): Promise<readonly RowNote[]>;
  /** The notes of those rows, in order. */
  findNotes(ref: SpoolRef, table: TableName, indexes: readonly number[]): Promise<readonly RowNote[]>;
  /** By index, as notes are. */
  recordWriter(claim: SpoolClaim): SpoolWriter<SpoolRecord>;
  records(ref: SpoolRef): Promise<SpooledRecords>;
}

/** Customers as looked up while a file is checked. */
export interface CustomerLookup {
  /** Keys of the customers that hold these values in that field, by value; those of removed customers are absent. */
  byReference(
    list: { readonly organizationId: number; readonly listId: number },
    asked: { readonly field: string; readonly values: readonly string[] },
  ): Promise<ReadonlyMap<string, readonly string[]>>;
}
