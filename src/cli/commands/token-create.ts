import type { Command } from 'commander';
import { scopes as allScopes } from '../../access/principal.ts';
import { newCommand } from '../new-command.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly org: string;
  readonly name: string;
  readonly scopes?: string;
  readonly expires?: string;
  readonly json?: boolean;
}

/** `token create`: makes a token and prints it, alone, this once. */
export function tokenCreate(terminal: Terminal): Command {
  return newCommand({
    name: 'create',
    summary: 'Make a token and print it. It is shown this once and kept nowhere.',
    examples: [
      'token create --org CEKABC1234',
      'token create --org CEKABC1234 --name "loan system" --scopes customers:write,batches:read --expires 90d',
      'token create --org CEKROOT000 --name administrator --scopes admin --json',
    ],
  })
    .requiredOption('--org <code>', 'the organization that the token belongs to')
    .option('--name <name>', 'what the token is for', 'command line')
    .option('--scopes <list>', `from ${allScopes.join(', ')} (default: all but admin)`)
    .option('--expires <when>', 'a duration (12h, 90d, 26w), a date or a time (default: never)')
    .action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { org, name, scopes, expires, json }: Options): Promise<void> {
  await withAccess(terminal, async ({ database, access, organization: find }) => {
    const organization = await find(org);
    const request = { organization, name, granter: new Set(allScopes), scopes: scopes?.split(','), expires };
    const made = await database.transact((tx) => access.tokens.create(tx, request));
    if (json !== true) return terminal.out(`${made.secret}\n`);
    return printJson(terminal, {
      id: made.publicId,
      token: made.secret,
      organization: made.organizationCode,
      name: made.name,
      scopes: made.scopes,
      expiresAt: made.expiresAt,
    });
  });
}
