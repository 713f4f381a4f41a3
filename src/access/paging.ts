import type { Page } from './ports.ts';

export interface Listing<T> {
  readonly entries: readonly T[];
  /** Where the next page begins; null: this is the last one. */
  readonly nextCursor: string | null;
}

interface Paging<T> {
  readonly page: Page;
  readonly read: (page: Page) => Promise<readonly T[]>;
  /** What a page goes on after. */
  readonly cursorOf: (entry: T) => string;
}

/** Reads one entry more than asked for, which tells whether there is a next page. */
export async function pageOf<T>({ page, read, cursorOf }: Paging<T>): Promise<Listing<T>> {
  const found = await read({ ...page, limit: page.limit + 1 });
  const entries = found.slice(0, page.limit);
  const last = entries.at(-1);
  return { entries, nextCursor: found.length > page.limit && last !== undefined ? cursorOf(last) : null };
}
