import type { OpenBatch } from '../engine/ports.ts';
import type { Tx } from './database.ts';
import { insertFile, type NewFile } from './files.ts';

/** How long result files are kept, and how they are named. */
export interface ResultFileOptions {
  readonly filesDays: number;
  /** A new public id of a file. */
  readonly newFileId: (organizationCode: string) => string;
}

/** The result files of a batch; those that an earlier attempt kept go. */
export async function replaceFiles(
  tx: Tx,
  { id: batchId, list: { organizationId } }: Pick<OpenBatch, 'id' | 'list'>,
  {
    files,
    filesDays,
    newFileId,
  }: ResultFileOptions & {
    readonly files: readonly Pick<NewFile, 'kind' | 'name' | 'mediaType' | 'storedAs' | 'bytes'>[];
  },
): Promise<void> {
  const { rows } = await tx.query<{ code: string; expires_at: Date }>(
    // Those of a preview go with it.
    `select o.code, least(now() + $2 * interval '1 day', b.expires_at) as expires_at
     from organizations o join batches b on b.organization_id = o.id and b.id = $3 where o.id = $1`,
    [organizationId, filesDays, batchId],
  );
  const [organization] = rows;
  if (!organization) throw new Error('the organization of a batch is gone');
  await tx.query('delete from files where organization_id = $1 and batch_id = $2', [organizationId, batchId]);
  for (const file of files) {
    const publicId = newFileId(organization.code);
    await insertFile(tx, { organizationId, publicId, batchId, expiresAt: organization.expires_at, ...file });
  }
}
