import type { BatchPage, ChangeEntry, ChangePlace, ChangeQuery } from '../doors/api/batch-ports.ts';
import type { Change } from '../engine/records.ts';
import { idOf } from './batch-reports.ts';
import { packRange, unpackChanges } from './change-packs.ts';
import type { Reader } from './database.ts';

/** Packs read by one statement: about as many as the largest page takes, when they are full. */
const packsAtOnce = 4;

/** A batch's changes: its packs are one range of the primary key, read as far as the page goes. */
export async function readChanges(
  reader: Reader,
  { organizationId, publicId, limit, from }: ChangeQuery,
): Promise<BatchPage<ChangeEntry, ChangePlace> | null> {
  const batchId = await idOf(reader, { organizationId, publicId });
  if (batchId === null) return null;
  const [first, last] = packRange(batchId);
  const found: (Change & ChangePlace)[] = [];
  const start = from ?? { pack: 0, place: 0 };
  let range: readonly [number, number] = [first + start.pack, last];
  // One more than is shown tells where the next page begins.
  while (found.length <= limit) {
    const packs = await readSome(reader, organizationId, range);
    for (const { id, changes } of packs) {
      const pack = id - first;
      const skipped = pack === start.pack ? start.place : 0;
      for (const [place, change] of unpackChanges(changes).entries()) {
        if (place >= skipped) found.push({ ...change, pack, place });
      }
    }
    if (packs.length < packsAtOnce) break;
    range = [(packs.at(-1)?.id ?? last) + 1, last];
  }
  const next = found[limit];
  return {
    entries: found.slice(0, limit).map(({ key, version, fields }) => ({ key, version, changes: fields })),
    next: next ? { pack: next.pack, place: next.place } : null,
  };
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
