import type { BatchPage, ChangeEntry, ChangePlace } from '../doors/api/batch-ports.ts';
import type { Change } from '../engine/records.ts';
import type { SpoolRef } from '../uploads/ports.ts';
import { pageOfChanges } from './batch-changes.ts';
import { unpackChanges } from './change-packs.ts';
import type { Reader } from './database.ts';

interface Asked {
  readonly ref: SpoolRef;
  readonly limit: number;
  /** null: from the first. */
  readonly from: ChangePlace | null;
}

/** What an upload would change, as comparing it has found: a pack a chunk. */
export async function readPreviewChanges(
  reader: Reader,
  { ref, limit, from }: Asked,
): Promise<BatchPage<ChangeEntry, ChangePlace>> {
  return pageOfChanges(changesFrom(reader, ref, from ?? { pack: 0, place: 0 }), limit);
}

async function* changesFrom(
  reader: Reader,
  { organizationId, uploadId }: SpoolRef,
  start: ChangePlace,
): AsyncGenerator<Change & ChangePlace> {
  for (let { pack } = start; ; pack += 1) {
    const { rows } = await reader.query<{ changes: Buffer }>(
      'select changes from spool_previews where organization_id = $1 and upload_id = $2 and chunk = $3',
      [organizationId, uploadId, pack],
    );
    const [row] = rows;
    if (!row) return;
    const skipped = pack === start.pack ? start.place : 0;
    const changes = unpackChanges(row.changes);
    for (const [place, change] of changes.entries()) if (place >= skipped) yield { ...change, pack, place };
  }
}
