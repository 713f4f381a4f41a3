import type { ResultStore } from '../uploads/results/result-ports.ts';
import type { Database } from './database.ts';
import { holdOwned } from './file-batches.ts';
import { insertFile } from './files.ts';
import { pack } from './packed.ts';

interface Options {
  readonly database: Database;
  /** This process. */
  readonly owner: number;
  readonly filesDays: number;
  /** A new public id of a file. */
  readonly newFileId: (organizationCode: string) => string;
}

/** What a file's batch came to, with its upload; and the rows by which its result files are found. */
export function uploadResults({ database, owner, filesDays, newFileId }: Options): ResultStore {
  return {
    async save(batch, result, files) {
      const {
        id: batchId,
        list: { organizationId },
      } = batch;
      await database.transact(async (tx) => {
        // The ids of another owner's files may have been answered already: they stay what they are.
        await holdOwned(tx, { batch, owner });
        const { rows } = await tx.query<{ code: string; expires_at: Date }>(
          `select code, now() + $2 * interval '1 day' as expires_at from organizations where id = $1`,
          [organizationId, filesDays],
        );
        const [organization] = rows;
        if (!organization) throw new Error('the organization of a batch is gone');
        await tx.query('delete from files where organization_id = $1 and batch_id = $2', [organizationId, batchId]);
        for (const file of files) {
          const publicId = newFileId(organization.code);
          await insertFile(tx, { organizationId, publicId, batchId, expiresAt: organization.expires_at, ...file });
        }
        await tx.query('update uploads set result = $3 where organization_id = $1 and batch_id = $2', [
          organizationId,
          batchId,
          pack(result),
        ]);
      });
    },
  };
}
