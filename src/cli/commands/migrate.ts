import type { Command } from 'commander';
import { readSettings } from '../../settings/settings.ts';
import { migrate } from '../../store/migrate.ts';
import { newCommand } from '../new-command.ts';
import { openDatabase } from '../open-database.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly json?: boolean;
}

/** `migrate`: brings the database to this version. */
export function migrateCommand(terminal: Terminal): Command {
  return newCommand({
    name: 'migrate',
    summary: 'Bring the database to this version. The service and every other command do it by themselves.',
    examples: ['migrate', 'migrate --json'],
  }).action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { json }: Options): Promise<void> {
  const settings = readSettings(terminal.environment);
  await using opened = await openDatabase(settings, terminal);
  const applied = await migrate(opened.database, {
    deadAfterMs: settings.processDeadAfterMs,
    warn: (sentence) => terminal.err(`amend: ${sentence}\n`),
  });
  if (json === true) printJson(terminal, { applied });
  else if (applied.length === 0) terminal.out('The database is up to date.\n');
  else terminal.out(`Applied ${applied.join(', ')}.\n`);
}
