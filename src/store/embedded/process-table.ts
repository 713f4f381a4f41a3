import { execFile } from 'node:child_process';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Whether a process is a PostgreSQL at work on a cluster: alive (a dead one that nobody has waited for is not) and
 * with the cluster as its working directory. So a pid that was given to another process meanwhile is told apart.
 */
export async function isPostgresOn(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') return isPostgresByProc(pid, cluster);
  const command = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return command.stdout.includes('postgres') && command.stdout.includes(`-D ${cluster}`);
}

/** Every process of a PostgreSQL on a cluster, backends without their postmaster too; none is found but on Linux. */
export async function findPostgresOn(cluster: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const found = await Promise.all(pids.map((pid) => isPostgresByProc(pid, cluster)));
  return pids.filter((_, index) => found[index]);
}

/** Whether any process has this pid. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function isPostgresByProc(pid: number, cluster: string): Promise<boolean> {
  try {
    if ((await readlink(`/proc/${pid}/cwd`)) !== cluster) return false;
    return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim() === 'postgres';
  } catch {
    return false;
  }
}
