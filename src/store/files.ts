import type { StoredFile } from '../doors/api/file-ports.ts';
import type { IncomingRows } from '../files/incoming-files.ts';
import type { Database, Reader, Tx } from './database.ts';

/** A file that is in the file store, and whose link others are given. */
export interface NewFile {
  readonly organizationId: number;
  /** As `newFileId` of src/files makes it. */
  readonly publicId: string;
  /** The store's own id. */
  readonly batchId: number | null;
  readonly kind: string;
  readonly name: string;
  readonly mediaType: string;
  readonly storedAs: string;
  readonly bytes: number;
  readonly expiresAt: Date;
}

export async function insertFile(tx: Tx, file: NewFile): Promise<void> {
  const { organizationId, publicId, batchId, kind, name, mediaType, storedAs, bytes, expiresAt } = file;
  await tx.query(
    `insert into files (organization_id, public_id, batch_id, kind, name, media_type, stored_as, bytes, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [organizationId, publicId, batchId, kind, name, mediaType, storedAs, bytes, expiresAt],
  );
}

/** The file of that id, which names its organization by its code. */
export async function findFile(
  reader: Reader,
  { organizationCode, publicId }: { organizationCode: string; publicId: string },
): Promise<StoredFile | null> {
  const { rows } = await reader.query<FileRow>(
    `select ${columns} from files f join organizations o on o.id = f.organization_id
     where o.code = $1 and f.public_id = $2`,
    [organizationCode, publicId],
  );
  return rows[0] === undefined ? null : fileOf(rows[0]);
}

/** A batch's files that have not expired, in the order in which they were made. */
export async function filesOfBatch(
  reader: Reader,
  { organizationId, batchId }: { organizationId: number; batchId: number },
): Promise<StoredFile[]> {
  const { rows } = await reader.query<FileRow>(
    `select ${columns} from files f
     where f.organization_id = $1 and f.batch_id = $2 and f.expires_at > now() order by f.id`,
    [organizationId, batchId],
  );
  return rows.map(fileOf);
}

const columns = 'f.public_id, f.kind, f.name, f.media_type, f.stored_as, f.bytes, f.expires_at';

interface FileRow {
  readonly public_id: string;
  readonly kind: string;
  readonly name: string;
  readonly media_type: string;
  readonly stored_as: string;
  readonly bytes: number;
  readonly expires_at: Date;
}

function fileOf(row: FileRow): StoredFile {
  return {
    publicId: row.public_id,
    kind: row.kind,
    name: row.name,
    mediaType: row.media_type,
    storedAs: row.stored_as,
    bytes: row.bytes,
    expiresAt: row.expires_at,
  };
}

/** Files that come in have rows of their own, named as the file store names them, so that none is lost sight of. */
export function incomingRows(database: Database, filesDays: number): IncomingRows {
  return {
    async expect({ organizationId, storedAs }) {
      await database.transact((tx) =>
        tx.query(
          `insert into files (organization_id, public_id, kind, name, media_type, stored_as, bytes, expires_at)
           values ($1, $2, 'incoming', '', '', $2, 0, now() + $3 * interval '1 day')`,
          [organizationId, storedAs, filesDays],
        ),
      );
    },
    async forget({ organizationId, storedAs }) {
      await database.transact((tx) =>
        tx.query('delete from files where organization_id = $1 and public_id = any ($2)', [organizationId, storedAs]),
      );
    },
  };
}
