import type { Command } from 'commander';
import { newCommand } from '../new-command.ts';
import { presentOrganization } from '../present.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { terminalText } from '../terminal-text.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly code: string;
  readonly name: string;
  readonly parent?: string;
  readonly json?: boolean;
}

/** `org create`: makes an organization below the root, or below the parent that is named. */
export function orgCreate(terminal: Terminal): Command {
  return newCommand({
    name: 'create',
    summary: 'Make an organization.',
    examples: [
      'org create --code CEKABC1234 --name "Ashoka Finance"',
      'org create --code CEKABC5678 --name "Ashoka Pune" --parent CEKABC1234 --json',
    ],
  })
    .requiredOption('--code <code>', 'CEK and 7 capital letters or digits')
    .requiredOption('--name <name>', '1 to 255 characters')
    .option('--parent <code>', 'the organization directly above (default: the root)')
    .action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { code, name, parent, json }: Options): Promise<void> {
  await withAccess(terminal, async ({ database, access, root }) => {
    const made = await database.transact((tx) => access.organizations.create(tx, { caller: root, code, name, parent }));
    if (json === true) printJson(terminal, presentOrganization(made));
    else terminal.out(`Made the organization ${made.code} (${terminalText(made.name)}) below ${made.parentCode}.\n`);
  });
}
