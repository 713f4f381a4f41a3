import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { Endpoints } from '../../api/generated/client.ts';
import type { Status } from './search-address.ts';

type Page = Endpoints.get_ListListCustomers['responses'][200];
/** A customer among those that were found. */
export type FoundCustomer = Page['data'][number];
export type Match = NonNullable<FoundCustomer['match']>;

interface Asked {
  readonly list: string;
  readonly search: string;
  readonly status: Status;
}

/**
 * Customers that a search finds, a page at a time. Each search has an entry of its own, so an answer that comes late never
 * takes the place of a newer one; a search that nobody waits for any more is called off.
 */
export function useFoundCustomers({ list, search, status }: Asked) {
  return useInfiniteQuery({
    queryKey: ['customers', 'found', list, search, status],
    queryFn: async ({ pageParam, signal }) =>
      api.get('/api/v1/lists/{id}/customers', {
        path: { id: list },
        query: { status, ...(search !== '' && { search }), ...(pageParam !== null && { cursor: pageParam }) },
        overrides: { signal },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => ({
      customers: pages.flatMap(({ data }) => data),
      isIncomplete: pages.some(({ incomplete }) => incomplete),
    }),
    // Of the same list: what was found before stands until the next answer is there, so nothing flickers.
    placeholderData: (before, query) => (query?.queryKey[2] === list ? keepPreviousData(before) : undefined),
  });
}
