import type { BatchId, BatchReport, Cancelling } from '../doors/api/batch-ports.ts';
import type { BatchState } from '../engine/records.ts';
import { findBatch } from './batch-reports.ts';
import { closeBatch, writeSums } from './close-batch.ts';
import type { Tx } from './database.ts';

const outcome = {
  code: 'batch_cancelled_exception',
  reason: 'The batch was cancelled before it reached this record',
} as const;

interface BatchRow {
  readonly id: number;
  readonly state: BatchState;
  readonly ended: boolean;
  /** A file's that nobody has begun with. */
  readonly untouched: boolean;
}

/**
 * Asks a batch to end. One that a process runs, or is about to, is ended by that process at its next chunk; one that
 * nobody runs ends here, and so does one of a file that waits for its turn: how many records it has is not known then.
 * null: there is no such batch.
 */
export async function cancelBatch(tx: Tx, id: BatchId): Promise<Cancelling | null> {
  const batch = await lockBatch(tx, id);
  if (!batch) return null;
  if (batch.ended) return { ended: batch.state, report: await reportOf(tx, id) };
  await tx.query('update batches set cancel_requested = true where organization_id = $1 and id = $2', [
    id.organizationId,
    batch.id,
  ]);
  const which = { organizationId: id.organizationId, batchId: batch.id, state: 'cancelled' } as const;
  if (batch.untouched) await writeSums(tx, { ...which, error: null });
  else if (batch.state === 'interrupted') await closeBatch(tx, { ...which, ...outcome });
  return { ended: null, report: await reportOf(tx, id) };
}

/** The same lock as the update takes: from here on the state stays what it is. */
async function lockBatch(tx: Tx, { organizationId, publicId }: BatchId): Promise<BatchRow | undefined> {
  const { rows } = await tx.query<BatchRow>(
    `select id, state, finished_at is not null as ended,
       upload_id is not null and state = 'queued' as untouched
     from batches
     where organization_id = $1 and public_id = $2 for no key update`,
    [organizationId, publicId],
  );
  return rows[0];
}

async function reportOf(tx: Tx, id: BatchId): Promise<BatchReport> {
  const report = await findBatch(tx, id);
  if (!report) throw new Error('a batch that is locked is gone');
  return report;
}
