/** How the service does: what an operator is shown, by the checks of `amend doctor`. Part of `app.ts`. */
import type { ServiceStatus } from './doors/api/status-ports.ts';
import { filePlace } from './files/file-place.ts';
import type { StoredFiles } from './files/stored-files.ts';
import { tryFileStore } from './files/try-file-store.ts';
import { checkActivity } from './health/check-activity.ts';
import { checkDataDirectory } from './health/check-data-directory.ts';
import { type CheckedFiles, checkFileStore } from './health/check-file-store.ts';
import { checkMigrations } from './health/check-migrations.ts';
import { checkNode } from './health/check-node.ts';
import { checkServer } from './health/check-server.ts';
import { checkWithin } from './health/check-within.ts';
import type { Check } from './health/check.ts';
import { freeBytes } from './health/free-space.ts';
import { keptFor } from './health/kept-for.ts';
import { within } from './http/within.ts';
import type { Settings } from './settings/settings.ts';
import type { Database } from './store/database.ts';
import { type DatabaseFacts, readDatabaseFacts } from './store/service-status.ts';

interface Options {
  readonly settings: Settings;
  readonly database: Database;
  readonly files: StoredFiles;
  readonly version: string;
}

/** Milliseconds for which it is known whether a bucket takes files: each look is paid for. */
const triedOutMs = 60_000;
/** Milliseconds that each part of it is waited for: the answer is there before five seconds are over. */
const partMs = 4_000;

/** Answers in time, whatever hangs. */
export function serviceStatus(options: Options): () => Promise<ServiceStatus> {
  const { settings, database, version } = options;
  const place = filePlace(settings);
  const readFacts = oneAtATime(() =>
    readDatabaseFacts(database, { deadAfterMs: settings.processDeadAfterMs, statementMs: partMs }),
  );
  const tryOut = keptFor(triedOutMs, () => tryFileStore(options.files));
  const look = oneAtATime(() => runChecks(settings, tryOut));
  const startedAt = new Date(Date.now() - process.uptime() * 1_000);
  return async () => {
    const [facts, checks, free] = await Promise.all([
      within(partMs, readFacts()).catch((error: unknown) => new Unanswered(error)),
      look(),
      place.kind === 'directory' ? within(partMs, freeBytes(place.path)).catch(() => null) : null,
    ]);
    return {
      version,
      node: process.versions.node,
      startedAt,
      process: usage(),
      embedded: settings.databaseUrl === null,
      connections: connectionsOf(database, settings),
      database: facts instanceof Unanswered ? null : facts.status,
      files: { kind: place.kind, path: place.kind === 'directory' ? place.path : null, freeBytes: free },
      checks: [...checks, ...databaseChecks(facts)],
    };
  };
}

class Unanswered {
  readonly why: unknown;

  constructor(why: unknown) {
    this.why = why;
  }
}

/** However many ask: what hangs must not be asked for again and again. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
}

async function runChecks(settings: Settings, tryOut: () => Promise<void>): Promise<Check[]> {
  const place = filePlace(settings);
  const checked: CheckedFiles = place.kind === 'directory' ? place : { ...place, tryOut };
  const parts = await Promise.all([
    settings.databaseUrl === null
      ? checkWithin(partMs, { name: 'data directory', run: () => checkDataDirectory(settings.dataDir) })
      : [],
    checkWithin(partMs, { name: 'file store', run: async () => [await checkFileStore(checked)] }),
  ]);
  return [checkNode(), ...parts.flat()];
}

function databaseChecks(facts: DatabaseFacts | Unanswered): Check[] {
  const name = 'database';
  if (facts instanceof Unanswered) {
    const found = facts.why instanceof Error ? facts.why.message : String(facts.why);
    return [{ name, state: 'fail', found, advice: 'See to it that PostgreSQL runs and has connections to give.' }];
  }
  const reached: Check = { name, state: 'ok', found: 'it answers' };
  return [reached, ...checkServer(facts.server), checkMigrations(facts.pending), ...checkActivity(facts.activity)];
}

function usage(): ServiceStatus['process'] {
  const { user, system } = process.cpuUsage();
  return { memoryBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1e6 };
}

function connectionsOf({ connections }: Database, { poolSize }: Settings): ServiceStatus['connections'] {
  const { total, idle, waiting } = connections;
  return { open: total, idle, waiting, max: poolSize };
}
