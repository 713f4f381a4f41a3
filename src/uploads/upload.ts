/**
 * An upload: a file on its way to becoming a batch.
 *
 *   reading ──checked──▶ ready ──apply──▶ applied ──expires──▶ gone
 *      │  ▲                │
 *      │  └────changed─────┘
 *      └──refused──▶ refused
 *
 * One that goes its way in one step has its batch from the start and is never `ready`: reading → applied | refused. One
 * that does so as far as its preview has that from the start, and nobody changes it.
 */
import type { ListRef } from '../engine/ports.ts';
import type { Operation } from '../engine/records.ts';
import type { FaultPlace, RequestErrorCode } from '../errors/request-error.ts';
import type { MatchedColumn } from '../fields/sheet-fields.ts';
import type { FileFormat, SpoolRef, TableName } from './ports.ts';

export type UploadState = 'reading' | 'ready' | 'refused' | 'applied';

/** A file as it was received; it lies in the file store. */
export interface UploadedFile {
  /** In the file store. */
  readonly storedAs: string;
  /** As its owner calls it, without a path. */
  readonly name: string;
  readonly bytes: number;
}

export interface UploadOptions {
  readonly emptyCells: 'ignore' | 'clear';
  /** Header, field (null: left out). */
  readonly mapping: readonly (readonly [header: string, field: string | null])[] | null;
  /** How the columns of the list's last file were matched, when this one was sent without a mapping; null or absent: by the names. */
  readonly remembered?: UploadOptions['mapping'];
  /** null: `Customers`, else the first whose header maps. */
  readonly sheet: string | null;
  readonly atomic: boolean;
  readonly maxAffected: number | null;
  /** false: what was shown is not what is applied, but what the customers are by then is patched. Absent: true. */
  readonly pinned?: boolean;
}

export interface NewUpload {
  /** `upl_…` */
  readonly publicId: string;
  readonly list: ListRef;
  readonly tokenId: number | null;
  readonly operation: Extract<Operation, 'update' | 'add'>;
  readonly oneStep: boolean;
  readonly file: UploadedFile;
  readonly contactsFile: UploadedFile | null;
  readonly options: UploadOptions;
  readonly expiresAt: Date;
}

/** A column as it was read and matched, with up to three values as samples. */
export interface FoundColumn extends MatchedColumn {
  readonly samples: readonly string[];
}

/** A table of the file as it was found. */
export interface FoundTable {
  readonly table: TableName;
  readonly format: FileFormat;
  /** As the file has them, in its order; `row` and `error` of a failure file are not among them. */
  readonly columns: readonly FoundColumn[];
  /** How many those are: the rows still have their cells. */
  readonly cutColumns: 0 | 2;
  /** Data rows; empty ones do not count. */
  readonly rows: number;
}

/** What reading and checking found. */
export interface Findings {
  readonly sheets: readonly string[];
  /** The customers' table, and the contacts' one where there is one. */
  readonly tables: readonly FoundTable[];
  /** Of both tables. */
  readonly counts: UploadCounts;
  /** Sentences about the file as a whole. */
  readonly warnings: readonly string[];
  /** Of a step-by-step upload. */
  readonly compared?: Comparison;
}

/** What comparing an upload with its customers found: what each row would do lies in the spool (`Previews`). */
export interface Comparison {
  /** Records that a chunk was aimed at: what was shown is read, and applied, by the same chunks, whatever the setting says by then. */
  readonly chunkRecords: number;
  /** Valid rows that would change their customer … */
  readonly changing: number;
  /** … or leave it as it is … */
  readonly unchanged: number;
  /** … or find none … */
  readonly missing: number;
  /** … or would fail for another reason. */
  readonly failing: number;
}

export interface UploadCounts {
  /** Records: rows of both tables that were not left out. */
  readonly total: number;
  readonly valid: number;
  readonly invalid: number;
  /** Valid ones with a warning. */
  readonly warned: number;
  /** Left out by the user. */
  readonly excluded: number;
}

export interface Refusal {
  readonly code: RequestErrorCode;
  readonly message: string;
  readonly faults: readonly string[];
  readonly places: readonly FaultPlace[];
}

/** A row of the file, whatever its number in the sheet. */
export interface RowPlace {
  readonly table: TableName;
  /** Among the data rows of its table, from 0. */
  readonly index: number;
}

/** A cell that the user changed before the file is applied. */
export interface CellEdit extends RowPlace {
  /** From 0. */
  readonly column: number;
  /** null empties it. */
  readonly value: string | null;
}

export interface Upload extends Omit<NewUpload, 'expiresAt'> {
  readonly ref: SpoolRef;
  readonly state: UploadState;
  /** Counts up with every change of it, and with every check: an earlier one writes no more. */
  readonly revision: number;
  /** null until it was read and checked. Of one whose header was refused: the columns, and no rows. */
  readonly findings: Findings | null;
  /** What the user has changed in it since. */
  readonly edits: readonly CellEdit[];
  /** Rows that he left out. */
  readonly excluded: readonly RowPlace[];
  readonly refusal: Refusal | null;
  /** The store's own id; null: it has none yet. */
  readonly batchId: number | null;
  /** What people know its list (null: that was deleted) and its batch (null: it has none yet) by. */
  readonly shownAs: { readonly list: string | null; readonly batch: string | null };
  /** The store's own id of the preview that it was sent for; null: it was not sent for one. */
  readonly previewId: number | null;
  readonly progress: {
    readonly phase: 'reading' | 'checking' | 'writing';
    readonly done: number;
    readonly of: number;
  } | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/**
 * What checking found of each row, a byte a row: of the customers' table in file order, then of the contacts'. A row's
 * place here is its record's index in the batch.
 */
export const rowKinds = {
  /** It is a record of the batch. */
  valid: 1,
  invalid: 2,
  /** Left out by the user: neither counted nor written to a file. */
  excluded: 4,
  /** With a warning. */
  warned: 8,
  /** Of a step-by-step upload: it would change its customer … */
  changing: 16,
  /** … or leave it as it is … */
  unchanged: 32,
  /** … or there is none … */
  missing: 64,
  /** … or it would fail for another reason. */
  failing: 128,
} as const;
