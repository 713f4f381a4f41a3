import type { ResultStore } from '../uploads/results/result-ports.ts';
import type { Database } from './database.ts';
import { holdOwned } from './file-batches.ts';
import { pack } from './packed.ts';
import { replaceFiles, type ResultFileOptions } from './replace-files.ts';

interface Options extends ResultFileOptions {
  readonly database: Database;
  /** This process. */
  readonly owner: number;
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
        await replaceFiles(tx, batch, { files, filesDays, newFileId });
        // Of what a file in steps is only shown to do, nobody asks for more than the files.
        await tx.query(
          `update uploads u set result = $3 from batches b
           where b.organization_id = $1 and b.id = $2 and u.organization_id = b.organization_id and u.id = b.upload_id
             and (u.batch_id = b.id or u.preview_id = b.id)`,
          [organizationId, batchId, pack(result)],
        );
      });
    },
  };
}
