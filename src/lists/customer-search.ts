import type { Json } from '../engine/records.ts';
import type { Customer } from './customer-readers.ts';

/** What a company's customers may be ordered by. */
export const searchOrders = ['customerId', 'legalName', 'uniqueRefNo', 'outstandingAmount', 'updatedAt'] as const;
export type SearchOrder = (typeof searchOrders)[number];

export interface CustomerSearchQuery {
  readonly organizationId: number;
  readonly listId: number;
  /** The customer's key; null: any. */
  readonly key: string | null;
  /** Values that customers are found by with an index: field, value. */
  readonly references: readonly (readonly [field: string, value: string])[];
  /** Fields that have exactly this value, or all these among theirs; these are compared customer by customer. */
  readonly fields: readonly (readonly [field: string, value: Json])[];
  /** Fields that must be absent. */
  readonly absent: readonly string[];
  readonly orderBy: SearchOrder;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly offset: number;
}

/** What searching a list needs of a store. */
export interface CustomerSearch {
  /** null: it took longer than a search may. */
  search(
    query: CustomerSearchQuery,
  ): Promise<{ readonly customers: readonly Customer[]; readonly total: number } | null>;
}
