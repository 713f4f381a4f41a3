import type { OpenBatch } from '../engine/ports.ts';
import type { FilePreview, PreviewBatches } from '../uploads/preview/ports.ts';
import type { Database, Reader, Tx } from './database.ts';
import { holdOwned } from './file-batches.ts';

interface Options {
  readonly database: Database;
  /** This process. */
  readonly owner: number;
}

/** Previews of files, in the table `batches`. What they show lies in the spool of their upload, so they have no checkpoints. */
export function filePreviews({ database, owner }: Options): PreviewBatches<Tx> {
  return {
    async open({ organizationId, uploadId }) {
      const { rows } = await database.query<{ id: number }>(
        `select id from batches where organization_id = $1 and upload_id = $2 and source = 'preview'
           and state in ('queued', 'running', 'interrupted') order by id`,
        [organizationId, uploadId],
      );
      return rows.map(({ id }) => id);
    },
    end: (batch, shown) =>
      database.transact(async (tx) => {
        await holdOwned(tx, { batch, owner });
        return end(tx, batch, shown);
      }),
    find: async (id) => find(database, id),
    findIn: find,
  };
}

/** Revisions count up: where it has the same one, nothing was changed while its files were written. */
async function end(
  tx: Tx,
  { id, list: { organizationId } }: OpenBatch,
  { counts, revision }: Parameters<PreviewBatches<Tx>['end']>[1],
): Promise<boolean> {
  const { total, invalid, warned, updated, unchanged, failed } = counts;
  const { rowCount } = await tx.query(
    `update batches b set state = 'completed', owner = null, finished_at = now(), total = $3::int,
       valid = $3::int - $4::int, invalid = $4::int, warned = $5, updated = $6, unchanged = $7, failed = $8,
       upload_revision = $9::int
     where b.organization_id = $1 and b.id = $2 and exists (
       select 1 from uploads u where u.organization_id = b.organization_id and u.id = b.upload_id and u.revision = $9::int)`,
    [organizationId, id, total, invalid, warned, updated, unchanged, failed, revision],
  );
  if (rowCount === 1) return true;
  await tx.query('update files set expires_at = now() where organization_id = $1 and batch_id = $2', [
    organizationId,
    id,
  ]);
  return false;
}

async function find(
  reader: Reader,
  { organizationId, publicId }: { readonly organizationId: number; readonly publicId: string },
): Promise<FilePreview | null> {
  const { rows } = await reader.query<FilePreview>(
    `select state, atomic, invalid + failed as faulty, upload_revision as revision from batches
     where organization_id = $1 and public_id = $2 and source = 'preview' and upload_id is not null`,
    [organizationId, publicId],
  );
  return rows[0] ?? null;
}
