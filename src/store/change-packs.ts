/**
 * A customer's history lies in packs: rows of up to `packRecordsMax` changes of one batch, and of about `packBytesMax`
 * of text, so that whoever reads one never holds much more than that. A pack's id says which batch
 * it is of and which place it has in it, so it needs no sequence and no second index; a customer names its newest pack
 * and each change the pack before it.
 */
import assert from 'node:assert/strict';
import type { ListRef } from '../engine/ports.ts';
import type { Change } from '../engine/records.ts';
import type { Reader } from './database.ts';
import { findLine, readLines, writePacks } from './change-lines.ts';
import { packText, unpackText } from './packed.ts';

/** Packs of one chunk, and chunks of one batch, at most; ids stay below 2^53 for 2^33 batches. */
export const packsPerChunk = 2 ** 10;
const chunksPerBatch = 2 ** 10;
const packsPerBatch = packsPerChunk * chunksPerBatch;

/** Text of a pack, about; a single change may take more. */
export const packBytesMax = 2 ** 20;

/** A pack that has no id yet. */
export interface PackedChanges {
  readonly packed: Buffer;
  /** How many changes are in it. */
  readonly count: number;
}

export interface ChangePack {
  readonly id: number;
  readonly changes: Buffer;
}

export function packId(batchId: number, chunk: number, place: number): number {
  assert(chunk < chunksPerBatch && place < packsPerChunk, 'a batch has more packs than ids');
  return batchId * packsPerBatch + chunk * packsPerChunk + place;
}

export function batchOfPack(id: number): number {
  return Math.floor(id / packsPerBatch);
}

/** First and last possible pack of a batch. */
export function packRange(batchId: number): readonly [number, number] {
  return [batchId * packsPerBatch, (batchId + 1) * packsPerBatch - 1];
}

/** The changes in order, in packs; in larger ones where a chunk has no ids for so many. */
export function packChanges(changes: readonly Change[], packRecordsMax: number): PackedChanges[] {
  const recordsMax = Math.max(packRecordsMax, Math.ceil(changes.length / packsPerChunk));
  for (let bytesMax = packBytesMax; ; bytesMax *= 2) {
    const packs: PackedChanges[] = [];
    for (const { text, count } of writePacks(changes, { recordsMax, bytesMax })) {
      if (packs.length === packsPerChunk) break;
      packs.push({ packed: packText(text), count });
    }
    if (packs.reduce((sum, { count }) => sum + count, 0) === changes.length) return packs;
  }
}

export function unpackChanges(packed: Uint8Array): Change[] {
  return readLines(unpackText(packed));
}

/** The change of one customer in a pack; undefined when it has none there. Only that one is parsed. */
export function findChange(packed: Uint8Array, key: string): Change | undefined {
  return findLine(unpackText(packed), key);
}

/** The named packs' changes by key; a pack that was swept, or is of another list, is absent. */
export async function readPacks(
  reader: Reader,
  { organizationId, listId }: ListRef,
  ids: readonly number[],
): Promise<Map<number, Map<string, Change>>> {
  const { rows } = await reader.query<{ id: number; changes: Buffer }>(
    'select id, changes from change_packs where organization_id = $1 and id = any ($3) and list_id = $2',
    [organizationId, listId, ids],
  );
  return new Map(
    rows.map(({ id, changes }) => [id, new Map(unpackChanges(changes).map((change) => [change.key, change]))]),
  );
}
