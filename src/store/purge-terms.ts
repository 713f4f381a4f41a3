import type { Tx } from './database.ts';

/**
 * One step of a background job: removes at most `termsMax` entries of what a deleted list's customers were found by. Returns
 * how many; none: there is nothing left.
 */
export async function purgeTerms(tx: Tx, { termsMax }: { readonly termsMax: number }): Promise<number> {
  const { rows } = await tx.query<{ organization_id: number; id: number }>(oneToPurge);
  const [list] = rows;
  if (list === undefined) return 0;
  return (await tx.query(purgeStep, [list.organization_id, list.id, termsMax])).rowCount;
}

/** As in `purge-deleted-lists.ts`: one probe a deleted list. */
const oneToPurge = `
  select l.organization_id, l.id from lists l
  cross join lateral (
    select 1 from customer_terms t where t.organization_id = l.organization_id and t.list_id = l.id limit 1
  ) left_over
  where l.status = 'deleted'
  limit 1`;

/** Waits for nobody: what a batch that began before the deletion holds is removed by a later step. */
const purgeStep = `
  delete from customer_terms
  where organization_id = $1 and list_id = $2 and entry = any (array(
    select entry from customer_terms where organization_id = $1 and list_id = $2 order by entry limit $3 for update skip locked
  ))`;
