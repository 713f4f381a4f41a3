/** What previews of files need of the store, besides the spool. */
import type { OpenBatch } from '../../engine/ports.ts';
import type { BatchState } from '../../engine/records.ts';
import type { SpoolRef } from '../ports.ts';

/** What became of a preview's rows, counted. */
export interface PreviewCounts {
  readonly total: number;
  readonly invalid: number;
  readonly warned: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
}

/** A preview of a file as it is stored. */
export interface FilePreview {
  readonly state: BatchState;
  readonly atomic: boolean;
  /** Rows that it shows as invalid or failed. */
  readonly faulty: number;
  /** The upload's revision that it shows; null: it is not known yet. */
  readonly revision: number | null;
}

export interface PreviewBatches<Tx> {
  /** Those of an upload that have not ended, by the store's own ids. */
  open(ref: SpoolRef): Promise<readonly number[]>;
  /**
   * Ends one with what it shows. False: its upload has another revision by now, so that its files may hold some of both;
   * they expire, and it is still to be ended. Throws `Fenced` where another process has it now.
   */
  end(batch: OpenBatch, shown: { readonly counts: PreviewCounts; readonly revision: number }): Promise<boolean>;
  /** null: the batch is none. */
  find(id: { readonly organizationId: number; readonly publicId: string }): Promise<FilePreview | null>;
  /** As `find`, by a transaction that its caller has open. */
  findIn(tx: Tx, id: { readonly organizationId: number; readonly publicId: string }): Promise<FilePreview | null>;
}
