/**
 * Batches that nobody runs: their owner is dead (no heartbeat), or is this process but gave them up, or they wait as
 * `interrupted` for a retry that can no longer come. Rule 11: every batch ends. Those of files (`upload_id`) and undos (`undoes`) are none of
 * these: their job runs again in whichever process takes it.
 */
import { closeBatch } from './close-batch.ts';
import type { Database, Tx } from './database.ts';
import { isDeadlockOrSerialization, isLockTimeout } from './sql-states.ts';
import { isUnavailable } from './unavailable.ts';

interface Sweeper {
  /** This process. */
  readonly owner: number;
  readonly deadAfterMs: number;
  /** Which batches this process runs now, by their public ids. */
  readonly batches: { isRunning(publicId: string): boolean; runningIds(): readonly string[] };
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

/** A retry with the idempotency key may finish the batch `b`: the key is neither answered nor expired. */
const isClaimed = `exists (
  select 1 from idempotency_keys k
  where k.organization_id = b.organization_id and k.reference = substr(b.public_id, length('batch_') + 1)
    and k.status is null and k.expires_at > now()
)`;
/** The batch `b` is said to run, but not by another process that lives. */
const isLeft = `b.state = 'running' and (b.owner = $1 or not exists (
  select 1 from processes p where p.id = b.owner and p.seen_at >= now() - $2 * interval '1 millisecond'
))`;

/**
 * Settles orphans: `interrupted` while a retry with the idempotency key may finish the batch, else closed. Those that
 * wait for their retry already are left alone: they neither count nor are they written again. One that cannot be
 * settled keeps none of the others waiting; what went wrong is thrown when all have had their turn.
 */
export async function settleOrphans(database: Database, sweeper: Sweeper): Promise<void> {
  const { owner, deadAfterMs, batches } = sweeper;
  const { rows } = await database.query<Orphan>(
    `select b.organization_id, b.id, b.public_id from batches b
     where b.state in ('running', 'interrupted') and b.upload_id is null and b.undoes is null and b.public_id <> all ($3::text[])
       and (${isLeft} or b.state = 'interrupted' and (b.cancel_requested or not ${isClaimed}))
     order by b.organization_id, b.id limit $4`,
    [owner, deadAfterMs, batches.runningIds(), orphansPerSweepMax],
  );
  const errors: unknown[] = [];
  const names: string[] = [];
  for (const orphan of rows) {
    try {
      await database.transact((tx) => settle(tx, orphan, sweeper));
    } catch (error) {
      errors.push(error);
      names.push(orphan.public_id);
      // The database went away in the middle: each of the others would only wait for a connection.
      if (isUnavailable(error) && !isLockTimeout(error) && !isDeadlockOrSerialization(error)) break;
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `not settled: ${names.join(', ')}`, { cause: errors[0] });
}

async function settle(tx: Tx, orphan: Orphan, sweeper: Sweeper): Promise<void> {
  const { organization_id: organizationId, id: batchId, public_id: publicId } = orphan;
  const locked = await lockOrphan(tx, orphan, sweeper);
  // Asked again now that the row is held: a retry in this very process may have taken the batch up meanwhile.
  if (!locked || sweeper.batches.isRunning(publicId)) return;
  const { claimed, missing, cancel_requested: isCancelled } = await prospects(tx, orphan);
  if (!claimed || !missing || isCancelled) {
    await closeBatch(tx, { organizationId, batchId, ...(isCancelled ? cancelled : interrupted) });
  } else if (locked.state === 'running') {
    await tx.query(`update batches set state = 'interrupted', owner = null where organization_id = $1 and id = $2`, [
      organizationId,
      batchId,
    ]);
  }
  if (claimed && locked.owner !== null) await releaseClaim(tx, orphan, locked.owner);
}

interface Locked {
  readonly state: 'running' | 'interrupted';
  readonly owner: number | null;
}

async function lockOrphan(tx: Tx, orphan: Orphan, sweeper: Sweeper): Promise<Locked | undefined> {
  const { rows } = await tx.query<Locked>(
    `select b.state, b.owner from batches b
     where b.organization_id = $3 and b.id = $4 and (${isLeft} or b.state = 'interrupted')
     for update of b skip locked`,
    [sweeper.owner, sweeper.deadAfterMs, orphan.organization_id, orphan.id],
  );
  return rows[0];
}

interface Prospects {
  readonly claimed: boolean;
  /** A chunk has not been applied. */
  readonly missing: boolean;
  readonly cancel_requested: boolean;
}

/** In a statement of its own, after the lock, so that it sees the last chunk that was committed. */
async function prospects(tx: Tx, { organization_id, id }: Orphan): Promise<Prospects> {
  const { rows } = await tx.query<Prospects>(
    `select b.cancel_requested, ${isClaimed} as claimed,
       b.chunks > (select count(*) from chunks c where c.organization_id = b.organization_id
         and c.batch_id = b.id) as missing
     from batches b where b.organization_id = $1 and b.id = $2`,
    [organization_id, id],
  );
  const [row] = rows;
  if (!row) throw new Error('a batch that is locked is gone');
  return row;
}

/**
 * The process that ran the batch may live on without being able to let the claim go, and every other one would then
 * refuse the retry. A claim that another process has taken over is that one's.
 */
async function releaseClaim(tx: Tx, { organization_id, public_id }: Orphan, owner: number): Promise<void> {
  await tx.query(
    `update idempotency_keys set owner = null
     where organization_id = $1 and reference = substr($2::text, length('batch_') + 1) and status is null and owner = $3`,
    [organization_id, public_id, owner],
  );
}
