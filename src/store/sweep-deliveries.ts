import type { Tx } from './database.ts';

interface Sweep {
  /** Days that a delivery stands in the log. */
  readonly days: number;
  readonly max: number;
}

/** Removes the oldest deliveries that have been in the log for long enough, at most `max`. Answers how many. */
export async function sweepDeliveries(tx: Tx, { days, max }: Sweep): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from webhook_deliveries d using (
       select organization_id, id from webhook_deliveries
       where created_at < now() - $1 * interval '1 day'
       order by created_at limit $2 for update skip locked
     ) old
     where d.organization_id = old.organization_id and d.id = old.id`,
    [days, max],
  );
  return rowCount;
}
