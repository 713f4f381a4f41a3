/** What undoing needs of the other rooms. `app.ts` hands it in. */
import type { CompiledFields } from '../engine/fields.ts';
import type { StoredPreview } from '../engine/pinned.ts';
import type { ListRef, OpenBatch } from '../engine/ports.ts';
import type { Preview } from '../engine/preview-chunk.ts';
import type { BatchSource, BatchState, Change, JsonObject, Operation } from '../engine/records.ts';

export interface BatchId {
  readonly organizationId: number;
  /** `batch_…` */
  readonly publicId: string;
}

/** A batch as it is found by whoever wants to take it back. */
export interface FoundBatch extends OpenBatch {
  readonly source: BatchSource;
  readonly operation: Operation;
  readonly state: BatchState;
  /** false: its customer list was deleted. */
  readonly hasList: boolean;
  /** Records that it updated. */
  readonly updated: number;
  /** The undo whose effect stands, or that runs; null: there is none. */
  readonly undoneBy: string | null;
  /** It runs, or has restored all: there is nothing to ask for again. */
  readonly isUndoneWhole: boolean;
  /** Some of its changes are kept no longer. */
  readonly historySwept: boolean;
}

export interface NewUndo {
  /** `batch_…` */
  readonly publicId: string;
  /** The batch to take back. */
  readonly batch: Pick<FoundBatch, 'id' | 'list'>;
  /** The inverse of the batch's. */
  readonly operation: Operation;
  readonly tokenId: number | null;
  /** A preview expires then; null: it is none. */
  readonly expiresAt: Date | null;
}

/** At the desk, where undos are asked for. */
export interface UndoDesk<Tx> {
  /** By its public id, or the store's own. Nobody else takes it back until the transaction ends. */
  lock(
    tx: Tx,
    id:
      | { readonly organizationId: number; readonly publicId: string }
      | { readonly organizationId: number; readonly id: number },
  ): Promise<FoundBatch | null>;
  /** Makes the undo's row, `queued`; from then on the batch is undone by it, unless it is a preview. Answers its id. */
  insert(tx: Tx, undo: NewUndo): Promise<number>;
}

/** A pack of changes: its id, how many are in it, and characters of its text. */
export type PackSize = readonly [pack: number, count: number, characters: number];

/** What an undo is about, as it is worked on. */
export interface OpenUndo {
  /** The batch that it takes back: the store's own id. */
  readonly batchId: number;
  readonly operation: Operation;
  readonly isPreview: boolean;
  /** The preview that it applies; null: none. */
  readonly previewId: number | null;
  /** The packs of that batch, as it was cut, or as the preview that it applies was; null: they were not counted yet. */
  readonly packs: readonly PackSize[] | null;
  /** Records that a chunk of that cut was aimed at; null: it is not made yet. */
  readonly chunkRecords: number | null;
  /** Some of the batch's history is gone: what is left of it would be half an undo. */
  readonly historySwept: boolean;
}

export interface UndoPlan {
  readonly packs: readonly PackSize[];
  readonly total: number;
  readonly chunks: number;
  readonly chunkRecords: number;
}

/** A file that was written to the file store. */
export interface WrittenFile {
  readonly kind: 'left-alone';
  /** As the user's browser saves it. */
  readonly name: string;
  readonly mediaType: string;
  readonly storedAs: string;
  readonly bytes: number;
}

/** While an undo is worked on. What writes throws `Fenced` where another process has it now. */
export interface UndoStore {
  find(batch: OpenBatch): Promise<OpenUndo>;
  plan(batch: OpenBatch, plan: UndoPlan): Promise<void>;
  /** The packs of a batch, in order. They are inflated, and not parsed. */
  countChanges(id: { readonly organizationId: number; readonly batchId: number }): Promise<readonly PackSize[]>;
  /** The changes of these packs, in order; empty where they were swept. */
  readChanges(organizationId: number, packs: readonly number[]): Promise<readonly Change[]>;
  /** What a chunk would do. Nothing of it is done. */
  writePreview(batch: OpenBatch, chunk: number, preview: Preview): Promise<void>;
  /** What a chunk was shown to do. */
  readPreview(id: { readonly organizationId: number; readonly batchId: number }, chunk: number): Promise<StoredPreview>;
  /** Of those of these customers that there are: these fields. */
  readCustomers(
    list: ListRef,
    asked: { readonly keys: readonly string[]; readonly fields: readonly string[] },
  ): Promise<ReadonlyMap<string, JsonObject>>;
  /** The file of what was not restored, and of how many customers fields were left alone. */
  saveResults(batch: OpenBatch, results: { readonly warned: number; readonly file: WrittenFile | null }): Promise<void>;
}

/** The customer list of an undo. */
export interface UndoList {
  readonly list: ListRef;
  readonly fields: CompiledFields;
}

/** null: it was deleted. */
export interface UndoLists {
  find(list: ListRef): Promise<UndoList | null>;
}
