import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { binariesIn } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { clusterPlace, clusterVersion } from './cluster-place.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Log } from './log.ts';
import { writeWholeFile } from './write-whole-file.ts';

/** Everyone may pass through it, and it outlasts a restart of the machine. */
const place = '/var/lib/amend';

/** Copies the programs to where every user reaches them; a copy that is there already serves again. */
export async function copyBinariesOut({ folder, postgres }: Binaries, log: Log): Promise<Binaries> {
  const { size, mtimeMs } = await stat(postgres);
  const copy = path.join(await makePlace(), `postgres-${digest(`${size} ${mtimeMs}`)}`);
  if (!(await exists(copy))) {
    log.warn({ from: folder, to: copy }, 'copying the PostgreSQL programs to where its user reaches them');
    const draft = `${copy}.${process.pid}`;
    await cp(folder, draft, { recursive: true, verbatimSymlinks: true });
    await rename(draft, copy).catch((error: unknown) => {
      throw new Error(`the programs could not be copied to ${copy}`, { cause: error });
    });
  }
  return binariesIn(copy);
}

/**
 * Decides on a place for the cluster that every user reaches, and moves there what stands in the data directory. From
 * the moment when the location file names the copy, the copy counts; the original is kept under another name.
 */
export async function moveClusterOut(files: DataDirectory, log: Log): Promise<string> {
  const present = await clusterPlace(files);
  if (present !== files.cluster) return present;
  const target = path.join(await makePlace(), `cluster-${digest(files.path)}`);
  const moves = (await clusterVersion(files.cluster)) !== null;
  if (moves) {
    log.warn({ from: files.cluster, to: target }, 'copying the database to where its user reaches it');
    await rm(target, { recursive: true, force: true });
    await cp(files.cluster, target, { recursive: true, verbatimSymlinks: true });
    await chmod(target, 0o700);
  }
  await writeWholeFile(files.locationFile, `${target}\n`);
  if (moves) await rename(files.cluster, `${files.cluster}.moved`);
  return target;
}

async function makePlace(): Promise<string> {
  await mkdir(place, { recursive: true, mode: 0o755 });
  return place;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
