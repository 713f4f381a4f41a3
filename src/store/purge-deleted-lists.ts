import type { Tx } from './database.ts';

export interface Purged {
  /** Customers removed in this step. */
  readonly customers: number;
  /** True when no deleted list has customers any more. */
  readonly done: boolean;
}

/**
 * One step of a background job: removes at most `customersMax` customers of one deleted list. Their history lies in
 * packs that batches share; those stay as history, and so do the batches that name the list.
 */
export async function purgeDeletedLists(tx: Tx, { customersMax }: { customersMax: number }): Promise<Purged> {
  const { rows } = await tx.query<{ organization_id: number; id: number }>(oneToPurge);
  const [list] = rows;
  if (list === undefined) return { customers: 0, done: true };
  const { rowCount } = await tx.query(purgeStep, [list.organization_id, list.id, customersMax]);
  return { customers: rowCount, done: false };
}

/** `lateral … limit 1` keeps the plan at one index probe a deleted list; a semi-join may read all customers. */
const oneToPurge = `
  select l.organization_id, l.id from lists l
  cross join lateral (
    select 1 from customers c where c.organization_id = l.organization_id and c.list_id = l.id limit 1
  ) left_over
  where l.status = 'deleted'
  limit 1`;

/** Waits for nobody (a batch that began before the deletion may still write), so it is never part of a deadlock. */
const purgeStep = `
  delete from customers
  where organization_id = $1 and list_id = $2 and key = any (array(
    select key from customers where organization_id = $1 and list_id = $2 order by key limit $3 for update skip locked
  ))`;
