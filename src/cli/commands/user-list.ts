import type { Command } from 'commander';
import type { UserEntry } from '../../access/user-ports.ts';
import { allPages } from '../all-pages.ts';
import { newCommand } from '../new-command.ts';
import { presentUser } from '../present.ts';
import { table } from '../table.ts';
import type { Column } from '../table.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly org?: string;
  readonly json?: boolean;
}

/** `user list`: the users of an organization and of those below it, newest first. */
export function userList(terminal: Terminal): Command {
  return newCommand({
    name: 'list',
    summary: 'List users, newest first.',
    examples: ['user list', 'user list --org CEKABC1234 --json'],
  })
    .option('--org <code>', 'only those of this organization and of those below it')
    .action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { org, json }: Options): Promise<void> {
  await withAccess(terminal, async ({ access, organization }) => {
    const top = await organization(org);
    const users = await allPages((page) => access.users.list(top, page));
    if (json === true) return printJson(terminal, users.map(presentUser));
    if (users.length === 0) return terminal.out('There are no users. `amend user create` makes one.\n');
    return terminal.out(table(columns, users));
  });
}

const columns: readonly Column<UserEntry>[] = [
  { head: 'EMAIL', cell: ({ email }) => email },
  { head: 'ORGANIZATION', cell: ({ organizationCode }) => organizationCode },
  { head: 'STATE', cell: ({ disabledAt }) => (disabledAt === null ? 'active' : 'disabled') },
  { head: 'LAST USED', cell: ({ lastUsedAt }) => lastUsedAt },
  { head: 'SCOPES', cell: ({ scopes }) => scopes.join(',') },
  { head: 'ID', cell: ({ publicId }) => publicId },
];
