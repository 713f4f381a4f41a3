import { lchown, readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DataDirectory } from './data-directory.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { errorCode } from './error-code.ts';
import type { Log } from './log.ts';
import type { Runner } from './runners.ts';

/** Where the cluster of a data directory is, or will be. */
export async function clusterPlace({ cluster, locationFile }: DataDirectory): Promise<string> {
  try {
    return (await readFile(locationFile, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return cluster;
    throw error;
  }
}

/** Whether a cluster stands there, and of which major version. */
export async function clusterVersion(cluster: string): Promise<number | null> {
  try {
    return Number((await readFile(path.join(cluster, 'PG_VERSION'), 'utf8')).trim());
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Gives a cluster to the user that will run it; PostgreSQL refuses one that belongs to another. */
export async function ownCluster(cluster: string, runner: Runner, log: Log): Promise<void> {
  if ((await clusterVersion(cluster)) === null) return;
  const { uid } = await stat(cluster);
  if (uid === runner.uid) return;
  if (process.getuid?.() !== 0) {
    throw new EmbeddedPostgresError(
      `The database in ${cluster} belongs to the user with the number ${uid}: start as that user, or as root.`,
    );
  }
  log.info({ cluster, from: uid, to: runner.uid }, 'giving the database files to the user that runs the database');
  await lchown(cluster, runner.uid, -1);
  for (const entry of await readdir(cluster, { recursive: true })) {
    await lchown(path.join(cluster, entry), runner.uid, -1);
  }
}
