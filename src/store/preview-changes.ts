import type { BatchPage, ChangeEntry, ChangePlace } from '../doors/api/batch-ports.ts';
import type { Change } from '../engine/records.ts';
import type { SpoolRef } from '../uploads/ports.ts';
import { pageOfChanges } from './batch-changes.ts';
import type { Reader } from './database.ts';
import { readChunkChanges } from './spool/spool-changes.ts';

interface Asked {
  readonly ref: SpoolRef;
  readonly limit: number;
  /** null: from the first. */
  readonly from: ChangePlace | null;
}

/** What an upload would change, as comparing it has found it: chunk by chunk. */
export async function readPreviewChanges(
  reader: Reader,
  { ref, limit, from }: Asked,
): Promise<BatchPage<ChangeEntry, ChangePlace>> {
  return pageOfChanges(changesFrom(reader, ref, from ?? { pack: 0, place: 0 }), limit);
}

async function* changesFrom(reader: Reader, ref: SpoolRef, start: ChangePlace): AsyncGenerator<Change & ChangePlace> {
  for (let { pack } = start; ; pack += 1) {
    const changes = await readChunkChanges(reader, ref, pack);
    if (!changes) return;
    const skipped = pack === start.pack ? start.place : 0;
    for (const [place, change] of changes.entries()) if (place >= skipped) yield { ...change, pack, place };
  }
}
