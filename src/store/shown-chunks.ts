import { count } from '../engine/apply-chunk.ts';
import type { StoredPreview } from '../engine/pinned.ts';
import { Fenced, type OpenBatch } from '../engine/ports.ts';
import type { Preview } from '../engine/preview-chunk.ts';
import { packChanges, packId } from './change-packs.ts';
import type { Reader, Tx } from './database.ts';
import { packOutcomes, unpackOutcomes } from './outcomes.ts';
import { pack, unpack } from './packed.ts';
import { slicesOf } from './slices.ts';

interface ShownChunk {
  readonly batch: OpenBatch;
  /** The process that must still own the preview. */
  readonly owner: number;
  readonly chunk: number;
  readonly preview: Preview;
  readonly packRecordsMax: number;
}

/**
 * What a chunk of an undo would do, as a batch's chunk that was done: its outcomes with its checkpoint, its changes in
 * packs that no customer names; and the versions that its customers were shown at.
 */
export async function writeShownChunk(tx: Tx, shown: ShownChunk): Promise<void> {
  const { batch, owner, chunk, preview, packRecordsMax } = shown;
  const { organizationId, listId } = batch.list;
  const which = [organizationId, batch.id];
  const { rows } = await tx.query<{ cancel_requested: boolean }>(
    `select cancel_requested from batches
     where organization_id = $1 and id = $2 and owner = $3 and state = 'running' for key share`,
    [...which, owner],
  );
  if (!rows[0]) throw new Fenced('taken over');
  if (rows[0].cancel_requested) throw new Fenced('cancelled');
  const { updated, unchanged, failed } = count(preview.outcomes);
  await tx.query(
    `insert into chunks (organization_id, batch_id, chunk, updated, unchanged, failed, retried, outcomes)
     values ($1, $2, $3, $4, $5, $6, 0, $7)`,
    [...which, chunk, updated, unchanged, failed, packOutcomes(preview.outcomes)],
  );
  await tx.query('insert into preview_chunks (organization_id, batch_id, chunk, versions) values ($1, $2, $3, $4)', [
    ...which,
    chunk,
    pack([...preview.versions]),
  ]);
  const packs = packChanges(preview.changes, packRecordsMax).map(({ packed }, place) => ({
    id: packId(batch.id, chunk, place),
    changes: packed,
  }));
  for (const slice of slicesOf(packs, ({ changes }) => changes.length)) {
    await tx.query(
      `insert into change_packs (organization_id, id, list_id, changes)
       select $1, p.id, $2, p.changes from unnest($3::bigint[], $4::bytea[]) p (id, changes)`,
      [organizationId, listId, slice.map(({ id }) => id), slice.map(({ changes }) => changes)],
    );
  }
}

export async function readShownChunk(
  reader: Reader,
  { organizationId, batchId }: { readonly organizationId: number; readonly batchId: number },
  chunk: number,
): Promise<StoredPreview> {
  const { rows } = await reader.query<{ outcomes: Buffer; versions: Buffer }>(
    `select c.outcomes, p.versions
     from chunks c join preview_chunks p using (organization_id, batch_id, chunk)
     where c.organization_id = $1 and c.batch_id = $2 and c.chunk = $3`,
    [organizationId, batchId, chunk],
  );
  const [row] = rows;
  if (!row) throw new Error(`chunk ${chunk} of an undo was never shown`);
  return { outcomes: unpackOutcomes(row.outcomes), versions: new Map(unpack<[string, number][]>(row.versions)) };
}
