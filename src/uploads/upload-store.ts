import type { BatchState } from '../engine/records.ts';
import type { SpoolRef } from './ports.ts';
import type { UploadResult } from './results/upload-result.ts';
import type { NewUpload, Refusal, Upload, UploadOptions } from './upload.ts';

/** What of a file's batch decides on an answer. */
export interface FileBatchEnd {
  readonly state: BatchState;
  /** `batch_…` */
  readonly publicId: string;
  /** Why it failed as a whole. */
  readonly error: string | null;
}

/** An upload, and what the last check found of each row, a byte a row: of one moment. null: there was none, or it refused the file. */
export interface CheckedUpload {
  readonly upload: Upload;
  readonly kinds: Uint8Array | null;
}

/** What taking files in, and showing them, needs of the store. */
export interface UploadDesk<Tx> {
  insert(tx: Tx, upload: NewUpload): Promise<SpoolRef>;
  /** From now on this is its batch. One that was shown first is `applied` from then on, in this way. */
  setBatch(
    tx: Tx,
    ref: SpoolRef,
    batch: { readonly id: number; readonly how?: Pick<UploadOptions, 'atomic' | 'maxAffected' | 'pinned'> },
  ): Promise<void>;
  /** From now on this is the preview that it was sent for. */
  setPreview(tx: Tx, ref: SpoolRef, batchId: number): Promise<void>;
  find(id: { readonly organizationId: number; readonly publicId: string }): Promise<Upload | null>;
  findChecked(id: { readonly organizationId: number; readonly publicId: string }): Promise<CheckedUpload | null>;
  /** Whether that is still the check whose findings are shown: only then they all lie in the spool. */
  isShown(ref: SpoolRef): Promise<boolean>;
  /** By the public id of a batch of it: the one that applies it, or a preview. */
  findByBatch(id: { readonly organizationId: number; readonly publicId: string }): Promise<CheckedUpload | null>;
  /** As `findByBatch`, without the kinds, and nobody else changes it until the transaction ends. */
  lockByBatch(tx: Tx, id: { readonly organizationId: number; readonly publicId: string }): Promise<Upload | null>;
  /** As `find`, and nobody else changes it until the transaction ends. */
  lock(tx: Tx, id: { readonly organizationId: number; readonly publicId: string }): Promise<Upload | null>;
  /** It is refused as a whole, unless it was read meanwhile. One that has a batch is refused with that (`FileBatches`). */
  refuse(ref: SpoolRef, refusal: Refusal): Promise<void>;
  /** What the batch that it was sent for in one step came to, a preview too; null: it was sent for none. */
  batchOf(ref: SpoolRef): Promise<FileBatchEnd | null>;
  /** The batch that applies it, by a transaction that its caller has open; null: none does. */
  batchIn(tx: Tx, ref: SpoolRef): Promise<FileBatchEnd | null>;
  /** null: it was not written yet. */
  result(ref: SpoolRef): Promise<UploadResult | null>;
}
