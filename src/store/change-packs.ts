/**
 * A customer's history lies in packs: rows of up to `packRecordsMax` changes of one batch. A pack's id says which batch
 * it is of and which place it has in it, so it needs no sequence and no second index; a customer names its newest pack
 * and each change the pack before it.
 */
import assert from 'node:assert/strict';
import type { ListRef } from '../engine/ports.ts';
import type { Change } from '../engine/records.ts';
import type { Reader } from './database.ts';
import { writeLines, readLines, findLine } from './change-lines.ts';
import { packText, unpackText } from './packed.ts';

/** Packs of one chunk, and chunks of one batch, at most; ids stay below 2^53 for 2^33 batches. */
export const packsPerChunk = 2 ** 10;
const chunksPerBatch = 2 ** 10;
const packsPerBatch = packsPerChunk * chunksPerBatch;

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

export function packChanges(changes: readonly Change[]): Buffer {
  return packText(writeLines(changes));
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
