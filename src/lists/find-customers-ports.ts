/** What finding the customers of a list needs of a store, and of the fields by which they are found. */
import type { JsonObject } from '../engine/records.ts';

export type SearchedList = { readonly organizationId: number; readonly listId: number };

/** A customer as far as he is searched. */
export interface StoredCustomer {
  readonly key: string;
  readonly removed: boolean;
  readonly version: number;
  readonly updatedAt: Date;
  /** Of his data the texts that he is searched by. */
  readonly texts: ReadonlyMap<string, string>;
}

/** A whole customer, removed or not. */
export interface ListCustomer {
  readonly key: string;
  readonly status: 'active' | 'removed';
  readonly version: number;
  /** Empty of a removed one: what he had lies in his history. */
  readonly data: JsonObject;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A stretch of the keys, or of the entries (a term and a key each), in the order of their bytes. */
export interface Stretch {
  readonly of: 'keys' | 'terms';
  /** What they begin with; empty: all of them. */
  readonly prefix: string;
  /** Only behind this one; null: from the first. */
  readonly after: string | null;
  readonly limit: number;
}

/** A key or an entry, and the customer that it is of; null: he is gone. */
export interface Place {
  readonly place: string;
  /** The key, or the stored part of the entry's term. */
  readonly found: string;
  readonly customer: StoredCustomer | null;
}

export interface CustomerFinder {
  /** Fewer than `limit`: there are no others behind them. */
  read(list: SearchedList, stretch: Stretch): Promise<readonly Place[]>;
  /** Whether some customers are still without their terms, and not found by them. */
  isIncomplete(list: SearchedList): Promise<boolean>;
  find(list: SearchedList, key: string): Promise<ListCustomer | null>;
}

export type MatchedField = 'key' | 'reference' | 'name' | 'phone' | 'email';

/** `src/fields/search`: what customers are found by, and what a search finds. */
export interface SearchRules {
  readSearch(
    text: string,
    kind: 'campaign' | 'company',
  ): {
    readonly keys: readonly string[];
    readonly terms: readonly { readonly is: MatchedField; readonly prefix: string }[];
  };
  removedPrefix(text: string): string;
  /** Whole terms; what is stored of them is their `storedPart`. */
  termsOf(customer: Pick<StoredCustomer, 'key' | 'removed' | 'texts'>): readonly string[];
  storedPart(term: string): string;
  isFoundByIndex(key: string): boolean;
  shownFields(
    texts: ReadonlyMap<string, string>,
    kind: 'campaign' | 'company',
  ): {
    readonly name: string | null;
    readonly phone: string | null;
    readonly email: string | null;
    readonly references: readonly (readonly [field: string, value: string])[];
  };
}
