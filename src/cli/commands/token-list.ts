import type { Command } from 'commander';
import type { TokenEntry } from '../../access/ports.ts';
import { allPages } from '../all-pages.ts';
import { newCommand } from '../new-command.ts';
import { presentToken } from '../present.ts';
import { table } from '../table.ts';
import type { Column } from '../table.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly org?: string;
  readonly json?: boolean;
}

/** `token list`: the tokens of an organization and of those below it, newest first. */
export function tokenList(terminal: Terminal): Command {
  return newCommand({
    name: 'list',
    summary: 'List tokens, newest first. The tokens themselves are kept nowhere.',
    examples: ['token list', 'token list --org CEKABC1234 --json'],
  })
    .option('--org <code>', 'only those of this organization and of those below it')
    .action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { org, json }: Options): Promise<void> {
  await withAccess(terminal, async ({ access, organization }) => {
    const top = await organization(org);
    const tokens = await allPages((page) => access.tokens.list(top, page));
    if (json === true) return printJson(terminal, tokens.map(presentToken));
    if (tokens.length === 0) return terminal.out('There are no tokens. `amend token create` makes one.\n');
    return terminal.out(table(columns(new Date()), tokens));
  });
}

function columns(now: Date): Column<TokenEntry>[] {
  return [
    { head: 'ID', cell: ({ publicId }) => publicId },
    { head: 'ORGANIZATION', cell: ({ organizationCode }) => organizationCode },
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'STATE', cell: (token) => state(token, now) },
    { head: 'EXPIRES', cell: ({ expiresAt }) => expiresAt },
    { head: 'LAST USED', cell: ({ lastUsedAt }) => lastUsedAt },
    { head: 'SCOPES', cell: ({ scopes }) => scopes.join(',') },
  ];
}

function state({ revokedAt, expiresAt }: TokenEntry, now: Date): string {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'valid';
}
