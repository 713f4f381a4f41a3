/** What reading a list's customers needs of a store. Removed customers are never found; their history is. */
import type { FieldChanges, JsonObject } from '../engine/records.ts';

export interface CustomerId {
  readonly organizationId: number;
  readonly listId: number;
  readonly key: string;
}

export interface Customer {
  readonly key: string;
  readonly version: number;
  readonly status: 'active';
  readonly data: JsonObject;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface CustomerQuery {
  readonly organizationId: number;
  readonly listId: number;
  /** The start of the key; null: all. */
  readonly keyPrefix: string | null;
  /** Only keys after this one (by bytes); null: from the first. */
  readonly afterKey: string | null;
  readonly limit: number;
}

export interface CustomerPage {
  /** At most `limit`, and fewer where they are large; at least one if there is any. */
  readonly customers: readonly Customer[];
  /** Whether there are others behind them. */
  readonly more: boolean;
}

export interface CustomerReader {
  /** In the order of their keys' bytes. */
  page(query: CustomerQuery): Promise<CustomerPage>;
  find(id: CustomerId): Promise<Customer | null>;
}

/** One change of a customer, as it is shown. */
export interface HistoryEntry {
  readonly version: number;
  /** `batch_…`; null where the batch is no longer kept. */
  readonly batchId: string | null;
  readonly at: Date;
  /** The name of the token that made it; null where that is not known. */
  readonly by: string | null;
  readonly fields: FieldChanges;
}

export interface HistoryQuery extends CustomerId {
  readonly limit: number;
  /** The `next` of the page before (the pack to go on from); null: from the newest change. */
  readonly cursor: number | null;
  /** Only changes of these fields are wanted, and of each entry only these fields; null: all. */
  readonly fields: readonly string[] | null;
}

export interface HistoryPage {
  /** Newest first. At most `limit`; fewer, or none, where it took long enough to find them. */
  readonly entries: readonly HistoryEntry[];
  /** null: there is nothing older, or it is no longer kept. */
  readonly next: number | null;
}

export interface HistoryReader {
  /** null: the list never held such a customer. */
  read(query: HistoryQuery): Promise<HistoryPage | null>;
}
