/**
 * Writes the terms of customers that were there before there were any, list by list in the order of the keys, a few at a
 * time. Until a list is through, some of its customers are found by their keys alone.
 */
import type { ListRef } from '../engine/ports.ts';
import { searchedFields } from '../fields/search/customer-terms.ts';
import type { Reader, Tx } from './database.ts';
import { searchedTextsSql, textsOf } from './searched-texts.ts';
import { entriesOf, insertEntries } from './term-entries.ts';
import type { ToFill } from './to-fill.ts';

interface Row {
  readonly key: string;
  readonly removed: boolean;
  readonly texts: Readonly<Record<string, string>> | null;
}

/** The lists whose customers have not got all their terms yet. */
export function dueLists({ customersMax }: { readonly customersMax: number }): ToFill<ListRef> {
  return { next: nextList, step: async (tx, list) => fillTerms(tx, list, customersMax) };
}

async function nextList(reader: Reader, behind: ListRef | null): Promise<ListRef | null> {
  const { rows } = await reader.query<ListRef>(
    `select organization_id as "organizationId", list_id as "listId" from customer_terms_due
     where (organization_id, list_id) > ($1, $2) order by organization_id, list_id limit 1`,
    [behind?.organizationId ?? 0, behind?.listId ?? 0],
  );
  return rows[0] ?? null;
}

/**
 * One step. Locks the rows that it reads, so that none of them is written meanwhile: whoever writes them waits for some
 * milliseconds, as he does for another batch. True: the list is through, or another process is at it.
 */
async function fillTerms(tx: Tx, list: ListRef, customersMax: number): Promise<boolean> {
  const { rows: held } = await tx.query<{ after_key: string }>(
    'select after_key from customer_terms_due where organization_id = $1 and list_id = $2 for update skip locked',
    [list.organizationId, list.listId],
  );
  const [due] = held;
  if (!due) return true;
  const rows = await nextCustomers(tx, list, { afterKey: due.after_key, customersMax });
  const customers = rows.map(({ texts, ...row }) => ({ ...row, texts: textsOf(texts) }));
  await insertEntries(tx, list, customers.flatMap(entriesOf));
  const isThrough = rows.length < customersMax;
  await goOn(tx, list, isThrough ? null : (rows.at(-1)?.key ?? null));
  return isThrough;
}

async function nextCustomers(
  tx: Tx,
  { organizationId, listId }: ListRef,
  { afterKey, customersMax }: { readonly afterKey: string; readonly customersMax: number },
): Promise<readonly Row[]> {
  const { rows } = await tx.query<Row>(
    `select c.key, c.status = 'removed' as removed, ${searchedTextsSql('$5')} as texts from (
       select key, status, data from customers
       where organization_id = $1 and list_id = $2 and key > $3 order by key limit $4 for no key update
     ) c`,
    [organizationId, listId, afterKey, customersMax, searchedFields],
  );
  return rows;
}

async function goOn(tx: Tx, { organizationId, listId }: ListRef, afterKey: string | null): Promise<void> {
  const where = 'organization_id = $1 and list_id = $2';
  if (afterKey === null) {
    await tx.query(`delete from customer_terms_due where ${where}`, [organizationId, listId]);
  } else {
    const values = [organizationId, listId, afterKey];
    await tx.query(`update customer_terms_due set after_key = $3 where ${where}`, values);
  }
}
