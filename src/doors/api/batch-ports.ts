/** What the operations on batches need of a store. Whoever asks for an id that is foreign or unknown gets null. */
import type { BatchSource, BatchState, FailureCode, FieldChanges, Operation } from '../../engine/records.ts';

export interface BatchId {
  readonly organizationId: number;
  /** `batch_…` */
  readonly publicId: string;
}

/**
 * While a batch has not ended the counts are the sums over its finished chunks, and `valid` counts the valid records
 * that have their outcome; the others are `pending`. So `total = valid + invalid + pending` and
 * `valid = successful + failed` hold at every moment, and when it ends nothing is pending.
 */
export interface BatchCounts {
  readonly total: number;
  readonly valid: number;
  readonly invalid: number;
  readonly pending: number;
  /** Updated and unchanged. */
  readonly successful: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly retried: number;
  readonly warned: number;
}

export interface BatchProgress {
  readonly phase: 'reading' | 'checking' | 'applying' | 'writing';
  /** Records of this phase that are done. */
  readonly done: number;
  readonly of: number;
  /** Since it started; null before the first chunk is finished. */
  readonly perSecond: number | null;
  /** null where nobody runs it, or the speed is not known. */
  readonly secondsLeft: number | null;
}

export interface BatchReport {
  readonly id: string;
  readonly source: BatchSource;
  readonly operation: Operation;
  readonly state: BatchState;
  /** The list's id (`camp_…`); null where the list is gone. */
  readonly list: string | null;
  readonly atomic: boolean;
  readonly counts: BatchCounts;
  readonly chunks: { readonly done: number; readonly of: number };
  readonly progress: BatchProgress;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** The token that asked for it. */
  readonly by: { readonly id: string; readonly name: string } | null;
  /** The undo whose effect stands, or that runs (`batch_…`). */
  readonly undoneBy: string | null;
  /** It has ended, and there is something that an undo would take back. */
  readonly undoable: boolean;
  /** Its changes, or some of them, are kept no longer. */
  readonly historySwept?: true;
  /** Of an undo, or the preview of one: the batch that it takes back. */
  readonly undoes?: string;
  /** The files that its rows went into, as long as they are kept. */
  readonly files: readonly BatchFile[];
  /** Why it failed as a whole. */
  readonly error?: string;
  /** Of a preview: until when it can be applied. */
  readonly expiresAt?: Date;
  /** Of a preview: the batch that applied it. */
  readonly appliedBy?: string;
  /** Of a batch that applied a preview: which, as long as that is kept. */
  readonly preview?: string;
  /** Of a file's batch, as long as its upload is kept: what an empty cell meant. */
  readonly emptyCells?: 'ignore' | 'clear';
}

export interface BatchFile {
  /** `file_…` */
  readonly publicId: string;
  /** `failed`, `applied`; `failed-contacts`, `applied-contacts` of a second file. */
  readonly kind: string;
  readonly name: string;
  readonly bytes: number;
  readonly expiresAt: Date;
}

export interface BatchQuery {
  readonly organizationId: number;
  readonly state?: BatchState | undefined;
  readonly source?: BatchSource | undefined;
  /** A list's id; one that is foreign or unknown has no batches. */
  readonly list?: string | undefined;
  /** Who asked for it (`tok_…`, `usr_…`, `cli_…`); one that is unknown has asked for none. */
  readonly by?: string | undefined;
  /** Created at this moment or later. */
  readonly from?: Date | undefined;
  /** Created before this moment. */
  readonly to?: Date | undefined;
  readonly limit: number;
  /** Go on after this batch; null: from the newest. */
  readonly after: string | null;
}

export const outcomeKinds = ['updated', 'unchanged', 'invalid', 'failed'] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

/** What became of one record. */
export interface OutcomeEntry {
  /** Place in the request, from 0. */
  readonly index: number;
  /** Of a file: as a spreadsheet program numbers it, and which of its tables it stands in. */
  readonly row?: number;
  readonly table?: 'customers' | 'contacts';
  readonly key: string | null;
  readonly outcome: OutcomeKind;
  /** Of a failed record. */
  readonly error?: FailureCode;
  readonly reason?: string;
  /** Of an invalid record: what is wrong, a sentence a fault. */
  readonly errors?: readonly string[];
  /** Of an undo: fields that were edited since, and left alone. */
  readonly leftAlone?: readonly string[];
  /** Of a file's row: values that were changed on the way, a sentence each. */
  readonly warnings?: readonly string[];
}

export interface OutcomeQuery extends BatchId {
  readonly outcomes: readonly OutcomeKind[];
  readonly limit: number;
  /** Go on after this index; null: from the first record. */
  readonly after: number | null;
}

export interface ChangeEntry {
  readonly key: string;
  /** The version that the change made. */
  readonly version: number;
  readonly changes: FieldChanges;
}

export interface ChangeQuery extends BatchId {
  readonly limit: number;
  /** The `next` of the page before; null: from the first. */
  readonly from: ChangePlace | null;
}

/** A place among a batch's changes: the pack, counted from the batch's first, and the change in it. */
export interface ChangePlace {
  readonly pack: number;
  readonly place: number;
}

export interface BatchPage<Entry, Place> {
  readonly entries: readonly Entry[];
  /** Where the next page begins; null: this is the last one. */
  readonly next: Place | null;
}

export interface BatchReader {
  find(id: BatchId): Promise<BatchReport | null>;
  /** Newest first; null: `after` names none of the organization's batches. */
  list(query: BatchQuery): Promise<BatchPage<BatchReport, string> | null>;
  /** In request order. Of a batch that still runs: those that are known by now. */
  outcomes(query: OutcomeQuery): Promise<BatchPage<OutcomeEntry, number> | null>;
  /** By chunk, and within it by key. Changes older than the history kept are absent. */
  changes(query: ChangeQuery): Promise<BatchPage<ChangeEntry, ChangePlace> | null>;
}

/** `ended`: it had ended already, in that state; nothing was done. Otherwise it is asked to end, or has ended now. */
export interface Cancelling {
  readonly ended: BatchState | null;
  readonly report: BatchReport;
}

export interface BatchCanceller<Tx> {
  cancel(tx: Tx, id: BatchId): Promise<Cancelling | null>;
}
