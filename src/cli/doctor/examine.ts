import { existsSync } from 'node:fs';
import type { Settings } from '../../settings/settings.ts';
import { unknownVariables } from '../../settings/unknown-variables.ts';
import type { Database } from '../../store/database.ts';
import { readActivity, readServerFacts } from '../../store/diagnosis.ts';
import { pendingMigrations } from '../../store/migrate.ts';
import { CommandError } from '../command-error.ts';
import { openDatabase } from '../open-database.ts';
import type { Terminal } from '../terminal.ts';
import { checkActivity } from './check-activity.ts';
import { checkDataDirectory } from './check-data-directory.ts';
import { checkEmbedded } from './check-embedded.ts';
import { checkNode } from './check-node.ts';
import { checkServer } from './check-server.ts';
import type { Check } from './check.ts';

/** Looks at everything that the service needs. Changes nothing; an embedded database is started if none runs. */
export async function examine(settings: Settings, terminal: Terminal): Promise<Check[]> {
  const { dataDir, databaseUrl } = settings;
  const own = databaseUrl === null ? [...(await checkDataDirectory(dataDir)), ...(await checkEmbedded(dataDir))] : [];
  return [checkNode(), checkSettings(terminal), ...own, ...(await checkDatabase(settings, terminal))];
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
  const name = 'migrations';
  const pending = await pendingMigrations(database);
  if (pending.length > 0) {
    const found = `not applied: ${pending.join(', ')}`;
    return [{ name, state: 'warn', found, advice: 'The next start applies them; `amend migrate` does it now.' }];
  }
  const activity = await readActivity(database, processDeadAfterMs);
  return [{ name, state: 'ok', found: 'all applied' }, ...checkActivity(activity)];
}
