import { stat } from 'node:fs/promises';
import { dataDirectory } from '../store/embedded/data-directory.ts';
import type { Check } from './check.ts';
import { checkSpace, freeBytes, isWritable, nearestExisting } from './free-space.ts';

/** Whether the data directory can be used, is closed to others and has room. */
export async function checkDataDirectory(directory: string): Promise<Check[]> {
  const there = await nearestExisting(directory);
  const place = await checkPlace(directory, there);
  return [place, ...(await checkSecrets(directory)), await checkDisk(there)];
}

async function checkPlace(directory: string, there: string): Promise<Check> {
  const name = 'data directory';
  const advice = 'Give the user that runs Amend the right to write there, or set AMEND_DATA_DIR.';
  if (!(await isWritable(there))) return { name, state: 'fail', found: `${there} cannot be written`, advice };
  if (there !== directory) return { name, state: 'ok', found: `${directory} will be made by the first start` };
  const { mode } = await stat(directory);
  // Passing through (0711) is needed where the server runs as another user; reading and writing are not.
  const isOpen = (mode & 0o066) !== 0;
  if (!isOpen) return { name, state: 'ok', found: directory };
  return { name, state: 'warn', found: `${directory} is open to others`, advice: `chmod 700 ${directory}` };
}

async function checkSecrets(directory: string): Promise<Check[]> {
  const file = dataDirectory(directory).passwordFile;
  const mode = await stat(file).then(
    (found) => found.mode,
    () => null,
  );
  if (mode === null || (mode & 0o077) === 0) return [];
  return [{ name: 'password file', state: 'fail', found: `${file} is open to others`, advice: `chmod 600 ${file}` }];
}

async function checkDisk(there: string): Promise<Check> {
  const { state, found } = checkSpace(await freeBytes(there));
  const advice = 'Make room, or move the data directory to a larger disk while the service is stopped.';
  return { name: 'disk', state, found, ...(state !== 'ok' && { advice }) };
}
