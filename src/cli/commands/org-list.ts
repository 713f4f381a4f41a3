import type { Command } from 'commander';
import { allPages } from '../all-pages.ts';
import { newCommand } from '../new-command.ts';
import { presentOrganization } from '../present.ts';
import { table } from '../table.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly json?: boolean;
}

/** `org list`: every organization, by code. */
export function orgList(terminal: Terminal): Command {
  return newCommand({
    name: 'list',
    summary: 'List all organizations, by code.',
    examples: ['org list', 'org list --json'],
  }).action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { json }: Options): Promise<void> {
  await withAccess(terminal, async ({ access, root }) => {
    const all = await allPages((page) => access.organizations.list(root, page));
    if (json === true) return printJson(terminal, all.map(presentOrganization));
    const columns = [
      { head: 'CODE', cell: ({ code }: (typeof all)[number]) => code },
      { head: 'NAME', cell: ({ name }: (typeof all)[number]) => name },
      { head: 'PARENT', cell: ({ parentCode }: (typeof all)[number]) => parentCode },
      { head: 'ID', cell: ({ publicId }: (typeof all)[number]) => publicId },
    ];
    return terminal.out(table(columns, all));
  });
}
