import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { useOrganization } from '../../api/organization.tsx';
import type { Endpoints } from '../../api/generated/client.ts';
import { type BatchFilters, queryOf } from './batch-filters.ts';
import { hasEnded } from './batch-words.ts';

/** Milliseconds between two looks at the list while something runs. */
const lookMs = 1_500;
/** Batches a page, and those that the persons are taken from. */
const pageMax = 25;
const recentMax = 200;

type Query = NonNullable<Endpoints.get_ListBatches['parameters']['query']>;

/** The batches of the filters, newest first, page after page; asked for again as long as one of them runs. */
export function useBatches(filters: BatchFilters) {
  const { organization } = useOrganization();
  return useInfiniteQuery({
    queryKey: ['batches', 'list', organization.code, filters],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query: Query = { ...queryOf(filters, new Date()), limit: pageMax, cursor: pageParam };
      return api.get('/api/v1/batches', { query, overrides: { signal } });
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some((batch) => !hasEnded(batch))) === true ? lookMs : false,
  });
}

export interface Person {
  readonly id: string;
  readonly name: string;
}

/** Who has asked for batches lately. */
export function usePeople(): readonly Person[] {
  const { organization } = useOrganization();
  const { data } = useQuery({
    queryKey: ['batches', 'people', organization.code],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const { data: recent } = await api.get('/api/v1/batches', { query: { limit: recentMax }, overrides: { signal } });
      const people = new Map(recent.flatMap(({ by }) => (by ? [[by.id, by]] : [])));
      return [...people.values()].sort((one, other) => one.name.localeCompare(other.name));
    },
  });
  return data ?? [];
}
