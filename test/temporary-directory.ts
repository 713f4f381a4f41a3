import { statfsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { clearLeftovers } from '../src/store/embedded/clear-leftovers.ts';
import { clusterPlace } from '../src/store/embedded/cluster-place.ts';
import { dataDirectory } from '../src/store/embedded/data-directory.ts';
import { isAlive } from '../src/store/embedded/process-table.ts';

export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const memoryBytesMin = 4 * 2 ** 30;

/** A directory of one test's own. When it goes, so does a database server that still runs on it. */
export async function temporaryDirectory(): Promise<TemporaryDirectory> {
  const directory = await mkdtemp(path.join(parent(), `amend-test-${process.pid}-`));
  return { path: directory, [Symbol.asyncDispose]: () => remove(directory) };
}

/** Removes what test runs left that were killed: a server of theirs would run, and hold memory, for ever. */
export async function removeAbandonedDirectories(): Promise<void> {
  for (const name of await readdir(parent())) {
    const pid = /^amend-test-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await remove(path.join(parent(), name));
  }
}

async function remove(directory: string): Promise<void> {
  await clearLeftovers(await clusterPlace(dataDirectory(directory)), silent);
  await rm(directory, { recursive: true, force: true, maxRetries: 20 });
}

/** In memory where there is plenty: a test makes and removes a thousand small files with each database cluster. */
function parent(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize >= memoryBytesMin) return '/dev/shm';
  } catch {
    // Not on this system.
  }
  return os.tmpdir();
}
