/** What the engine needs of a store. `src/store` fulfils it; the engine knows no SQL. */
import type { BatchSource, BatchState, Change, InvalidOutcome, JsonObject, Operation, Outcome } from './records.ts';

/** Which list a batch writes to, in the store's own ids. */
export interface ListRef {
  readonly organizationId: number;
  readonly listId: number;
  /** Fields by which its customers are found besides their keys (texts); absent: none. */
  readonly references?: readonly string[];
}

/** A customer as a chunk has locked it. */
export interface LockedCustomer {
  readonly key: string;
  readonly version: number;
  readonly removed: boolean;
  readonly lastPack: number | null;
  /** The whole data, or only the fields that its records name. */
  readonly data: JsonObject;
  /** Of the whole data, exactly; null: not counted, because the customer stays within its limit (`FieldsToRead`). */
  readonly bytes: number | null;
}

/** What to read of customers, for the records of a chunk. */
export interface FieldsToRead {
  /** The fields that records name; null: too many to ask for them one by one. */
  readonly names: readonly string[] | null;
  /** Of a customer's whole data those fields that its own records name. */
  named(key: string, data: JsonObject): JsonObject;
  /** Whether its records cannot make a customer too large that takes at most so many bytes now. */
  staysWithin(key: string, bytesAtMost: number): boolean;
}

/**
 * A small customer takes at most so many bytes (as `dataBytes` counts them). A store that
 * keeps JSON in fewer bytes than its text has may count six bytes of text for each of its own: none needs more.
 */
export const smallCustomerBytesMax = 12_000;

/**
 * `skip-held`: take what is free now and name the rest as held. `wait`: wait for each row, in key order, at most
 * `lockWaitMs` a row; throws `LockTimeout` when that ends.
 */
export type LockMode = 'skip-held' | 'wait';

export interface Locked {
  readonly customers: ReadonlyMap<string, LockedCustomer>;
  /** Keys that exist and are held by another writer (only in mode `skip-held`). */
  readonly held: readonly string[];
}

/** A row to write: top-level fields to set and to remove. */
export interface CustomerWrite {
  readonly key: string;
  readonly set: JsonObject;
  readonly remove: readonly string[];
  /** null: the customer is new. Otherwise the version as locked; the new one is one more. */
  readonly lockedVersion: number | null;
  /** `revive`: a tombstone is added again, its data are replaced. `remove`: it becomes a tombstone without data. */
  readonly life?: 'revive' | 'remove';
  readonly change: Change;
}

export interface ChunkCounts {
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly retried: number;
}

export interface Checkpoint extends ChunkCounts {
  readonly chunk: number;
  readonly outcomes: readonly Outcome[];
}

/** One transaction. Everything of a chunk is written through it, or nothing. */
export interface ChunkTransaction {
  /**
   * Of each customer at least what its records name is read, and its exact size unless it stays within its limit.
   * `[]`: no data at all.
   */
  lock(
    list: ListRef,
    asked: { keys: readonly string[]; mode: LockMode; fields: FieldsToRead | readonly never[] },
  ): Promise<Locked>;
  /** As `lock`, without locking: what the customers are at this moment. */
  read(
    list: ListRef,
    asked: { keys: readonly string[]; fields: FieldsToRead | readonly never[] },
  ): Promise<ReadonlyMap<string, LockedCustomer>>;
  /**
   * Takes keys that have no row, so that they can be added without waiting for anyone: each looks like a tombstone of
   * version 0. Keys that another writer is adding now are named as held; those that it has added are locked.
   */
  claim(list: ListRef, keys: readonly string[]): Promise<Locked>;
  /** The changes of the named packs by key; a pack that was swept is absent. */
  readPacks(list: ListRef, ids: readonly number[]): Promise<ReadonlyMap<number, ReadonlyMap<string, Change>>>;
  /**
   * Writes customers, their references and history, and the checkpoint. Throws `Rewrite` when a row to be added appeared
   * meanwhile, `ReferencesTaken` when another customer holds a unique reference, `Fenced` when the batch was cancelled
   * or belongs to another process now.
   */
  write(batch: OpenBatch, writes: readonly CustomerWrite[], checkpoint: Checkpoint): Promise<void>;
}

export interface NewBatch {
  readonly publicId: string;
  readonly list: ListRef;
  readonly source: BatchSource;
  readonly operation: Operation;
  readonly atomic: boolean;
  readonly tokenId: number | null;
  readonly total: number;
  readonly invalid: readonly InvalidOutcome[];
  readonly chunks: number;
  readonly chunkRecords: number;
  /** Keys by index, as far as the records had one. */
  readonly keys: readonly (string | null)[];
  /** True: it was asked for by an operation on one customer, and its end is not announced. */
  readonly single?: boolean | undefined;
  /** The preview that it applies, by the store's own id; absent: none. */
  readonly previewId?: number;
}

export interface OpenBatch {
  readonly id: number;
  readonly publicId: string;
  readonly list: ListRef;
}

/** A batch found again after a crash, with what its finished chunks say. */
export interface ResumedBatch extends OpenBatch {
  readonly state: BatchState;
  readonly total: number;
  readonly chunkRecords: number;
  readonly invalid: readonly InvalidOutcome[];
  readonly checkpoints: readonly Checkpoint[];
}

export interface BatchEnd {
  readonly state: Extract<BatchState, 'completed' | 'cancelled' | 'failed'>;
  /** Sums over the checkpoints, `unreached` included. */
  readonly counts: ChunkCounts;
  /** Outcomes of the records that no chunk reached; empty when all were. */
  readonly unreached: readonly Outcome[];
  readonly error?: string;
}

export interface BatchStore {
  /** Throws `PreviewGone` where the preview that it applies has been applied by another, or has expired. */
  open(batch: NewBatch): Promise<OpenBatch>;
  /** Takes over a batch whose owner is gone; null when there is none of that id. */
  resume(organizationId: number, publicId: string): Promise<ResumedBatch | null>;
  /** Runs `work` in one transaction and commits it, unless `work` throws. */
  transact<T>(work: (tx: ChunkTransaction) => Promise<T>): Promise<T>;
  /** Writes the final state. */
  end(batch: OpenBatch, end: BatchEnd): Promise<void>;
  /** Gives up a batch that cannot go on here (the database went away): a retry or a sweep ends it. */
  abandon(batch: OpenBatch): void;
  /** Whether the error says that two transactions were in each other's way and a new try may succeed. */
  isConflict(error: unknown): boolean;
}

/** A row stayed held for `lockWaitMs`. */
export class LockTimeout extends Error {}
/** What was locked no longer holds; the chunk starts again. */
export class Rewrite extends Error {}
/** A unique reference that a customer was to get is held by another. */
export interface TakenReference {
  readonly key: string;
  readonly field: string;
  readonly value: string;
}
/** Other writers took references meanwhile; the chunk starts again, and the records that want them fail. */
export class ReferencesTaken extends Error {
  readonly taken: readonly TakenReference[];
  constructor(taken: readonly TakenReference[]) {
    super('references are taken');
    this.taken = taken;
  }
}
/** A preview works once, and for a day. */
export class PreviewGone extends Error {}
/** Nothing more may be written: the batch was cancelled, or it is another process's now. */
export class Fenced extends Error {
  readonly why: 'cancelled' | 'taken over';
  constructor(why: 'cancelled' | 'taken over') {
    super(`the batch was ${why}`);
    this.name = 'Fenced';
    this.why = why;
  }
}
