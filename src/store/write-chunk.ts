import { type Checkpoint, type CustomerWrite, Fenced, type OpenBatch, Rewrite } from '../engine/ports.ts';
import { integerArray, textArray } from './array-literal.ts';
import { type ChangePack, packChanges, packId, packsPerChunk } from './change-packs.ts';
import type { Tx } from './database.ts';
import { packOutcomes } from './outcomes.ts';
import { statement } from './statement.ts';

const writeCheckpoint = statement('write-checkpoint');
const mergeCustomers = statement('merge-customers');
const patchCustomers = statement('patch-customers');
const insertCustomers = statement('insert-customers');

export interface ChunkWrite {
  readonly batch: OpenBatch;
  readonly writes: readonly CustomerWrite[];
  readonly checkpoint: Checkpoint;
  /** The process that must still own the batch. */
  readonly owner: number;
  readonly packRecordsMax: number;
}

/** A write, and the pack that its change goes into. */
type PackedWrite = CustomerWrite & { readonly pack: number };

/** Writes a chunk's checkpoint, history and customers; throws when it may not, or when a row appeared meanwhile. */
export async function writeChunk(tx: Tx, chunk: ChunkWrite): Promise<void> {
  const { packs, writes } = packWrites(chunk);
  await checkpoint(tx, chunk, packs);
  const { list } = chunk.batch;
  const where = [list.organizationId, list.listId];
  const isNew = writes.filter(({ lockedVersion }) => lockedVersion === null);
  const isKnown = isNew.length === 0 ? writes : writes.filter(({ lockedVersion }) => lockedVersion !== null);
  let written = 0;
  if (isKnown.length > 0) written += await update(tx, where, isKnown);
  if (isNew.length > 0) written += (await tx.queryRaw(insertCustomers, [...where, ...columns(isNew)])).rowCount;
  if (written !== writes.length) throw new Rewrite('a row appeared meanwhile');
  const gained = isNew.length + isKnown.filter(({ revive }) => revive).length;
  if (gained > 0) await countGained(tx, where, gained);
}

async function checkpoint(
  tx: Tx,
  { batch, owner, checkpoint: { chunk, updated, unchanged, failed, retried, outcomes } }: ChunkWrite,
  packs: readonly ChangePack[],
): Promise<void> {
  const { organizationId, listId } = batch.list;
  const history = [packs.map(({ id }) => id), packs.map(({ changes }) => changes)];
  const counts = [chunk, updated, unchanged, failed, retried];
  const values = [organizationId, listId, batch.id, owner, ...history, ...counts, packOutcomes(outcomes)];
  const { rows } = await tx.queryRaw(writeCheckpoint, values);
  if (rows[0]?.[0] !== '1') throw new Fenced(await whyFenced(tx, batch));
}

async function update(tx: Tx, where: readonly number[], writes: readonly PackedWrite[]): Promise<number> {
  const values = [...where, ...columns(writes)];
  if (writes.every(({ remove, revive }) => remove.length === 0 && !revive)) {
    return (await tx.queryRaw(mergeCustomers, values)).rowCount;
  }
  const removed = writes.map(({ remove }) => JSON.stringify(remove));
  const revived = writes.map(({ revive }) => revive);
  return (await tx.queryRaw(patchCustomers, [...values, removed, revived])).rowCount;
}

/** Keys, data as lines of JSON, packs. */
function columns(writes: readonly PackedWrite[]): unknown[] {
  const keys = textArray(writes.map(({ key }) => key));
  return [keys, writes.map(({ set }) => JSON.stringify(set)).join('\n'), integerArray(writes.map(({ pack }) => pack))];
}

function packWrites({ batch, writes, checkpoint: { chunk }, packRecordsMax }: ChunkWrite): {
  packs: ChangePack[];
  writes: PackedWrite[];
} {
  const packs: ChangePack[] = [];
  const packed: PackedWrite[] = [];
  const size = Math.max(packRecordsMax, Math.ceil(writes.length / packsPerChunk));
  for (let start = 0; start < writes.length; start += size) {
    const id = packId(batch.id, chunk, packs.length);
    const own = writes.slice(start, start + size);
    for (const write of own) packed.push({ ...write, pack: id });
    packs.push({ id, changes: packChanges(own.map(({ change }) => change)) });
  }
  return { packs, writes: packed };
}

async function countGained(tx: Tx, where: readonly number[], gained: number): Promise<void> {
  await tx.query('update lists set customer_count = customer_count + $3::int where organization_id = $1 and id = $2', [
    ...where,
    gained,
  ]);
}

async function whyFenced(tx: Tx, { id, list }: OpenBatch): Promise<Fenced['why']> {
  const { rows } = await tx.query<{ cancel_requested: boolean }>(
    'select cancel_requested from batches where organization_id = $1 and id = $2',
    [list.organizationId, id],
  );
  return rows[0]?.cancel_requested === true ? 'cancelled' : 'taken over';
}
