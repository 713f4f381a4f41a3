import type { BatchPage, ChangeEntry, ChangePlace, ChangeQuery } from '../doors/api/batch-ports.ts';
import type { Change } from '../engine/records.ts';
import { idOf } from './batch-reports.ts';
import { packRange, unpackChanges } from './change-packs.ts';
import type { Reader } from './database.ts';
import { sliceBytesMax } from './slices.ts';

/** Packs read by one statement: of about a megabyte of text at most, or of a thousand changes. */
const packsAtOnce = 4;

/** A batch's changes: its packs are one range of the primary key, read as far as the page goes. */
export async function readChanges(
  reader: Reader,
  { organizationId, publicId, limit, from }: ChangeQuery,
): Promise<BatchPage<ChangeEntry, ChangePlace> | null> {
  const batchId = await idOf(reader, { organizationId, publicId });
  if (batchId === null) return null;
  return pageOfChanges(changesFrom(reader, { organizationId, batchId, from }), limit);
}

/** It ends early where its changes are large. */
export async function pageOfChanges(
  found: AsyncIterable<Change & ChangePlace>,
  limit: number,
): Promise<BatchPage<ChangeEntry, ChangePlace>> {
  const entries: ChangeEntry[] = [];
  let bytes = 0;
  // The first change that has no room any more tells where the next page begins.
  for await (const { key, version, fields: changes, pack, place } of found) {
    const entry = { key, version, changes };
    bytes += Buffer.byteLength(JSON.stringify(entry));
    if (entries.length === limit || (entries.length > 0 && bytes > sliceBytesMax))
      return { entries, next: { pack, place } };
    entries.push(entry);
  }
  return { entries, next: null };
}

async function* changesFrom(
  reader: Reader,
  { organizationId, batchId, from }: Pick<ChangeQuery, 'organizationId' | 'from'> & { batchId: number },
): AsyncGenerator<Change & ChangePlace> {
  const [first, last] = packRange(batchId);
  const start = from ?? { pack: 0, place: 0 };
  let range: readonly [number, number] = [first + start.pack, last];
  for (;;) {
    const packs = await readSome(reader, organizationId, range);
    for (const { id, changes } of packs) {
      const pack = id - first;
      const skipped = pack === start.pack ? start.place : 0;
      for (const [place, change] of unpackChanges(changes).entries()) {
        if (place >= skipped) yield { ...change, pack, place };
      }
    }
    if (packs.length < packsAtOnce) return;
    range = [(packs.at(-1)?.id ?? last) + 1, last];
  }
}

async function readSome(
  reader: Reader,
  organizationId: number,
  range: readonly [number, number],
): Promise<{ id: number; changes: Buffer }[]> {
  const { rows } = await reader.query<{ id: number; changes: Buffer }>(
    `select id, changes from change_packs where organization_id = $1 and id between $2 and $3 order by id limit $4`,
    [organizationId, ...range, packsAtOnce],
  );
  return rows;
}
