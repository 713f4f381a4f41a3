import { api } from './api.ts';
import type { Endpoints } from './generated/client.ts';
import { usePages } from './use-pages.ts';

/** A customer list among others. */
export type CustomerList = Endpoints.get_ListLists['responses'][200]['data'][number];

/** Lists of a page, as many as the service gives at once. */
const pageEntries = 200;

/** The customer lists that something was written to, newest first. */
export function useLists() {
  return usePages({
    queryKey: ['lists', 'all'],
    read: async (cursor, overrides) =>
      api.get('/api/v1/lists', { query: { limit: pageEntries, ...(cursor !== undefined && { cursor }) }, overrides }),
  });
}
