import type { BatchSource, JsonObject } from '../engine/records.ts';

/** A customer to add. `data` is as sent, its key field included; a null in it is not to be stored (a merge patch). */
export interface NewCustomer {
  readonly key: string;
  readonly data: JsonObject;
}

export interface Addition {
  readonly organizationId: number;
  readonly listId: number;
  readonly source: BatchSource;
  readonly tokenId: number | null;
  /** Names the batch of it: `batch_<reference>`. */
  readonly reference: string;
  readonly customers: readonly NewCustomer[];
}

/**
 * Adds checked customers, no two of one key, to a list that the same transaction has just made, with their history and
 * the list's count. All or nothing.
 */
export type AddCustomers<Tx> = (tx: Tx, addition: Addition) => Promise<void>;
