import type { Tx } from './database.ts';

/** What deleted lists leave behind, and what names a row of it within its list. */
const leftOvers = { customers: 'key', customer_terms: 'entry' } as const;

export type LeftOver = keyof typeof leftOvers;

export interface Purged {
  /** Rows removed in this step. */
  readonly rows: number;
  /** True when no deleted list has any more. */
  readonly done: boolean;
}

/**
 * One step of a background job: removes at most `rowsMax` rows of one deleted list from that table. The history of its
 * customers lies in packs that batches share; those stay as history, and so do the batches that name the list.
 */
export async function purgeLeftOver(tx: Tx, table: LeftOver, { rowsMax }: { rowsMax: number }): Promise<Purged> {
  const { rows } = await tx.query<{ organization_id: number; id: number }>(oneToPurge(table));
  const [list] = rows;
  if (list === undefined) return { rows: 0, done: true };
  const { rowCount } = await tx.query(purgeStep(table), [list.organization_id, list.id, rowsMax]);
  return { rows: rowCount, done: false };
}

/** `lateral … limit 1` keeps the plan at one index probe a deleted list; a semi-join may read the whole table. */
const oneToPurge = (table: LeftOver): string => `
  select l.organization_id, l.id from lists l
  cross join lateral (
    select 1 from ${table} t where t.organization_id = l.organization_id and t.list_id = l.id limit 1
  ) left_over
  where l.status = 'deleted'
  limit 1`;

/** Waits for nobody (a batch that began before the deletion may still write), so it is never part of a deadlock. */
const purgeStep = (table: LeftOver): string => `
  delete from ${table}
  where organization_id = $1 and list_id = $2 and ${leftOvers[table]} = any (array(
    select ${leftOvers[table]} from ${table} where organization_id = $1 and list_id = $2
    order by ${leftOvers[table]} limit $3 for update skip locked
  ))`;
