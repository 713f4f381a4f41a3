/** What applying a preview needs of the rooms behind: of the store, and of those who know its kind. */
import type { Organization } from '../../access/principal.ts';
import type { ListRef } from '../../engine/ports.ts';
import type { BatchState, Operation } from '../../engine/records.ts';
import type { BatchId } from './batch-ports.ts';

/** A batch that is a preview, as it is stored. */
export interface PreviewBatch {
  /** The store's own id. */
  readonly id: number;
  /** `batch_…` */
  readonly publicId: string;
  /** `completed`: all of it has been shown. */
  readonly state: BatchState;
  readonly list: ListRef;
  /** `camp_…`, `CEK…`; null: the list is gone. */
  readonly listId: string | null;
  readonly operation: Operation;
  readonly atomic: boolean;
  /** The brake that it was asked for with; null: none. */
  readonly maxAffected: number | null;
  /** Records that it showed as invalid or failed. */
  readonly faulty: number;
  /** The upload whose rows it shows, by the store's own id; null: it is none of a file. */
  readonly uploadId: number | null;
  /** The batch that it would take back, by the store's own id; null: it is none of an undo. */
  readonly undoes: number | null;
  readonly expiresAt: Date;
  /** By the database's clock. */
  readonly isExpired: boolean;
  /** The batch that applied it (`batch_…`). */
  readonly appliedBy: string | null;
}

export interface PreviewDesk<Tx> {
  /** `none`: the batch is no preview. null: there is no such batch, or it is another organization's. */
  find(id: BatchId): Promise<PreviewBatch | 'none' | null>;
  /** As `find`; nobody else applies it until the transaction ends. */
  lock(tx: Tx, id: BatchId): Promise<PreviewBatch | 'none' | null>;
  /** Says of a locked preview which batch, that the transaction has opened, applies it; and of that batch the preview. */
  markApplied(tx: Tx, preview: PreviewBatch, batchId: string): Promise<void>;
}

/** What the batch that applies a preview is to be. */
export interface ApplyRequest {
  /** `batch_…`: the public id that it gets. */
  readonly batchId: string;
  readonly tokenId: number | null;
  readonly organization: Organization;
}

/**
 * Opens the batch of that public id within the transaction, and has it applied in the background once that is
 * committed; throws a `RequestError` where something forbids it. That the preview is a preview of this kind, not
 * expired, not applied and (where atomic) without a bad record was seen to; its row is locked, and `applied_by` and
 * `preview_id` are set afterwards (`PreviewDesk.markApplied`).
 */
export type OpenApplying<Tx> = (tx: Tx, preview: PreviewBatch, request: ApplyRequest) => Promise<void>;

/** By kind of preview; `src/app.ts` hands them in. */
export interface PreviewAppliers<Tx> {
  /** Of a file: `uploadId` is set. */
  readonly file: OpenApplying<Tx>;
  /** Of an undo: `undoes` is set. */
  readonly undo: OpenApplying<Tx>;
  /** Of a JSON request: applied to its end. The batch of that public id may be there from an earlier attempt. */
  readonly records: (preview: PreviewBatch, request: ApplyRequest & { readonly resumed: boolean }) => Promise<void>;
}
