import { type Checkpoint, type CustomerWrite, Fenced, type OpenBatch, Rewrite } from '../engine/ports.ts';
import { integerArray, textArray } from './array-literal.ts';
import { type ChangePack, packChanges, packId } from './change-packs.ts';
import type { Tx } from './database.ts';
import { packOutcomes } from './outcomes.ts';
import { slicesOf } from './slices.ts';
import { statement } from './statement.ts';
import { writeReferences } from './write-references.ts';
import { writeTerms } from './write-terms.ts';

const writeCheckpoint = statement('write-checkpoint');
const mergeCustomers = statement('merge-customers');
const patchCustomers = statement('patch-customers');
const insertCustomers = statement('insert-customers');
const removeCustomers = statement('remove-customers');

export interface ChunkWrite {
  readonly batch: OpenBatch;
  readonly writes: readonly CustomerWrite[];
  readonly checkpoint: Checkpoint;
  /** The process that must still own the batch. */
  readonly owner: number;
  readonly packRecordsMax: number;
}

/** A write, the JSON of what it sets, and the pack that its change goes into. */
type PackedWrite = CustomerWrite & { readonly json: string; readonly pack: number };

/** Writes a chunk's checkpoint, history and customers; throws when it may not, or when a row appeared meanwhile. */
export async function writeChunk(tx: Tx, chunk: ChunkWrite): Promise<void> {
  const { packs, writes } = packWrites(chunk);
  await checkpoint(tx, chunk, packs);
  const { list } = chunk.batch;
  const where = [list.organizationId, list.listId];
  const { isNew, isKnown, isGone } = byKind(writes);
  let written = 0;
  for (const slice of slicesOf(isKnown, jsonLength)) written += await update(tx, where, slice);
  for (const slice of slicesOf(isNew, jsonLength)) {
    written += (await tx.queryRaw(insertCustomers, [...where, ...columns(slice)])).rowCount;
  }
  if (isGone.length > 0) written += await remove(tx, where, isGone);
  if (written !== writes.length) throw new Rewrite('a row appeared meanwhile');
  if (list.references) await writeReferences(tx, list, writes);
  await writeTerms(tx, chunk.batch, writes);
  const revived = isKnown.filter(({ life }) => life === 'revive').length;
  const gained = isNew.length + revived - isGone.length;
  if (gained !== 0) await countGained(tx, where, gained);
}

async function checkpoint(
  tx: Tx,
  { batch, owner, checkpoint: { chunk, updated, unchanged, failed, retried, outcomes } }: ChunkWrite,
  packs: readonly ChangePack[],
): Promise<void> {
  const { organizationId, listId } = batch.list;
  const [first = [], ...others] = slicesOf(packs, ({ changes }) => changes.length);
  const history = [first.map(({ id }) => id), first.map(({ changes }) => changes)];
  const counts = [chunk, updated, unchanged, failed, retried];
  const values = [organizationId, listId, batch.id, owner, ...history, ...counts, packOutcomes(outcomes)];
  const { rows } = await tx.queryRaw(writeCheckpoint, values);
  if (rows[0]?.[0] !== '1') throw new Fenced(await whyFenced(tx, batch));
  for (const slice of others) {
    await tx.query(
      `insert into change_packs (organization_id, id, list_id, changes)
       select $1, p.id, $2, p.changes from unnest($3::bigint[], $4::bytea[]) p (id, changes)`,
      [organizationId, listId, slice.map(({ id }) => id), slice.map(({ changes }) => changes)],
    );
  }
}

interface ByKind {
  readonly isNew: readonly PackedWrite[];
  readonly isKnown: readonly PackedWrite[];
  readonly isGone: readonly PackedWrite[];
}

/** Almost always all are known. */
function byKind(writes: readonly PackedWrite[]): ByKind {
  if (writes.every(({ lockedVersion, life }) => lockedVersion !== null && life !== 'remove')) {
    return { isNew: [], isKnown: writes, isGone: [] };
  }
  const isGone = writes.filter(({ life }) => life === 'remove');
  const stays = writes.filter(({ life }) => life !== 'remove');
  return {
    isNew: stays.filter(({ lockedVersion }) => lockedVersion === null),
    isKnown: stays.filter(({ lockedVersion }) => lockedVersion !== null),
    isGone,
  };
}

async function remove(tx: Tx, where: readonly number[], writes: readonly PackedWrite[]): Promise<number> {
  const keys = textArray(writes.map(({ key }) => key));
  return (await tx.queryRaw(removeCustomers, [...where, keys, integerArray(writes.map(({ pack }) => pack))])).rowCount;
}

async function update(tx: Tx, where: readonly number[], writes: readonly PackedWrite[]): Promise<number> {
  const values = [...where, ...columns(writes)];
  if (writes.every(({ remove: fields, life }) => fields.length === 0 && life === undefined)) {
    return (await tx.queryRaw(mergeCustomers, values)).rowCount;
  }
  const removed = writes.map(({ remove: fields }) => JSON.stringify(fields));
  const revived = writes.map(({ life }) => life === 'revive');
  return (await tx.queryRaw(patchCustomers, [...values, removed, revived])).rowCount;
}

/** Keys, data as lines of JSON, packs. */
function columns(writes: readonly PackedWrite[]): unknown[] {
  const keys = textArray(writes.map(({ key }) => key));
  return [keys, writes.map(({ json }) => json).join('\n'), integerArray(writes.map(({ pack }) => pack))];
}

function packWrites({ batch, writes, checkpoint: { chunk }, packRecordsMax }: ChunkWrite): {
  packs: ChangePack[];
  writes: PackedWrite[];
} {
  const packs: ChangePack[] = [];
  const packed: PackedWrite[] = [];
  const cut = packChanges(
    writes.map(({ change }) => change),
    packRecordsMax,
  );
  for (const { packed: changes, count } of cut) {
    const pack = packId(batch.id, chunk, packs.length);
    for (const write of writes.slice(packed.length, packed.length + count)) {
      packed.push({ ...write, json: JSON.stringify(write.set), pack });
    }
    packs.push({ id: pack, changes });
  }
  return { packs, writes: packed };
}

function jsonLength({ json }: PackedWrite): number {
  return json.length;
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
