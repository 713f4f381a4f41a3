import type { Listing } from '../access/paging.ts';
import type { Page } from '../access/ports.ts';

const pageEntries = 500;

/** Reads a list to its end, page by page. */
export async function allPages<T>(read: (page: Page) => Promise<Listing<T>>): Promise<T[]> {
  const all: T[] = [];
  let after: string | null = null;
  do {
    const listing: Listing<T> = await read({ limit: pageEntries, after });
    all.push(...listing.entries);
    after = listing.nextCursor;
  } while (after !== null);
  return all;
}
