import { rm } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Log } from './log.ts';
import { postmasterFile, readPostmasterFile } from './postmaster-file.ts';
import { findPostgresOn, isAlive, isPostgresOn } from './process-table.ts';
import { signal, stopServer, within } from './stop-server.ts';

const orphansWaitMs = 2_000;

/**
 * Ends what an earlier server left on a cluster. Whoever calls this holds the lock on the data directory, so no
 * service uses what is found. It may be
 * - a server whose service was killed: stopped in order;
 * - backends whose postmaster was killed: they end by themselves, but only when their statement does: ended at once
 *   (nothing they did is committed by anyone, and the next start recovers from the log);
 * - a pid file whose pid now belongs to another process: removed, or the new server would refuse to start.
 */
export async function clearLeftovers(cluster: string, log: Log): Promise<void> {
  const file = await readPostmasterFile(cluster);
  if (file !== null) await clearPostmaster(file.pid, cluster, log);
  await clearOrphans(cluster, log);
}

async function clearPostmaster(pid: number, cluster: string, log: Log): Promise<void> {
  if (await isPostgresOn(pid, cluster)) {
    log.info({ pid }, 'stopping the database server that an earlier process left running');
    const how = await stopServer({ pid, isGone: async () => !(await isPostgresOn(pid, cluster)) });
    if (how === 'by force') log.warn({ pid }, 'the database server that was left running had to be stopped by force');
  } else if (isAlive(pid)) {
    // Whoever has the pid now is no server of ours; PostgreSQL itself only looks whether the pid is alive.
    await rm(postmasterFile(cluster), { force: true });
  }
}

async function clearOrphans(cluster: string, log: Log): Promise<void> {
  const orphans = await findPostgresOn(cluster);
  if (orphans.length === 0) return;
  log.info({ pids: orphans }, 'ending the database processes that a killed server left behind');
  const areGone = async () => (await findPostgresOn(cluster)).length === 0;
  for (const pid of orphans) signal(pid, 'SIGQUIT');
  if (await within(orphansWaitMs, areGone)) return;
  for (const pid of await findPostgresOn(cluster)) signal(pid, 'SIGKILL');
  if (await within(orphansWaitMs, areGone)) return;
  throw new EmbeddedPostgresError(`Processes of an earlier database server on ${cluster} cannot be ended.`);
}
