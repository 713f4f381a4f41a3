import { randomBytes } from 'node:crypto';
import { createAccess } from '../access/access.ts';
import type { Access } from '../access/access.ts';
import type { Organization } from '../access/principal.ts';
import { readSettings } from '../settings/settings.ts';
import type { Settings } from '../settings/settings.ts';
import { accessStores } from '../store/access-stores.ts';
import type { Database, Tx } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from './open-database.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. Whoever runs it on the machine stands above all organizations. */
export interface CommandContext {
  readonly settings: Settings;
  readonly database: Database;
  readonly access: Access<Tx>;
  readonly root: Organization;
  /** The organization of that code, or the root when none is named. */
  readonly organization: (code: string | undefined) => Promise<Organization>;
}

/** Opens the database, migrates it when needed, makes the root organization when there is none, and runs `work`. */
export async function withAccess<T>(terminal: Terminal, work: (context: CommandContext) => Promise<T>): Promise<T> {
  const settings = readSettings(terminal.environment);
  await using opened = await openDatabase(settings, terminal);
  const { database } = opened;
  await migrate(database, {
    deadAfterMs: settings.processDeadAfterMs,
    warn: (sentence) => terminal.err(`amend: ${sentence}\n`),
  });
  await using access = createAccess<Tx>({
    stores: accessStores(database),
    transact: (write) => database.transact(write),
    note: (write) => database.transact(write, { durable: false }),
    random: randomBytes,
    clock: () => new Date(),
    log: { warn: (_details, message) => terminal.err(`amend: ${message}\n`) },
    ...settings,
  });
  terminal.signal.throwIfAborted();
  const root = await database.transact((tx) => access.root(tx));
  // Awaited here: what is being used must not be disposed of before the work is done.
  return await work({
    settings,
    database,
    access,
    root,
    organization: async (code) => (code === undefined ? root : access.organizations.find(root, code)),
  });
}
