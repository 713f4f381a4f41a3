import type { Database } from './database.ts';

interface Options {
  readonly database: Database;
  /** Removes files from the file store; names of files that are gone already are fine. */
  readonly deleteFiles: (names: readonly string[]) => Promise<void>;
  /** Files removed in one step; standard: 200. */
  readonly stepFilesMax?: number;
  /** Steps of one sweep; the next goes on. Standard: 50. */
  readonly stepsMax?: number;
}

/** Files that cannot be removed in one sweep at most: then the file store is away. */
const failuresMax = 20;

/**
 * Removes the files that have expired, and then their rows, so that a sweep that was cut short is gone on with. One that
 * cannot be removed now keeps none of the others waiting: it has its turn again in an hour.
 */
export async function sweepFiles({ database, deleteFiles, stepFilesMax = 200, stepsMax = 50 }: Options): Promise<void> {
  const errors: unknown[] = [];
  for (let steps = 0; steps < stepsMax && errors.length < failuresMax; steps += 1) {
    const { rows } = await database.query<Expired>(
      'select organization_id, id, stored_as from files where expires_at <= now() order by expires_at limit $1',
      [stepFilesMax],
    );
    if (rows.length === 0) break;
    const { deleted, failed } = await deleteEach(rows, deleteFiles, errors);
    await settle(database, deleted, `delete from files f using ${given}`);
    await settle(database, failed, `update files f set expires_at = now() + interval '1 hour' from ${given}`);
  }
  if (errors.length > 0) throw new AggregateError(errors, 'expired files stayed', { cause: errors[0] });
}

interface Expired {
  readonly organization_id: number;
  readonly id: number;
  readonly stored_as: string;
}

/** All at once where that goes well, else one by one. */
async function deleteEach(
  files: readonly Expired[],
  deleteFiles: Options['deleteFiles'],
  errors: unknown[],
): Promise<{ deleted: readonly Expired[]; failed: readonly Expired[] }> {
  const isDeleted = await deleteFiles(files.map(({ stored_as }) => stored_as)).then(
    () => true,
    () => false,
  );
  if (isDeleted) return { deleted: files, failed: [] };
  const deleted: Expired[] = [];
  const failed: Expired[] = [];
  for (const file of files) {
    if (errors.length >= failuresMax) break;
    try {
      await deleteFiles([file.stored_as]);
      deleted.push(file);
    } catch (error) {
      errors.push(error);
      failed.push(file);
    }
  }
  return { deleted, failed };
}

const given = `unnest($1::bigint[], $2::bigint[]) as e (organization_id, id)
  where f.organization_id = e.organization_id and f.id = e.id`;

async function settle(database: Database, files: readonly Expired[], statement: string): Promise<void> {
  if (files.length === 0) return;
  const values = [files.map(({ organization_id }) => organization_id), files.map(({ id }) => id)];
  await database.transact((tx) => tx.query(statement, values));
}
