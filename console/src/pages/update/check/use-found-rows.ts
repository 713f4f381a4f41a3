import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../../api/api.ts';
import { rowsKey } from '../upload-data.ts';
import type { View } from './filters.ts';
import type { RowsPage } from './replace-rows.ts';
import type { RowSource } from './use-paged-rows.ts';
import type { Range } from './row-window.ts';

/** Rows of a request, and of a search at most: whoever has found so many looks for something else. */
const pageRows = 100;
export const foundMax = 500;

export interface FoundRows extends RowSource {
  /** True: the file is not looked through to its end yet. */
  readonly isSearching: boolean;
}

/** The rows in which a text stands, as far as one has scrolled. `search` ''; nothing is looked for. */
export function useFoundRows(
  { id, view, search }: { id: string; view: View; search: string },
  range: Range,
): FoundRows {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = useInfiniteQuery({
    queryKey: [...rowsKey(id), 'found', view, search],
    enabled: search !== '',
    initialPageParam: '',
    queryFn: async ({ pageParam: cursor, signal }): Promise<RowsPage> => {
      const filter = view === 'all' ? {} : { filter: view };
      const { data: rows, ...rest } = await api.get('/api/v1/uploads/{id}/rows', {
        path: { id },
        query: { search, limit: pageRows, ...(cursor !== '' && { cursor }), ...filter },
        overrides: { signal },
      });
      return { rows, total: rest.total, nextCursor: rest.nextCursor };
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: Infinity,
  });
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  // A page may hold nothing though there is more: the service looks at so many rows at once.
  const wantsMore =
    hasNextPage && !isFetching && error === null && rows.length < foundMax && range.last > rows.length - pageRows / 2;
  useEffect(() => {
    if (wantsMore) void fetchNextPage();
  }, [wantsMore, fetchNextPage]);
  return {
    total: Math.min(rows.length, foundMax),
    rowAt: (place) => rows[place],
    error,
    retry: () => void (isFetchNextPageError ? fetchNextPage() : refetch()),
    isSearching: search !== '' && (isFetching || wantsMore),
  };
}
