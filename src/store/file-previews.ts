import { Fenced } from '../engine/ports.ts';
import type { FilePreview, PreviewBatches } from '../uploads/preview/ports.ts';
import type { Database, Reader, Tx } from './database.ts';

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
    async end({ id, list }, { counts, revision }) {
      const { total, invalid, warned, updated, unchanged, failed } = counts;
      const values = [list.organizationId, id, owner, total, invalid, warned, updated, unchanged, failed, revision];
      const { rowCount } = await database.transact((tx) =>
        tx.query(
          `update batches set state = 'completed', owner = null, finished_at = now(), total = $4::int,
             valid = $4::int - $5::int, invalid = $5::int, warned = $6, updated = $7, unchanged = $8, failed = $9,
             upload_revision = $10
           where organization_id = $1 and id = $2 and owner = $3 and state = 'running'`,
          values,
        ),
      );
      if (rowCount !== 1) throw new Fenced('taken over');
    },
    find: async (id) => find(database, id),
    findIn: find,
  };
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
