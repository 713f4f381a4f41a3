import type { Command } from 'commander';
import { definitions, environmentName, settingNames } from '../../settings/definitions.ts';
import type { Definition } from '../../settings/definitions.ts';
import { renderSettings } from '../../settings/render-settings.ts';
import { readSettings } from '../../settings/settings.ts';
import { newCommand } from '../new-command.ts';
import { table } from '../table.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** `settings`: the settings in force, or their reference page. */
export function settingsCommand(terminal: Terminal): Command {
  return newCommand({
    name: 'settings',
    summary: 'Show the settings in force.',
    examples: ['settings', 'settings --json', 'settings --markdown > docs/settings.md'],
  })
    .option('--markdown', 'print the reference page instead')
    .action((options: Options) => run(terminal, options));
}

function run(terminal: Terminal, { markdown, json }: Options): void {
  if (markdown === true) return terminal.out(renderSettings());
  const settings = readSettings(terminal.environment);
  const rows = settingNames.map((name) => {
    const definition: Definition = definitions[name];
    const value = settings[name];
    const variable = environmentName(name);
    return { variable, value: definition.secret === true && value !== null ? '(set)' : value, doc: definition.doc };
  });
  if (json === true)
    return printJson(terminal, Object.fromEntries(rows.map(({ variable, value }) => [variable, value])));
  const columns = [
    { head: 'VARIABLE', cell: ({ variable }: (typeof rows)[number]) => variable },
    { head: 'VALUE', cell: ({ value }: (typeof rows)[number]) => (value === null ? null : String(value)) },
    { head: 'WHAT IT DOES', cell: ({ doc }: (typeof rows)[number]) => doc },
  ];
  return terminal.out(table(columns, rows));
}
