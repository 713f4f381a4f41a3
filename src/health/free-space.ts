import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Check } from './check.ts';

const GiB = 2 ** 30;
/** Below this the service is in danger; below the other it will not run for long. */
const freeBytesWanted = 5 * GiB;
const freeBytesMin = 0.5 * GiB;

/** Bytes that are free on the disk of a directory, which need not be there yet. */
export async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(await nearestExisting(directory));
  return bavail * bsize;
}

/** What so much free space comes to. */
export function checkSpace(free: number): Pick<Check, 'state' | 'found'> {
  const found = `${(free / GiB).toFixed(1)} GiB free`;
  if (free >= freeBytesWanted) return { state: 'ok', found };
  return { state: free < freeBytesMin ? 'fail' : 'warn', found };
}

/** The directory, or the nearest one above it that is there: the first start makes the rest. */
export async function nearestExisting(directory: string): Promise<string> {
  const exists = await stat(directory).then(
    () => true,
    () => false,
  );
  return exists || dirname(directory) === directory ? directory : nearestExisting(dirname(directory));
}

export async function isWritable(directory: string): Promise<boolean> {
  return access(directory, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
