import { readConnectionString } from './connection.ts';
import { DataDirectoryLockedError, lockDataDirectory } from './data-directory-lock.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { findLockHolder } from './lock-holder.ts';
import type { LockHolder } from './lock-holder.ts';
import type { Log } from './log.ts';
import { within } from './stop-server.ts';

/** The embedded database, for the time of one command. */
export interface OpenedDatabase extends AsyncDisposable {
  readonly connectionString: string;
  /** The service that runs on the data directory; null: none does, and the server is this command's own. */
  readonly service: LockHolder | null;
}

const serviceStartWaitMs = 30_000;

/** Opens the embedded database for a command: beside the service where one runs, else with a server of its own. */
export async function openBesideService(
  directory: string,
  { log, signal }: { log: Log; signal?: AbortSignal },
): Promise<OpenedDatabase> {
  let lock;
  try {
    lock = await lockDataDirectory(directory, { kind: 'command' });
  } catch (error) {
    if (!(error instanceof DataDirectoryLockedError) || error.holder.kind !== 'service') throw error;
    return besideService(error.directory);
  }
  try {
    const server = await startEmbeddedPostgres({ lock, log, ...(signal && { signal }) });
    return ownServer(server.connectionString, [server, lock]);
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

function ownServer(connectionString: string, opened: readonly AsyncDisposable[]): OpenedDatabase {
  return {
    connectionString,
    service: null,
    async [Symbol.asyncDispose]() {
      for (const resource of opened) await resource[Symbol.asyncDispose]();
    },
  };
}

/** A service may be starting: its database is not there until it says so. */
async function besideService(directory: string): Promise<OpenedDatabase> {
  let service: LockHolder | null = null;
  const isReady = await within(serviceStartWaitMs, async () => {
    service = await findLockHolder(directory);
    return service?.connectionPort !== undefined;
  });
  if (!isReady) throw new EmbeddedPostgresError(`The service on ${directory} is not ready: try again in a moment.`);
  return {
    connectionString: await readConnectionString(directory),
    service,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
