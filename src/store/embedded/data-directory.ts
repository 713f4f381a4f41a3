import { chmod, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** What the embedded database keeps in the data directory. */
export interface DataDirectory {
  readonly path: string;
  /** The cluster, unless `locationFile` names another place. */
  readonly cluster: string;
  /** Holds the cluster's path when it could not live here (see `reachable-place.ts`). */
  readonly locationFile: string;
  /** Mode 0600; written before the cluster is, so a cluster never stands without its password. */
  readonly passwordFile: string;
  /** The port of the server that runs, or ran last. */
  readonly portFile: string;
  readonly logFile: string;
}

/** Names the files in a data directory. */
export function dataDirectory(directory: string): DataDirectory {
  return {
    path: directory,
    cluster: path.join(directory, 'postgres'),
    locationFile: path.join(directory, 'postgres.location'),
    passwordFile: path.join(directory, 'postgres.password'),
    portFile: path.join(directory, 'postgres.port'),
    logFile: path.join(directory, 'postgres.log'),
  };
}

/** Makes the directory if need be, closes it to others, and returns its real path. */
export async function makeDataDirectory(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const real = await realpath(directory);
    // 0711 is left alone: where the server needs another uid, that uid must pass through (see runners.ts).
    if (((await stat(real)).mode & 0o066) !== 0) await chmod(real, 0o700);
    return real;
  } catch (error) {
    throw new EmbeddedPostgresError(`The data directory ${directory} cannot be used: ${String(error)}.`, {
      cause: error,
    });
  }
}
