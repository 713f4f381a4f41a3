import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { type Row, rowsKey } from '../upload-data.ts';

/** A row as it is shown; `isPending`: changed here, and not checked by the service yet. */
export type ShownRow = Row & { readonly isPending?: boolean };

/** Rows of a filter from a certain place on, or those that a search has found. */
export interface RowsPage {
  readonly rows: readonly ShownRow[];
  readonly total: number | null;
  readonly nextCursor: string | null;
}
type Stored = RowsPage | InfiniteData<RowsPage>;

/** Puts rows in the place of what was read of them, wherever they are shown. */
export function replaceRows(queries: QueryClient, uploadId: string, rows: readonly ShownRow[]): void {
  const byName = new Map(rows.map((row) => [nameOf(row), row]));
  const replaced = (page: RowsPage): RowsPage => ({
    ...page,
    rows: page.rows.map((row) => byName.get(nameOf(row)) ?? row),
  });
  queries.setQueriesData<Stored>({ queryKey: rowsKey(uploadId) }, (stored) => {
    if (stored === undefined) return stored;
    return 'pages' in stored ? { ...stored, pages: stored.pages.map(replaced) } : replaced(stored);
  });
}

function nameOf({ table, row }: Row): string {
  return `${table} ${row}`;
}
