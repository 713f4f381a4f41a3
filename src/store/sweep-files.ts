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

/** Removes the files that have expired, and then their rows, so that a sweep that was cut short is gone on with. */
export async function sweepFiles({ database, deleteFiles, stepFilesMax = 200, stepsMax = 50 }: Options): Promise<void> {
  for (let steps = 0; steps < stepsMax; steps += 1) {
    const { rows } = await database.query<Expired>(
      'select organization_id, id, stored_as from files where expires_at <= now() order by expires_at limit $1',
      [stepFilesMax],
    );
    if (rows.length === 0) return;
    await deleteFiles(rows.map(({ stored_as }) => stored_as));
    await database.transact((tx) =>
      tx.query(
        `delete from files f using unnest($1::bigint[], $2::bigint[]) as e (organization_id, id)
         where f.organization_id = e.organization_id and f.id = e.id`,
        [rows.map(({ organization_id }) => organization_id), rows.map(({ id }) => id)],
      ),
    );
  }
}

interface Expired {
  readonly organization_id: number;
  readonly id: number;
  readonly stored_as: string;
}
