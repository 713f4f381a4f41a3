/**
 * A batch's row and its checkpoints. States: `running` (owned by a process) → `completed`, `cancelled` or `failed`;
 * `running` → `interrupted` when the owner died and a retry with the idempotency key may still finish it.
 */
import {
  type BatchEnd,
  type Checkpoint,
  Fenced,
  type NewBatch,
  type OpenBatch,
  type ResumedBatch,
} from '../engine/ports.ts';
import type { BatchState, InvalidOutcome, Outcome } from '../engine/records.ts';
import { announceEnd, isAnnounced } from './announce-end.ts';
import { claimPreview } from './claim-preview.ts';
import type { Reader, Tx } from './database.ts';
import { packOutcomes, unpackOutcomes } from './outcomes.ts';
import { pack, unpack } from './packed.ts';

/** The checkpoint of the records that no chunk reached. */
const unreachedChunk = -1;

/** Throws `Fenced` where another process has opened it: that one took the claim over while this one was stalled. */
export async function openBatch(tx: Tx, batch: NewBatch, owner: number): Promise<OpenBatch> {
  const { publicId, list, invalid, total, previewId = null } = batch;
  const what = [list.organizationId, publicId, list.listId, batch.source, batch.operation, batch.atomic, owner];
  const counts = [batch.tokenId, total, total - invalid.length, invalid.length, batch.chunks, batch.chunkRecords];
  const invalidOutcomes = invalid.length === 0 ? null : pack(invalid);
  const { rows } = await tx.query<{ id: number }>(
    `insert into batches (organization_id, public_id, list_id, source, operation, state, atomic, owner, token_id,
       total, valid, invalid, chunks, chunk_records, keys, invalid_outcomes, single, preview_id, started_at)
     values ($1, $2, $3, $4, $5, 'running', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, now())
     on conflict (organization_id, public_id) do nothing
     returning id`,
    [...what, ...counts, pack(batch.keys), invalidOutcomes, batch.single ?? false, previewId],
  );
  const [row] = rows;
  if (!row) throw new Fenced('taken over');
  if (previewId !== null) {
    await claimPreview(tx, { organizationId: list.organizationId, previewId, batchId: row.id });
  }
  return { id: row.id, publicId, list };
}

interface BatchRow {
  readonly id: number;
  readonly list_id: number;
  readonly state: BatchState;
  readonly total: number;
  readonly chunk_records: number;
  readonly invalid_outcomes: Buffer | null;
}

/**
 * Makes `owner` the owner of a batch that nobody runs. The caller took the idempotency claim over, so it is alone; should
 * the claim have been lost since, the last to come here is the owner, and the other one is fenced.
 */
export async function resumeBatch(
  tx: Tx,
  { organizationId, publicId, owner }: { organizationId: number; publicId: string; owner: number },
): Promise<ResumedBatch | null> {
  // Waits for a chunk that an old owner is just committing; after that its checkpoints are refused.
  await tx.query('select 1 from batches where organization_id = $1 and public_id = $2 for update', [
    organizationId,
    publicId,
  ]);
  await tx.query(
    `update batches set owner = $3, state = 'running'
     where organization_id = $1 and public_id = $2 and state in ('running', 'interrupted')`,
    [organizationId, publicId, owner],
  );
  const { rows } = await tx.query<BatchRow>(
    `select id, list_id, state, total, chunk_records, invalid_outcomes
     from batches where organization_id = $1 and public_id = $2`,
    [organizationId, publicId],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    id: row.id,
    publicId,
    list: { organizationId, listId: row.list_id },
    state: row.state,
    total: row.total,
    chunkRecords: row.chunk_records,
    invalid: row.invalid_outcomes ? unpack<InvalidOutcome[]>(row.invalid_outcomes) : [],
    checkpoints: await readCheckpoints(tx, organizationId, row.id),
  };
}

interface CheckpointRow extends Omit<Checkpoint, 'outcomes'> {
  readonly outcomes: Buffer;
}

export async function readCheckpoints(reader: Reader, organizationId: number, batchId: number): Promise<Checkpoint[]> {
  const { rows } = await reader.query<CheckpointRow>(
    `select chunk, updated, unchanged, failed, retried, outcomes
     from chunks where organization_id = $1 and batch_id = $2 order by chunk`,
    [organizationId, batchId],
  );
  return rows.map((row) => ({ ...row, outcomes: unpackOutcomes(row.outcomes) }));
}

/** Writes the final state, and the outcomes of records that were never reached. */
export async function endBatch(
  tx: Tx,
  { batch, end, owner }: { batch: OpenBatch; end: BatchEnd; owner: number },
): Promise<void> {
  const { counts, unreached } = end;
  const which = [batch.list.organizationId, batch.id, owner, end.state];
  if (unreached.length > 0) await insertUnreached(tx, batch, unreached);
  const { rows } = await tx.query<{ announced: boolean }>(
    `update batches b set state = $4, updated = $5, unchanged = $6, failed = $7, retried = $8, error = $9,
       owner = null, finished_at = now()
     where organization_id = $1 and id = $2 and owner = $3 and state = 'running'
     returning ${isAnnounced} as announced`,
    [...which, counts.updated, counts.unchanged, counts.failed, counts.retried, end.error ?? null],
  );
  const [ended] = rows;
  if (!ended) throw new Fenced('taken over');
  if (ended.announced) await announceEnd(tx, { organizationId: batch.list.organizationId, batchId: batch.id });
}

export async function insertUnreached(tx: Tx, { id, list }: OpenBatch, unreached: readonly Outcome[]): Promise<void> {
  await tx.query(
    `insert into chunks (organization_id, batch_id, chunk, updated, unchanged, failed, retried, outcomes)
     values ($1, $2, $3, 0, 0, $4, 0, $5)`,
    [list.organizationId, id, unreachedChunk, unreached.length, packOutcomes(unreached)],
  );
}
