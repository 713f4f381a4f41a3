/** How terms lie in the table `customer_terms`: each with its customer's key behind it, so an entry is one customer's. */
import { storedPart, termsOf, type SearchedCustomer } from '../fields/search/customer-terms.ts';
import type { ListRef } from '../engine/ports.ts';
import { textArray } from './array-literal.ts';
import type { Tx } from './database.ts';
import { slicesOf } from './slices.ts';

/** Less than any character of a term (which has no control characters), so entries are in the order of term and key. */
const beforeKey = '\u0001';

/** SQL: the key of an entry. */
export const keyOfEntry = `substr(entry, strpos(entry, E'\\x01') + 1)`;

export function entriesOf(customer: SearchedCustomer): string[] {
  return [...new Set(termsOf(customer).map((term) => entryOf(term, customer.key)))];
}

function entryOf(term: string, key: string): string {
  return storedPart(term) + beforeKey + key;
}

/** The stored part of an entry's term. */
export function termOfEntry(entry: string): string {
  return entry.slice(0, entry.indexOf(beforeKey));
}

/** Those that are there already stay. */
export async function insertEntries(tx: Tx, list: ListRef, entries: readonly string[]): Promise<void> {
  // Neighbours in the index together: a third of the time of any order.
  for (const slice of slicesOf([...entries].sort(), bytesOf)) {
    await tx.query(
      `insert into customer_terms (organization_id, list_id, entry)
       select $1, $2, entry from unnest($3::text[]) entry on conflict do nothing`,
      [list.organizationId, list.listId, textArray(slice)],
    );
  }
}

export async function deleteEntries(tx: Tx, list: ListRef, entries: readonly string[]): Promise<void> {
  for (const slice of slicesOf([...entries].sort(), bytesOf)) {
    await tx.query(
      'delete from customer_terms where organization_id = $1 and list_id = $2 and entry = any ($3::text[])',
      [list.organizationId, list.listId, textArray(slice)],
    );
  }
}

function bytesOf(entry: string): number {
  return Buffer.byteLength(entry);
}
