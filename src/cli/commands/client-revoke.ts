import type { Command } from 'commander';
import { newCommand } from '../new-command.ts';
import { presentClient } from '../present.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { terminalText } from '../terminal-text.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly json?: boolean;
}

/** `client revoke`: ends a client and its tokens at once. */
export function clientRevoke(terminal: Terminal): Command {
  return newCommand({
    name: 'revoke',
    summary: 'End a client and its tokens at once. Revoking it again changes nothing.',
    examples: ['client revoke cli_5k2m9w7c4xq8h3v6r1t0n2jd'],
  })
    .argument('<id>', "the client's id, cli_… (see `amend client list`)")
    .action((id: string, options: Options) => run(terminal, id, options));
}

async function run(terminal: Terminal, id: string, { json }: Options): Promise<void> {
  await withAccess(terminal, async ({ database, access, root }) => {
    const revoked = await database.transact((tx) => access.clients.revoke(tx, root, id));
    if (json === true) printJson(terminal, presentClient(revoked));
    else terminal.out(`Revoked ${revoked.publicId} (${terminalText(revoked.name)}) of ${revoked.organizationCode}.\n`);
  });
}
