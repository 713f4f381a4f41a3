import { existsSync } from 'node:fs';
import path from 'node:path';
import { Database } from '../src/store/database.ts';
import { binariesIn } from '../src/store/embedded/binaries.ts';
import type { Binaries } from '../src/store/embedded/binaries.ts';
import { lockDataDirectory } from '../src/store/embedded/data-directory-lock.ts';
import { startEmbeddedPostgres } from '../src/store/embedded/embedded-postgres.ts';
import { migrate } from '../src/store/migrate.ts';
import { findChromium } from './browser/chromium.ts';
import { removeAbandonedDirectories, temporaryDirectory } from './temporary-directory.ts';

/** The PostgreSQL servers of one test run: the embedded one, and a PostgreSQL 15 where there is one. */
export interface TestServers extends AsyncDisposable {
  /** Tells the test files where the servers are; `postgres.ts` reads it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What cannot be tested here, and why. */
  readonly missing: readonly string[];
}

/** One server on a temporary directory, its database `amend` migrated: the template that test databases are cloned from. */
export interface TestServer extends AsyncDisposable {
  readonly connectionString: string;
}

const debianPostgres15 = '/usr/lib/postgresql/15';
// What a test loses when the machine stops is lost anyway.
const notDurable = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  max_connections: 200,
};

export async function startTestServers(): Promise<TestServers> {
  await removeAbandonedDirectories();
  const has15 = existsSync(path.join(debianPostgres15, 'bin', 'postgres'));
  const started = await Promise.allSettled([
    startTestServer(),
    ...(has15 ? [startTestServer(binariesIn(debianPostgres15))] : []),
  ]);
  const servers = started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const stop = async () => {
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  };
  const failed = started.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const [embedded, postgres15] = servers;
  const reason = `no PostgreSQL 15 in ${debianPostgres15}`;
  const chromium = findChromium();
  return {
    environment: {
      TEST_POSTGRES_URL: embedded?.connectionString ?? '',
      ...(postgres15 ? { TEST_POSTGRES_15_URL: postgres15.connectionString } : { TEST_POSTGRES_15_MISSING: reason }),
      ...(chromium !== undefined && { TEST_CHROMIUM: chromium }),
    },
    missing: [
      ...(postgres15 ? [] : [`the SQL on PostgreSQL 15 (${reason})`]),
      ...(chromium === undefined ? ['the console in a browser (no Chromium; apt-get install chromium)'] : []),
    ],
    [Symbol.asyncDispose]: stop,
  };
}

export async function startTestServer(binaries?: Binaries): Promise<TestServer> {
  await using started = new AsyncDisposableStack();
  const directory = started.use(await temporaryDirectory());
  const lock = started.use(await lockDataDirectory(directory.path, { kind: 'service' }));
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const options = { lock, log: silent, serverSettings: notDurable, ...(binaries && { binaries }) };
  const { connectionString } = started.use(await startEmbeddedPostgres(options));
  await migrateTemplate(connectionString);
  const kept = started.move();
  return { connectionString, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function migrateTemplate(connectionString: string): Promise<void> {
  const onIdleError = (error: Error) => {
    throw error;
  };
  await using database = new Database({ connectionString, poolSize: 1, lockWaitMs: 2000, onIdleError });
  await migrate(database);
}
