import type { WaitedBatch } from '../jobs/batch-ends.ts';
import type { Reader } from './database.ts';

/** Those of the batches that have ended. */
export async function endedBatches(reader: Reader, batches: readonly WaitedBatch[]): Promise<WaitedBatch[]> {
  const { rows } = await reader.query<WaitedBatch>(
    `select b.organization_id as "organizationId", b.public_id as "batchId"
     from unnest($1::bigint[], $2::text[]) w (organization_id, public_id)
     join batches b on b.organization_id = w.organization_id and b.public_id = w.public_id
     where b.finished_at is not null`,
    [batches.map(({ organizationId }) => organizationId), batches.map(({ batchId }) => batchId)],
  );
  return rows;
}
