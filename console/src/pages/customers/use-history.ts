import { api } from '../../api/api.ts';
import type { Endpoints } from '../../api/generated/client.ts';
import { usePages } from '../../api/use-pages.ts';
import type { CustomerId } from './use-customer.ts';

type Page = Endpoints.get_GetListCustomerHistory['responses'][200];
/** One version of a customer, and what it changed. */
export type Version = Page['data'][number];

interface Asked {
  /** null: every one. */
  readonly field: string | null;
  readonly limit: number;
  readonly cursor: string | null;
  readonly signal: AbortSignal;
}

/** Versions that are shown at once. */
const pageEntries = 10;

/** What was changed of a customer, newest first, a page at a time. */
export function useHistory(customer: CustomerId, field: string | null) {
  return usePages({
    queryKey: ['customers', 'history', customer.id, customer.key, field ?? ''],
    read: async (cursor, { signal }) =>
      readHistory(customer, { field, limit: pageEntries, cursor: cursor ?? null, signal }),
  });
}

export async function readHistory(customer: CustomerId, { field, limit, cursor, signal }: Asked): Promise<Page> {
  return api.get('/api/v1/lists/{id}/customers/{key}/history', {
    path: { ...customer },
    query: { limit, ...(field !== null && { field: [field] }), ...(cursor !== null && { cursor }) },
    overrides: { signal },
  });
}
