import { useQueries } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../../api/api.ts';
import { rowsKey } from '../upload-data.ts';
import type { View } from './filters.ts';
import type { RowsPage, ShownRow } from './replace-rows.ts';
import type { Range } from './row-window.ts';

/** Rows of a view, wherever one looks. */
export interface RowSource {
  readonly total: number;
  /** undefined: it is on its way. */
  readonly rowAt: (place: number) => ShownRow | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** Rows of a request. */
const pageRows = 100;
/** Milliseconds that the table must stand still before what one has jumped to is read. */
const settleMs = 60;
/** Milliseconds that rows out of sight are kept: a file has a million of them, and they are the service's. */
const keepMs = 1_500;

/** Reads the rows in sight and those next to them; what has scrolled away is forgotten. */
export function usePagedRows({ id, view, total }: { id: string; view: View; total: number }, range: Range): RowSource {
  const wanted = useSettledPages(range, total);
  const results = useQueries({
    queries: wanted.map((page) => ({
      queryKey: [...rowsKey(id), 'pages', view, page],
      queryFn: async ({ signal }: { signal: AbortSignal }) => readPage({ id, view, page, signal }),
      staleTime: Infinity,
      gcTime: keepMs,
    })),
  });
  const pages = new Map(wanted.map((page, place) => [page, results[place]?.data?.rows]));
  return {
    total,
    rowAt: (place) => pages.get(Math.floor(place / pageRows))?.[place % pageRows],
    error: results.find(({ error, data }) => error && !data)?.error ?? null,
    retry: () => results.forEach(({ refetch, error }) => error && void refetch()),
  };
}

async function readPage({
  id,
  view,
  page,
  signal,
}: {
  id: string;
  view: View;
  page: number;
  signal: AbortSignal;
}): Promise<RowsPage> {
  const query = { offset: page * pageRows, limit: pageRows, ...(view !== 'all' && { filter: view }) };
  const {
    data: rows,
    total,
    nextCursor,
  } = await api.get('/api/v1/uploads/{id}/rows', {
    path: { id },
    query,
    overrides: { signal },
  });
  return { rows, total, nextCursor };
}

/** The pages in sight. While the scroll bar is dragged far away nothing is asked for. */
function useSettledPages(range: Range, total: number): readonly number[] {
  const wanted = pagesOf(range, total).join(',');
  const [pages, setPages] = useState(wanted);
  useEffect(() => {
    const before = new Set(pages.split(','));
    const isNear = wanted.split(',').some((page) => before.has(page));
    const timer = setTimeout(() => setPages(wanted), isNear ? 0 : settleMs);
    return () => clearTimeout(timer);
  }, [wanted, pages]);
  return pages.split(',').filter(Boolean).map(Number);
}

/** A page before and after, once one is near its border. */
function pagesOf({ first, last }: Range, total: number): number[] {
  const from = Math.max(0, Math.floor((first - pageRows / 4) / pageRows));
  const to = Math.min(Math.ceil(total / pageRows) - 1, Math.floor((last + pageRows / 4) / pageRows));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, place) => from + place);
}
