import type { ReactNode } from 'react';
import { m } from '../../messages/messages.ts';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';

/** What is read of TanStack Query's pages. */
interface Pages<Entry> {
  readonly data: { readonly pages: readonly { readonly data: readonly Entry[] }[] } | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => unknown;
}

interface PagedRowsProps<Entry> {
  readonly pages: Pages<Entry>;
  readonly label: string;
  readonly heads: readonly string[];
  /** Said in the place of a table without rows. */
  readonly empty: ReactNode;
  readonly renderRow: (entry: Entry) => ReactNode;
}

/** A table that grows by a page whenever more is asked for. */
export function PagedRows<Entry>({ pages, label, heads, empty, renderRow }: PagedRowsProps<Entry>) {
  const { data, error, refetch } = pages;
  if (data === undefined) {
    if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
    return <Loading label={m.common.loading} />;
  }
  const entries = data.pages.flatMap((page) => page.data);
  if (entries.length === 0) return empty;
  return (
    <>
      <TableFrame label={label}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{entries.map(renderRow)}</tbody>
      </TableFrame>
      <MoreButton {...pages} />
    </>
  );
}
