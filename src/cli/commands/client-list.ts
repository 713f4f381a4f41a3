import type { Command } from 'commander';
import type { ClientEntry } from '../../access/client-ports.ts';
import { allPages } from '../all-pages.ts';
import { newCommand } from '../new-command.ts';
import { presentClient } from '../present.ts';
import { table } from '../table.ts';
import type { Column } from '../table.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly org?: string;
  readonly json?: boolean;
}

/** `client list`: the clients of an organization and of those below it, newest first. */
export function clientList(terminal: Terminal): Command {
  return newCommand({
    name: 'list',
    summary: 'List clients, newest first. Their secrets are kept nowhere.',
    examples: ['client list', 'client list --org CEKABC1234 --json'],
  })
    .option('--org <code>', 'only those of this organization and of those below it')
    .action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { org, json }: Options): Promise<void> {
  await withAccess(terminal, async ({ access, organization }) => {
    const top = await organization(org);
    const clients = await allPages((page) => access.clients.list(top, page));
    if (json === true) return printJson(terminal, clients.map(presentClient));
    if (clients.length === 0) return terminal.out('There are no clients. `amend client create` makes one.\n');
    return terminal.out(table(columns, clients));
  });
}

const columns: readonly Column<ClientEntry>[] = [
  { head: 'ID', cell: ({ publicId }) => publicId },
  { head: 'ORGANIZATION', cell: ({ organizationCode }) => organizationCode },
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'STATE', cell: ({ revokedAt }) => (revokedAt === null ? 'valid' : 'revoked') },
  { head: 'LAST USED', cell: ({ lastUsedAt }) => lastUsedAt },
  { head: 'GRANTS', cell: ({ grantTypes }) => grantTypes.join(',') },
  { head: 'SCOPES', cell: ({ scopes }) => scopes.join(',') },
];
