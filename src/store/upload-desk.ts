import type { SpoolRef } from '../uploads/ports.ts';
import type { Upload } from '../uploads/upload.ts';
import type { UploadResult } from '../uploads/results/upload-result.ts';
import type { CheckedUpload, FileBatchEnd, UploadDesk } from '../uploads/upload-store.ts';
import type { Database, Reader, Tx } from './database.ts';
import { unpack, unpackBytes } from './packed.ts';
import { storedFiles, uploadColumns, uploadOf, type UploadRow, uploadTables } from './upload-row.ts';

interface Options {
  readonly database: Database;
  /** Fields by which a company's customers are found besides their keys. */
  readonly references: readonly string[];
  /** Days that an applied upload is kept, with its files. */
  readonly filesDays: number;
}

/**
 * Some time before the sweep takes it, an upload that was not applied is nobody's any more: whatever got hold of it
 * before is done with it by then. What has a batch is found until it is swept, and what has a preview that was not made
 * yet until that has ended.
 */
const isKept = `(u.batch_id is not null or u.expires_at > now() + interval '10 seconds'
  or exists (select 1 from batches p where p.organization_id = u.organization_id and p.upload_id = u.id
    and p.state in ('queued', 'running', 'interrupted')))`;

type Find = (
  reader: Reader,
  id: { readonly organizationId: number; readonly publicId: string },
  lock: string,
) => Promise<Upload | null>;

const ofBatch = `join batches b on b.organization_id = u.organization_id and b.upload_id = u.id
  where b.organization_id = $1 and b.public_id = $2`;

/** By an upload's own id, and by that of a batch of it. */
function finders(references: readonly string[]): { readonly find: Find; readonly lockByBatch: Find } {
  const find: Find = async (reader, id, lock) => {
    const { rows } = await reader.query<UploadRow>(
      `select ${uploadColumns} from ${uploadTables}
       where u.organization_id = $1 and u.public_id = $2 and ${isKept} ${lock}`,
      [id.organizationId, id.publicId],
    );
    return rows[0] ? uploadOf(rows[0], references) : null;
  };
  const lockByBatch: Find = async (reader, id, lock) => {
    const { rows } = await reader.query<UploadRow>(`select ${uploadColumns} from ${uploadTables} ${ofBatch} ${lock}`, [
      id.organizationId,
      id.publicId,
    ]);
    return rows[0] ? uploadOf(rows[0], references) : null;
  };
  return { find, lockByBatch };
}

/** Uploads in PostgreSQL, as those see them who hand files in and ask for them. */
export function uploadDesk({ database, references, filesDays }: Options): UploadDesk<Tx> {
  const { find, lockByBatch } = finders(references);
  return {
    async insert(tx, upload) {
      const { list, publicId, tokenId, operation, oneStep, options, expiresAt } = upload;
      const { rows } = await tx.query<{ id: number }>(
        `insert into uploads (organization_id, public_id, list_id, token_id, operation, state, one_step, files, options, expires_at)
         values ($1, $2, $3, $4, $5, 'reading', $6, $7, $8, $9) returning id`,
        [
          list.organizationId,
          publicId,
          list.listId,
          tokenId,
          operation,
          oneStep,
          JSON.stringify(storedFiles(upload)),
          JSON.stringify(options),
          expiresAt,
        ],
      );
      const [row] = rows;
      if (!row) throw new Error('insert … returning gave no row');
      return { organizationId: list.organizationId, uploadId: row.id };
    },
    async setBatch(tx, { organizationId, uploadId }, { id, how }) {
      const values = [organizationId, uploadId, id, how ? JSON.stringify(how) : null, filesDays];
      await tx.query(
        `update uploads set batch_id = $3, state = case when one_step then state else 'applied' end,
           options = case when $4::jsonb is null then options else options || $4::jsonb end,
           expires_at = now() + $5 * interval '1 day'
         where organization_id = $1 and id = $2`,
        values,
      );
    },
    async setPreview(tx, { organizationId, uploadId }, batchId) {
      const values = [organizationId, uploadId, batchId];
      await tx.query('update uploads set preview_id = $3 where organization_id = $1 and id = $2', values);
    },
    find: async (id) => find(database, id, ''),
    findChecked: async (id) =>
      findChecked(database, id, {
        which: `where u.organization_id = $1 and u.public_id = $2 and ${isKept}`,
        references,
      }),
    async isShown({ organizationId, uploadId, generation = 0 }) {
      const { rowCount } = await database.query(
        `select 1 from uploads where organization_id = $1 and id = $2 and generation = $3
           and (one_step or findings -> 'compared' is not null)`,
        [organizationId, uploadId, generation],
      );
      return rowCount === 1;
    },
    findByBatch: async (id) => findChecked(database, id, { which: ofBatch, references }),
    lockByBatch: async (tx, id) => lockByBatch(tx, id, 'for no key update of u'),
    lock: async (tx, id) => find(tx, id, 'for no key update of u'),
    async refuse({ organizationId, uploadId }, refusal) {
      await database.transact((tx) =>
        tx.query(
          `update uploads set refusal = $3, state = 'refused'
           where organization_id = $1 and id = $2 and state = 'reading' and batch_id is null`,
          [organizationId, uploadId, JSON.stringify(refusal)],
        ),
      );
    },
    batchOf: (ref) => readBatchEnd(database, ref, 'coalesce(u.preview_id, u.batch_id)'),
    batchIn: (tx, ref) => readBatchEnd(tx, ref, 'u.batch_id'),
    result: (ref) => readResult(database, ref),
  };
}

/** By one statement: kinds and amendments are of the same moment. */
async function findChecked(
  reader: Reader,
  { organizationId, publicId }: { readonly organizationId: number; readonly publicId: string },
  { which, references }: { readonly which: string; readonly references: readonly string[] },
): Promise<CheckedUpload | null> {
  const { rows } = await reader.query<UploadRow & { readonly kinds: Buffer | null }>(
    `select ${uploadColumns}, u.kinds from ${uploadTables} ${which}`,
    [organizationId, publicId],
  );
  const [row] = rows;
  return row ? { upload: uploadOf(row, references), kinds: row.kinds && unpackBytes(row.kinds) } : null;
}

async function readBatchEnd(
  reader: Reader,
  { organizationId, uploadId }: SpoolRef,
  which: 'u.batch_id' | 'coalesce(u.preview_id, u.batch_id)',
): Promise<FileBatchEnd | null> {
  const { rows } = await reader.query<FileBatchEnd>(
    `select b.state, b.public_id as "publicId", b.error from uploads u
     join batches b on b.organization_id = u.organization_id and b.id = ${which}
     where u.organization_id = $1 and u.id = $2`,
    [organizationId, uploadId],
  );
  return rows[0] ?? null;
}

async function readResult(reader: Reader, { organizationId, uploadId }: SpoolRef): Promise<UploadResult | null> {
  const { rows } = await reader.query<{ result: Buffer | null }>(
    'select result from uploads where organization_id = $1 and id = $2',
    [organizationId, uploadId],
  );
  const packed = rows[0]?.result ?? null;
  return packed && unpack<UploadResult>(packed);
}
