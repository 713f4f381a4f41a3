import type { Command } from 'commander';
import { grantTypes } from '../../access/client-ports.ts';
import { scopes as allScopes } from '../../access/principal.ts';
import { newCommand } from '../new-command.ts';
import { presentClient } from '../present.ts';
import { sheet } from '../table.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly org?: string;
  readonly scopes?: string;
  readonly grants?: string;
  readonly json?: boolean;
}

/** `client create`: makes a client and prints its id and its secret, this once. */
export function clientCreate(terminal: Terminal): Command {
  return newCommand({
    name: 'create',
    summary: 'Make a client and print its id and its secret. The secret is shown this once and kept nowhere.',
    examples: [
      'client create "loan system" --org CEKABC1234',
      'client create "loan system" --org CEKABC1234 --grants password --scopes customers:read,customers:write --json',
    ],
  })
    .argument('<name>', 'which program it is')
    .option('--org <code>', 'the organization that the client belongs to (default: the root)')
    .option('--scopes <list>', `from ${allScopes.join(', ')} (default: all but admin)`)
    .option('--grants <list>', `from ${grantTypes.join(', ')} (default: all)`)
    .action((name: string, options: Options) => run(terminal, name, options));
}

async function run(terminal: Terminal, name: string, { org, scopes, grants, json }: Options): Promise<void> {
  await withAccess(terminal, async ({ database, access, organization: find }) => {
    const request = {
      organization: await find(org),
      name,
      granter: new Set(allScopes),
      scopes: scopes?.split(','),
      grantTypes: grants?.split(','),
    };
    const made = await database.transact((tx) => access.clients.create(tx, request));
    if (json === true) return printJson(terminal, { ...presentClient(made), secret: made.secret });
    return terminal.out(
      sheet([
        ['client id', made.publicId],
        ['client secret', made.secret],
      ]),
    );
  });
}
