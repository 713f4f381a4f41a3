import { execFile } from 'node:child_process';
import { mkdtemp, open, readdir, rm, rmdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { isAlive } from '../../../src/store/embedded/process-table.ts';

const run = promisify(execFile);

/** A file system of a few megabytes, in memory. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Takes all the room that is left, and comes back when there is none. */
  fill(): Promise<void>;
  /** Gives it back. */
  empty(): Promise<void>;
}

const prefix = 'amend-small-disk-';
const fillBytes = 64 * 1024;

/** Or why there is none here: the reason to skip with. */
export async function mountSmallDisk(mebibytes: number): Promise<SmallDisk | { readonly missing: string }> {
  await removeAbandoned();
  const directory = await mkdtemp(path.join(os.tmpdir(), `${prefix}${process.pid}-`));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0755`, 'tmpfs', directory]);
  } catch (error) {
    await rmdir(directory);
    return {
      missing: `no tmpfs can be mounted here: ${error instanceof Error ? error.message.trim() : String(error)}`,
    };
  }
  const filler = path.join(directory, 'filler');
  return {
    path: directory,
    fill: () => fill(filler),
    empty: () => rm(filler, { force: true }),
    [Symbol.asyncDispose]: () => unmount(directory),
  };
}

async function fill(file: string): Promise<void> {
  await using handle = await open(file, 'a');
  for (let bytes = fillBytes; bytes >= 1;) {
    try {
      const { bytesWritten } = await handle.write(Buffer.alloc(bytes));
      if (bytesWritten < bytes) bytes = Math.floor(bytes / 2);
    } catch {
      bytes = Math.floor(bytes / 2);
    }
  }
}

async function unmount(directory: string): Promise<void> {
  await run('umount', ['-l', directory]);
  await rmdir(directory);
}

/** Those of test runs that were killed: they would hold memory for ever. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await unmount(path.join(os.tmpdir(), name)).catch(() => undefined);
  }
}
