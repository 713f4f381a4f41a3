import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dataDirectory } from './data-directory.ts';
import type { DataDirectory } from './data-directory.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { errorCode } from './error-code.ts';
import { writeWholeFile } from './write-whole-file.ts';

/** The one user of the embedded database, and the database's name. */
export const databaseUser = 'amend';
const databaseName = 'amend';

/** The connection string of the embedded database that runs on a data directory: for a command beside a service. */
export async function readConnectionString(directory: string): Promise<string> {
  const files = dataDirectory(directory);
  try {
    const [port, password] = await Promise.all([
      readFile(files.portFile, 'utf8'),
      readFile(files.passwordFile, 'utf8'),
    ]);
    return connectionString(Number(port), password.trim());
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The embedded database in ${directory} cannot be reached: ${errorCode(error) === 'ENOENT' ? 'it was never started' : String(error)}.`,
      { cause: error },
    );
  }
}

/** The server listens on this address alone, so nothing leaves the machine and TLS would add nothing. */
export function connectionString(port: number, password: string): string {
  return `postgres://${databaseUser}:${password}@127.0.0.1:${port}/${databaseName}`;
}

/** The password of a cluster that is there, or a new one for a cluster that is not there yet. */
export async function password(files: DataDirectory, clusterExists: boolean): Promise<string> {
  try {
    return (await readFile(files.passwordFile, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    if (clusterExists) {
      throw new EmbeddedPostgresError(
        `The file ${files.passwordFile} is missing, and without it the database beside it cannot be opened: restore it.`,
        { cause: error },
      );
    }
    const fresh = randomBytes(24).toString('base64url');
    await writeWholeFile(files.passwordFile, `${fresh}\n`);
    return fresh;
  }
}
