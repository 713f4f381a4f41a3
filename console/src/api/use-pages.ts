import { useInfiniteQuery } from '@tanstack/react-query';
import { useOrganization } from './organization.tsx';

interface PageOf<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

interface UsePagesOptions<T> {
  /** Begins with the noun of the page. */
  readonly queryKey: readonly string[];
  readonly read: (cursor: string | undefined, overrides: { readonly signal: AbortSignal }) => Promise<PageOf<T>>;
  /** Milliseconds after which what is shown is read anew; false: not by itself. */
  readonly refetchInterval?: (entries: readonly T[]) => number | false;
}

/** A list that the service hands out in pages, as far as it was asked for. */
export function usePages<T>({ queryKey, read, refetchInterval }: UsePagesOptions<T>) {
  const { organization } = useOrganization();
  const query = useInfiniteQuery({
    queryKey: [...queryKey, organization.code],
    queryFn: ({ pageParam, signal }) => read(pageParam, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: ({ state }) => refetchInterval?.(entriesOf(state.data?.pages ?? [])) ?? false,
  });
  return { ...query, entries: query.data && entriesOf(query.data.pages) };
}

function entriesOf<T>(pages: readonly PageOf<T>[]): readonly T[] {
  return pages.flatMap(({ data }) => data);
}
