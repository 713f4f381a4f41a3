import type { App } from './app.ts';
import { firstStart } from './first-start.ts';
import type { Log } from './http/ports.ts';
import type { Settings } from './settings/settings.ts';
import { Database } from './store/database.ts';
import { lockDataDirectory } from './store/embedded/data-directory-lock.ts';
import { startEmbeddedPostgres } from './store/embedded/embedded-postgres.ts';
import { migrate } from './store/migrate.ts';

interface ServiceOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** Where a person reads what is shown once; null: nobody watches. */
  readonly show: ((text: string) => void) | null;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

/** A service that listens. Disposing answers what runs, then stops the database, if it is the embedded one. */
export interface Service extends AsyncDisposable {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  readonly app: App;
  readonly database: Database;
}

/** Starts all of it: database, migrations, first token, HTTP. What was started is stopped again if a later part fails. */
export async function startService({ settings, log, show, signal }: ServiceOptions): Promise<Service> {
  await using started = new AsyncDisposableStack();
  // The HTTP server's many modules load while the database starts.
  const loading = import('./app.ts');
  const postgres = await openPostgres(settings, { log, started, signal });
  const database = started.use(
    new Database({
      connectionString: postgres.connectionString,
      poolSize: settings.poolSize,
      lockWaitMs: settings.lockWaitMs,
      onIdleError: (err) => log.warn({ err }, 'a database connection broke'),
    }),
  );
  const migrations = await migrate(database, {
    deadAfterMs: settings.processDeadAfterMs,
    warn: (sentence) => log.warn({}, sentence),
  });
  if (migrations.length > 0) log.info({ migrations }, 'database migrated');
  const { buildApp } = await loading;
  const app = started.use(await buildApp({ settings, connectionString: postgres.connectionString, database, log }));
  const place = await firstStart({ settings, database, access: app.access, show });
  if (place !== null) log.info({ place }, "the administrator's token was handed over");
  signal?.throwIfAborted();
  await listen(app, settings);
  const url = app.url();
  postgres.announce(url);
  log.info({ url }, 'listening');
  app.files.start();
  const stack = started.move();
  return { url, app, database, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function listen({ server }: App, { host, port }: Settings): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code !== 'EADDRINUSE') throw cause;
    throw new Error(`Port ${port} of ${host} is in use: stop what listens there, or set PORT to another.`, { cause });
  }
}

interface Opened {
  readonly connectionString: string;
  announce(url: string): void;
}

async function openPostgres(
  settings: Settings,
  { log, started, signal }: { log: Log; started: AsyncDisposableStack; signal: AbortSignal | undefined },
): Promise<Opened> {
  if (settings.databaseUrl !== null) return { connectionString: settings.databaseUrl, announce: () => undefined };
  const lock = started.use(await lockDataDirectory(settings.dataDir, { kind: 'service' }));
  const server = started.use(await startEmbeddedPostgres({ lock, log, ...(signal && { signal }) }));
  return { connectionString: server.connectionString, announce: (url) => lock.announce({ url }) };
}
