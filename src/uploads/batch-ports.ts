/** What applying a file needs of the store, besides the spool. */
import type { ListRef, OpenBatch } from '../engine/ports.ts';
import type { BatchSource, BatchState, Operation, Outcome } from '../engine/records.ts';
import type { SpoolRef } from './ports.ts';
import type { Refusal } from './upload.ts';

export interface NewFileBatch {
  /** `batch_…` */
  readonly publicId: string;
  readonly list: ListRef;
  readonly source: Extract<BatchSource, 'company' | 'upload' | 'preview'>;
  readonly operation: Operation;
  readonly atomic: boolean;
  readonly tokenId: number | null;
  /** The store's own id of the upload. */
  readonly uploadId: number;
  /** Of a preview: from then on it can be applied no more, and goes. */
  readonly expiresAt?: Date;
  /** Of a preview: the brake that it is applied with; null: none. */
  readonly maxAffected?: number | null;
}

/** A file's batch as the process that works on it took it. */
export interface FileBatch extends OpenBatch {
  readonly state: BatchState;
  readonly operation: Operation;
  readonly atomic: boolean;
  /** Chunks that it was cut into; null: its cut is not made yet. */
  readonly chunks: number | null;
  /** Records that a chunk was aimed at then. */
  readonly chunkRecords: number | null;
  /** Chunks that have their checkpoint; -1 for the records that were not reached. */
  readonly finished: ReadonlySet<number>;
  readonly cancelRequested: boolean;
}

/** What is known once the file was checked. */
export interface FileBatchPlan {
  readonly total: number;
  readonly invalid: number;
  /** Rows with a warning that are valid. */
  readonly warned: number;
  readonly chunks: number;
  /** Records that a chunk was aimed at. */
  readonly chunkRecords: number;
}

export type Phase = 'reading' | 'checking' | 'applying' | 'writing';

export interface FileBatches<Tx> {
  /** Makes the batch's row: `queued`. */
  insert(tx: Tx, batch: NewFileBatch): Promise<OpenBatch>;
  /** Makes this process the owner, and the batch `running` unless it has ended; null: there is none. */
  take(id: { readonly organizationId: number; readonly batchId: number }): Promise<FileBatch | null>;
  /** Throws `Fenced` where another process has it now; so do all below. */
  plan(batch: OpenBatch, plan: FileBatchPlan): Promise<void>;
  progress(batch: OpenBatch, at: { readonly phase: Phase; readonly done: number; readonly of: number }): Promise<void>;
  /** Chunks that have their checkpoint by now. */
  finishedChunks(batch: OpenBatch): Promise<ReadonlySet<number>>;
  /** What became of the records by now, chunk by chunk. */
  outcomes(batch: OpenBatch): AsyncIterable<readonly Outcome[]>;
  /** Writes the outcomes of records that no chunk reached: once. */
  writeUnreached(batch: OpenBatch, unreached: readonly Outcome[]): Promise<void>;
  /** The final state; the counts are the sums over the checkpoints. */
  end(
    batch: OpenBatch,
    end: { readonly state: 'completed' | 'cancelled' | 'failed'; readonly error?: string },
  ): Promise<void>;
  /** Ends it, and with it the upload, which is refused as a whole: nothing of it was applied, nor ever will be. */
  refuse(
    batch: OpenBatch,
    upload: SpoolRef,
    end: { readonly state: 'cancelled' | 'failed'; readonly refusal: Refusal },
  ): Promise<void>;
  /** Lets go of it, so that another process may take it: this one cannot go on. */
  abandon(batch: OpenBatch): void;
}
