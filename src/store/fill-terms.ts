/**
 * Writes the terms of customers that were there before there were any, list by list in the order of the keys, a few at a
 * time. Until a list is through, some of its customers are found by their keys alone.
 */
import type { ListRef } from '../engine/ports.ts';
import { searchedFields } from '../fields/search/customer-terms.ts';
import type { Tx } from './database.ts';
import { searchedTextsSql, textsOf } from './searched-texts.ts';
import { entriesOf, insertEntries } from './term-entries.ts';

interface Due {
  readonly organization_id: number;
  readonly list_id: number;
  readonly after_key: string;
}

interface Row {
  readonly key: string;
  readonly removed: boolean;
  readonly texts: Readonly<Record<string, string>> | null;
}

/**
 * One step. Locks the rows that it reads, so that none of them is written meanwhile: whoever writes them waits for some
 * milliseconds, as he does for another batch. True: nothing is left to be done.
 */
export async function fillTerms(tx: Tx, { customersMax }: { readonly customersMax: number }): Promise<boolean> {
  const { rows: lists } = await tx.query<Due>(
    'select organization_id, list_id, after_key from customer_terms_due order by 1, 2 limit 1 for update skip locked',
  );
  const [due] = lists;
  if (!due) return true;
  const list = { organizationId: due.organization_id, listId: due.list_id };
  const rows = await nextCustomers(tx, list, { afterKey: due.after_key, customersMax });
  const customers = rows.map(({ texts, ...row }) => ({ ...row, texts: textsOf(texts) }));
  await insertEntries(tx, list, customers.flatMap(entriesOf));
  await goOn(tx, list, rows.length < customersMax ? null : (rows.at(-1)?.key ?? null));
  return false;
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
