import { existsSync } from 'node:fs';
import { filePlace } from '../../files/file-place.ts';
import { openFileStore } from '../../files/open-file-store.ts';
import { tryFileStore } from '../../files/try-file-store.ts';
import type { Settings } from '../../settings/settings.ts';
import { unknownVariables } from '../../settings/unknown-variables.ts';
import type { Database } from '../../store/database.ts';
import { readActivity, readServerFacts } from '../../store/diagnosis.ts';
import { pendingMigrations } from '../../store/migrate.ts';
import { CommandError } from '../command-error.ts';
import { openDatabase } from '../open-database.ts';
import type { Terminal } from '../terminal.ts';
import { checkActivity } from '../../health/check-activity.ts';
import { checkDataDirectory } from '../../health/check-data-directory.ts';
import { checkEmbedded } from './check-embedded.ts';
import { checkFileStore } from '../../health/check-file-store.ts';
import { checkMigrations } from '../../health/check-migrations.ts';
import { checkNode } from '../../health/check-node.ts';
import { checkServer } from '../../health/check-server.ts';
import { checkWithin } from '../../health/check-within.ts';
import type { Check } from '../../health/check.ts';

/** Looks at everything that the service needs. Changes nothing; an embedded database is started if none runs. */
export async function examine(settings: Settings, terminal: Terminal): Promise<Check[]> {
  const { dataDir, databaseUrl } = settings;
  const own = databaseUrl === null ? [...(await checkDataDirectory(dataDir)), ...(await checkEmbedded(dataDir))] : [];
  const files = await checkWithin(filesMs, { name: 'file store', run: async () => [await checkFiles(settings)] });
  return [checkNode(), checkSettings(terminal), ...own, ...files, ...(await checkDatabase(settings, terminal))];
}

const filesMs = 10_000;

async function checkFiles(settings: Settings): Promise<Check> {
  const place = filePlace(settings);
  if (place.kind === 'directory') return checkFileStore(place);
  await using store = await openFileStore(settings);
  return await checkFileStore({ ...place, tryOut: () => tryFileStore(store) });
}

function checkSettings({ environment }: Terminal): Check {
  const warnings = unknownVariables(environment);
  if (warnings.length === 0) return { name: 'settings', state: 'ok', found: 'every AMEND_ variable is known' };
  return {
    name: 'settings',
    state: 'warn',
    found: warnings.join(' '),
    advice: 'docs/settings.md names every setting.',
  };
}

async function checkDatabase(settings: Settings, terminal: Terminal): Promise<Check[]> {
  const name = 'database';
  if (settings.databaseUrl === null && !existsSync(settings.dataDir)) {
    return [{ name, state: 'ok', found: 'none yet: the first start makes it' }];
  }
  try {
    await using opened = await openDatabase(settings, terminal);
    const { database } = opened;
    const reachable: Check = { name, state: 'ok', found: settings.databaseUrl === null ? 'embedded' : 'DATABASE_URL' };
    return [reachable, ...checkServer(await readServerFacts(database)), ...(await checkContents(database, settings))];
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const advice = 'Nothing else of the database was looked at.';
    return [{ name, state: 'fail', found: error.message, advice }];
  }
}

async function checkContents(database: Database, { processDeadAfterMs }: Settings): Promise<Check[]> {
  const pending = await pendingMigrations(database);
  if (pending.length > 0) return [checkMigrations(pending)];
  const activity = await readActivity(database, processDeadAfterMs);
  return [checkMigrations(pending), ...checkActivity(activity)];
}
