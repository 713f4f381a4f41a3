import type { BatchState, FailureCode, InvalidOutcome, Outcome } from '../engine/records.ts';
import { announceEnd, isAnnounced } from './announce-end.ts';
import { insertUnreached, readCheckpoints } from './batches.ts';
import type { Tx } from './database.ts';
import { unpack } from './packed.ts';

export interface Closing {
  readonly organizationId: number;
  /** The store's own id. */
  readonly batchId: number;
  /** What it becomes, unless nothing is missing: then it is `completed`. */
  readonly state: 'cancelled' | 'failed';
  /** The outcome of the records that no chunk reached. */
  readonly code: FailureCode;
  readonly reason: string;
}

interface BatchRow {
  readonly public_id: string;
  readonly list_id: number;
  readonly total: number;
  readonly invalid_outcomes: Buffer | null;
}

/**
 * Ends a batch that nobody runs: each record without an outcome fails with `code`, so the counts close. Answers the
 * state that it has now; null when it had ended already, or there is none. The row stays locked until the transaction
 * ends, so no chunk commits and nobody resumes it meanwhile; a process that still takes itself for its owner is fenced.
 */
export async function closeBatch(tx: Tx, closing: Closing): Promise<BatchState | null> {
  const { organizationId, batchId, code, reason } = closing;
  const batch = await lockUnfinished(tx, closing);
  if (!batch) return null;
  const checkpoints = await readCheckpoints(tx, organizationId, batchId);
  const missing = indexesWithout(
    batch,
    checkpoints.flatMap(({ outcomes }) => outcomes),
  );
  const list = { organizationId, listId: batch.list_id };
  const unreached = missing.map((index) => ({ index, outcome: 'failed', error: code, reason }) as const);
  if (missing.length > 0) await insertUnreached(tx, { id: batchId, publicId: batch.public_id, list }, unreached);
  const state = missing.length > 0 ? closing.state : 'completed';
  await writeSums(tx, { organizationId, batchId, state, error: state === 'failed' ? reason : null });
  return state;
}

async function lockUnfinished(tx: Tx, { organizationId, batchId }: Closing): Promise<BatchRow | undefined> {
  const { rows } = await tx.query<BatchRow>(
    `select public_id, list_id, total, invalid_outcomes from batches
     where organization_id = $1 and id = $2 and state in ('queued', 'running', 'interrupted')
     for update`,
    [organizationId, batchId],
  );
  return rows[0];
}

/** All indexes of the request that are neither invalid nor in a checkpoint. */
function indexesWithout({ total, invalid_outcomes }: BatchRow, outcomes: readonly Outcome[]): number[] {
  const known = new Set(outcomes.map(({ index }) => index));
  if (invalid_outcomes) for (const { index } of unpack<InvalidOutcome[]>(invalid_outcomes)) known.add(index);
  return Array.from({ length: total }, (_, index) => index).filter((index) => !known.has(index));
}

interface End {
  readonly organizationId: number;
  readonly batchId: number;
  readonly state: BatchState;
  readonly error: string | null;
}

/** What became of a batch's records. */
export interface EndCounts {
  readonly updated: number;
  readonly unchanged: number;
  readonly invalid: number;
  readonly failed: number;
  readonly retried: number;
}

/** The final counts are the sums over the checkpoints, the one of the unreached records included. Whoever wants to be told is. */
export async function writeSums(tx: Tx, { organizationId, batchId, state, error }: End): Promise<EndCounts> {
  const { rows } = await tx.query<EndCounts & { announced: boolean }>(
    `update batches b
     set state = $3, error = $4, owner = null, finished_at = now(),
       updated = c.updated, unchanged = c.unchanged, failed = c.failed, retried = c.retried
     from (
       select coalesce(sum(updated), 0) as updated, coalesce(sum(unchanged), 0) as unchanged,
         coalesce(sum(failed), 0) as failed, coalesce(sum(retried), 0) as retried
       from chunks where organization_id = $1 and batch_id = $2
     ) c
     where b.organization_id = $1 and b.id = $2
     returning b.updated, b.unchanged, b.invalid, b.failed, b.retried, ${isAnnounced} as announced`,
    [organizationId, batchId, state, error],
  );
  const [row] = rows;
  if (!row) throw new Error('a batch that was to end is gone');
  const { announced, ...counts } = row;
  if (announced) await announceEnd(tx, { organizationId, batchId });
  return counts;
}
