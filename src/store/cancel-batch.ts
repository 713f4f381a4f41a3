import { inflateRawSync } from 'node:zlib';
import type { BatchId, BatchReport, Cancelling } from '../doors/api/batch-ports.ts';
import type { BatchState } from '../engine/records.ts';
import type { Findings, Refusal, rowKinds } from '../uploads/upload.ts';
import { findBatch } from './batch-reports.ts';
import { insertUnreached } from './batches.ts';
import { closeBatch, writeSums } from './close-batch.ts';
import type { Tx } from './database.ts';

const outcome = {
  code: 'batch_cancelled_exception',
  reason: 'The batch was cancelled before it reached this record',
} as const;

interface BatchRow {
  readonly id: number;
  readonly list_id: number;
  readonly state: BatchState;
  readonly ended: boolean;
  /** A file's, or an undo, that nobody has begun with. */
  readonly untouched: boolean;
}

/**
 * Asks a batch to end. One that a process runs, or is about to, is ended by that process at its next chunk; one that
 * nobody runs ends here, and so does one of a file that waits for its turn: where it was not read yet, how many records it
 * has is not known then.
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
  if (batch.untouched) {
    await settleUpload(tx, id, batch);
    await writeSums(tx, { ...which, error: null });
  } else if (batch.state === 'interrupted') await closeBatch(tx, { ...which, ...outcome });
  return { ended: null, report: await reportOf(tx, id) };
}

/** The same lock as the update takes: from here on the state stays what it is. */
async function lockBatch(tx: Tx, { organizationId, publicId }: BatchId): Promise<BatchRow | undefined> {
  const { rows } = await tx.query<BatchRow>(
    `select id, list_id, state, finished_at is not null as ended,
       (upload_id is not null or undoes is not null) and state = 'queued' as untouched
     from batches
     where organization_id = $1 and public_id = $2 for no key update`,
    [organizationId, publicId],
  );
  return rows[0];
}

const refusal: Refusal = {
  code: 'conflict',
  message: 'The update was cancelled before anything was applied.',
  faults: [],
  places: [],
};

interface UploadRow {
  readonly findings: Pick<Findings, 'counts'> | null;
  /** Deflated; null where there are no findings. */
  readonly kinds: Buffer | null;
}

/** Nobody will read the file any more: an upload that still waits to be read is refused, and the file goes with the sweep. */
async function settleUpload(tx: Tx, { organizationId, publicId }: BatchId, batch: BatchRow): Promise<void> {
  const which = [organizationId, batch.id];
  const { rows } = await tx.query<UploadRow>(
    `update uploads u set state = case when u.state = 'reading' then 'refused' else u.state end,
       refusal = case when u.state = 'reading' then $3::jsonb else u.refusal end, progress = null, owner = null
     from batches b
     where b.organization_id = $1 and b.id = $2 and u.organization_id = b.organization_id and u.id = b.upload_id
       and (u.batch_id = b.id or u.preview_id = b.id)
     returning u.findings, u.kinds`,
    [...which, JSON.stringify(refusal)],
  );
  const [upload] = rows;
  // A preview of a file in steps: the upload stays what it is.
  if (!upload) return;
  await tx.query(
    `insert into files (organization_id, public_id, kind, name, media_type, stored_as, bytes, expires_at)
     select u.organization_id, f.value->>'file', 'incoming', '', '', f.value->>'file', 0, now()
     from batches b
     join uploads u on u.organization_id = b.organization_id and u.id = b.upload_id, jsonb_each(u.files) f
     where b.organization_id = $1 and b.id = $2 and f.value->>'file' is not null
     on conflict (organization_id, public_id) do update set expires_at = now()`,
    which,
  );
  if (!upload.findings || !upload.kinds) return;
  const { total, valid, invalid, warned } = upload.findings.counts;
  await tx.query(
    'update batches set total = $3, valid = $4, invalid = $5, warned = $6 where organization_id = $1 and id = $2',
    [...which, total, valid, invalid, warned],
  );
  const open = { id: batch.id, publicId, list: { organizationId, listId: batch.list_id } };
  const unreached = indexesOfRecords(inflateRawSync(upload.kinds)).map(
    (index) => ({ index, outcome: 'failed', error: outcome.code, reason: outcome.reason }) as const,
  );
  if (unreached.length > 0) await insertUnreached(tx, open, unreached);
}

/** Of `rowKinds`. */
const validKind: (typeof rowKinds)['valid'] = 1;

function indexesOfRecords(kinds: Uint8Array): number[] {
  const indexes: number[] = [];
  for (const [index, kind] of kinds.entries()) if ((kind & validKind) !== 0) indexes.push(index);
  return indexes;
}

async function reportOf(tx: Tx, id: BatchId): Promise<BatchReport> {
  const report = await findBatch(tx, id);
  if (!report) throw new Error('a batch that is locked is gone');
  return report;
}
