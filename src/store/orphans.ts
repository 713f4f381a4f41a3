/**
 * Batches that nobody runs: their owner is dead (no heartbeat), or is this process but gave them up, or they wait as
 * `interrupted` for a retry that can no longer come. Rule 11: every batch ends.
 */
import { closeBatch } from './close-batch.ts';
import type { Database, Tx } from './database.ts';

interface Sweeper {
  /** This process. */
  readonly owner: number;
  /** Whether this process runs a batch now, by its public id. */
  readonly isRunning: (publicId: string) => boolean;
  readonly deadAfterMs: number;
}

const cancelled = {
  state: 'cancelled',
  code: 'batch_cancelled_exception',
  reason: 'The batch was cancelled before it reached this record',
} as const;
const interrupted = {
  state: 'failed',
  code: 'batch_interrupted_exception',
  reason: 'Not reached before the process that ran the batch died, and nobody resumed it',
} as const;

/** Orphans settled in one sweep at most; the next sweep goes on. */
const orphansPerSweepMax = 100;

interface Orphan {
  readonly organization_id: number;
  readonly id: number;
  readonly public_id: string;
}

/** Settles orphans: `interrupted` while a retry with the idempotency key may finish the batch, else closed. */
export async function settleOrphans(database: Database, sweeper: Sweeper): Promise<void> {
  const { rows } = await database.query<Orphan>(
    `select b.organization_id, b.id, b.public_id from batches b
     left join processes p on p.id = b.owner
     where b.state in ('running', 'interrupted')
       and (b.owner = $1 or p.id is null or p.seen_at < now() - $2 * interval '1 millisecond')
     order by b.organization_id, b.id limit $3`,
    [sweeper.owner, sweeper.deadAfterMs, orphansPerSweepMax],
  );
  const orphans = rows.filter(({ public_id }) => !sweeper.isRunning(public_id));
  for (const orphan of orphans) await database.transact((tx) => settle(tx, orphan, sweeper));
}

async function settle(tx: Tx, orphan: Orphan, sweeper: Sweeper): Promise<void> {
  const { organization_id: organizationId, id, public_id: publicId } = orphan;
  const { rows } = await tx.query<{ claimed: boolean; missing: boolean; cancel_requested: boolean }>(
    `select b.cancel_requested,
       exists (select 1 from idempotency_keys k where k.organization_id = b.organization_id
         and 'batch_' || k.reference = b.public_id and k.expires_at > now() and k.status is null) as claimed,
       b.chunks > (select count(*) from chunks c where c.organization_id = b.organization_id
         and c.batch_id = b.id) as missing
     from batches b
     left join processes p on p.id = b.owner
     where b.organization_id = $1 and b.id = $2 and b.state in ('running', 'interrupted')
       and (b.owner = $3 or p.id is null or p.seen_at < now() - $4 * interval '1 millisecond')
     for update of b skip locked`,
    [organizationId, id, sweeper.owner, sweeper.deadAfterMs],
  );
  const [batch] = rows;
  // Asked again now that the row is held: a retry in this very process may have taken the batch up meanwhile.
  if (!batch || sweeper.isRunning(publicId)) return;
  if (batch.claimed && batch.missing && !batch.cancel_requested) {
    await tx.query(`update batches set state = 'interrupted', owner = null where organization_id = $1 and id = $2`, [
      organizationId,
      id,
    ]);
    return;
  }
  await closeBatch(tx, { organizationId, batchId: id, ...(batch.cancel_requested ? cancelled : interrupted) });
}
