import type { Settings } from '../settings/settings.ts';
import { Database } from '../store/database.ts';
import { EmbeddedPostgresError } from '../store/embedded/embedded-postgres-error.ts';
import { openBesideService } from '../store/embedded/open-beside-service.ts';
import { CommandError } from './command-error.ts';
import { reasonOf } from './describe-failure.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** A command does one thing after the other. */
const commandPoolSize = 2;
const oldestVersion = 150_000;

/** The database as a command has it, migrated or not. Disposing of it stops an embedded server that it started. */
export interface CommandDatabase extends AsyncDisposable {
  readonly database: Database;
}

/**
 * Opens the database that the settings name: your own; else the embedded one of the service that runs on the data
 * directory; else an embedded one that is started for this command's time. Fails with exit code 3.
 */
export async function openDatabase(settings: Settings, terminal: Terminal): Promise<CommandDatabase> {
  if (settings.databaseUrl !== null) return connect(settings.databaseUrl, settings);
  try {
    const opened = await openBesideService(settings.dataDir, { log: quietLog(terminal), signal: terminal.signal });
    try {
      const { database } = await connect(opened.connectionString, settings);
      return {
        database,
        async [Symbol.asyncDispose]() {
          await database[Symbol.asyncDispose]();
          await opened[Symbol.asyncDispose]();
        },
      };
    } catch (error) {
      await opened[Symbol.asyncDispose]();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError)) throw error;
    throw new CommandError(error.message, { exitCode: exitCodes.databaseUnreachable, cause: error });
  }
}

async function connect(connectionString: string, { lockWaitMs }: Settings): Promise<CommandDatabase> {
  const database = new Database({
    connectionString,
    poolSize: commandPoolSize,
    lockWaitMs,
    // A connection that breaks while idle shows in the next statement.
    onIdleError: () => undefined,
  });
  try {
    const { rows } = await database.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    );
    if ((rows[0]?.version ?? 0) < oldestVersion) throw new Error('it is older than PostgreSQL 15');
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw new CommandError(`The database cannot be used: ${reasonOf(error)}.`, {
      exitCode: exitCodes.databaseUnreachable,
      cause: error,
    });
  }
  return { database, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

/** Of the embedded server's doings a command shows only what a person should know. */
function quietLog({ err }: Terminal) {
  const say = (_details: object, message: string) => err(`amend: ${message}\n`);
  return { info: () => undefined, warn: say, error: say };
}
