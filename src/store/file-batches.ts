import { Fenced, type OpenBatch } from '../engine/ports.ts';
import type { BatchState, Operation, Outcome } from '../engine/records.ts';
import type { FileBatch, FileBatches, FileBatchPlan, NewFileBatch, Phase } from '../uploads/batch-ports.ts';
import { insertUnreached } from './batches.ts';
import { type EndCounts, writeSums } from './close-batch.ts';
import type { Database, Reader, Tx } from './database.ts';
import { unpackOutcomes } from './outcomes.ts';
import { pack } from './packed.ts';

interface Options {
  readonly database: Database;
  /** This process. */
  readonly owner: number;
  /** Which batches run in this process: the sweep leaves those alone. */
  readonly running: { add(publicId: string): void; delete(publicId: string): void };
  /** Told of each batch that this process has ended. */
  readonly onEnded?: (counts: EndCounts) => void;
}

/** Batches of files, in the table `batches`. Their records lie in the spool, so the row holds neither keys nor invalid ones. */
export function fileBatches({ database, owner, running, onEnded }: Options): FileBatches<Tx> {
  const change = async (batch: OpenBatch, set: string, values: readonly unknown[]): Promise<void> => {
    const { rowCount } = await database.transact(
      (tx) =>
        tx.query(
          `update batches set ${set} where organization_id = $1 and id = $2 and owner = $3 and state = 'running'`,
          [batch.list.organizationId, batch.id, owner, ...values],
        ),
      { durable: false },
    );
    if (rowCount !== 1) throw new Fenced('taken over');
  };
  return {
    insert,
    async take({ organizationId, batchId }) {
      const batch = await database.transact(async (tx) => take(tx, { organizationId, batchId, owner }));
      if (batch?.state === 'running') running.add(batch.publicId);
      return batch;
    },
    plan: (batch, { total, invalid, warned, chunks, chunkRecords }: FileBatchPlan) =>
      change(
        batch,
        'total = $4::int, valid = $4::int - $5::int, invalid = $5::int, warned = $6, chunks = $7, chunk_records = $8',
        [total, invalid, warned, chunks, chunkRecords],
      ),
    progress: (batch, { phase, done, of }: { phase: Phase; done: number; of: number }) =>
      change(batch, 'phase = $4, phase_done = $5, phase_of = $6', [phase, done, of]),
    finishedChunks: ({ id: batchId, list }) => readFinished(database, { organizationId: list.organizationId, batchId }),
    outcomes: (batch) => readOutcomes(database, batch),
    writeUnreached: (batch, unreached) =>
      database.transact(async (tx) => {
        await holdOwned(tx, { batch, owner });
        await insertUnreached(tx, batch, unreached);
      }),
    async end(batch, { state, error }) {
      const counts = await database.transact(async (tx) => {
        await holdOwned(tx, { batch, owner });
        const { organizationId } = batch.list;
        return writeSums(tx, { organizationId, batchId: batch.id, state, error: error ?? null });
      });
      running.delete(batch.publicId);
      onEnded?.(counts);
    },
    async refuse(batch, { organizationId, uploadId }, { state, refusal }) {
      const counts = await database.transact(async (tx) => {
        await holdOwned(tx, { batch, owner });
        const values = [organizationId, uploadId, JSON.stringify(refusal)];
        await tx.query(
          `update uploads set refusal = $3, state = 'refused', progress = null, owner = null
           where organization_id = $1 and id = $2`,
          values,
        );
        const error = state === 'failed' ? refusal.message : null;
        return writeSums(tx, { organizationId, batchId: batch.id, state, error });
      });
      running.delete(batch.publicId);
      onEnded?.(counts);
    },
    abandon: (batch) => running.delete(batch.publicId),
  };
}

async function insert(tx: Tx, batch: NewFileBatch): Promise<OpenBatch> {
  const { publicId, list, source, operation, atomic, tokenId, uploadId, expiresAt = null, maxAffected = null } = batch;
  const what = [list.organizationId, publicId, list.listId, source, operation];
  const { rows } = await tx.query<{ id: number }>(
    `insert into batches (organization_id, public_id, list_id, source, operation, state, atomic, token_id, upload_id,
       expires_at, max_affected, total, valid, invalid, chunks, chunk_records, keys)
     values ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9, $10, 0, 0, 0, 0, 0, $11) returning id`,
    [...what, atomic, tokenId, uploadId, expiresAt, maxAffected, pack([])],
  );
  const [row] = rows;
  if (!row) throw new Error('insert … returning gave no row');
  return { id: row.id, publicId, list };
}

interface BatchRow {
  readonly public_id: string;
  readonly list_id: number;
  readonly state: BatchState;
  readonly operation: Operation;
  readonly atomic: boolean;
  readonly chunks: number;
  readonly chunk_records: number;
  readonly cancel_requested: boolean;
}

interface Taking {
  readonly organizationId: number;
  readonly batchId: number;
  readonly owner: number;
}

/** Waits for a chunk that an old owner is just committing; after that its checkpoints are refused. */
async function take(tx: Tx, { organizationId, batchId, owner }: Taking): Promise<FileBatch | null> {
  const which = [organizationId, batchId];
  await tx.query('select 1 from batches where organization_id = $1 and id = $2 for update', which);
  await tx.query(
    `update batches set owner = $3, state = 'running', started_at = coalesce(started_at, now())
     where organization_id = $1 and id = $2 and state in ('queued', 'running', 'interrupted')`,
    [...which, owner],
  );
  const { rows } = await tx.query<BatchRow>(
    `select public_id, list_id, state, operation, atomic, chunks, chunk_records, cancel_requested
     from batches where organization_id = $1 and id = $2`,
    which,
  );
  const [row] = rows;
  if (!row) return null;
  return {
    id: batchId,
    publicId: row.public_id,
    list: { organizationId, listId: row.list_id },
    state: row.state,
    operation: row.operation,
    atomic: row.atomic,
    chunks: row.chunk_records === 0 ? null : row.chunks,
    chunkRecords: row.chunk_records === 0 ? null : row.chunk_records,
    finished: await readFinished(tx, { organizationId, batchId }),
    cancelRequested: row.cancel_requested,
  };
}

async function readFinished(
  reader: Reader,
  { organizationId, batchId }: { organizationId: number; batchId: number },
): Promise<Set<number>> {
  const { rows } = await reader.query<{ chunk: number }>(
    'select chunk from chunks where organization_id = $1 and batch_id = $2',
    [organizationId, batchId],
  );
  return new Set(rows.map(({ chunk }) => chunk));
}

/** Holds the row of a batch that this process runs, so that nobody ends it or takes it over meanwhile. */
export async function holdOwned(tx: Tx, { batch, owner }: { batch: OpenBatch; owner: number }): Promise<void> {
  const { rowCount } = await tx.query(
    `select 1 from batches where organization_id = $1 and id = $2 and owner = $3 and state = 'running' for update`,
    [batch.list.organizationId, batch.id, owner],
  );
  if (rowCount !== 1) throw new Fenced('taken over');
}

/** A chunk at a time: a million outcomes are never held at once. */
async function* readOutcomes(reader: Reader, { id, list }: OpenBatch): AsyncGenerator<readonly Outcome[]> {
  for (let after = -2; ;) {
    const { rows } = await reader.query<{ chunk: number; outcomes: Buffer }>(
      `select chunk, outcomes from chunks where organization_id = $1 and batch_id = $2 and chunk > $3
       order by chunk limit 1`,
      [list.organizationId, id, after],
    );
    const [row] = rows;
    if (!row) return;
    yield unpackOutcomes(row.outcomes);
    after = row.chunk;
  }
}
