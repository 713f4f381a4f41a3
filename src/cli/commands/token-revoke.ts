import type { Command } from 'commander';
import { newCommand } from '../new-command.ts';
import { presentToken } from '../present.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { terminalText } from '../terminal-text.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly json?: boolean;
}

/** `token revoke`: ends a token at once. */
export function tokenRevoke(terminal: Terminal): Command {
  return newCommand({
    name: 'revoke',
    summary: 'End a token at once. Revoking it again changes nothing.',
    examples: ['token revoke tok_5k2m9w7c4xq8h3v6r1t0n2jd'],
  })
    .argument('<id>', "the token's id, tok_… (see `amend token list`)")
    .action((id: string, options: Options) => run(terminal, id, options));
}

async function run(terminal: Terminal, id: string, { json }: Options): Promise<void> {
  await withAccess(terminal, async ({ database, access, root }) => {
    const revoked = await database.transact((tx) => access.tokens.revoke(tx, root, id));
    if (json === true) printJson(terminal, presentToken(revoked));
    else terminal.out(`Revoked ${revoked.publicId} (${terminalText(revoked.name)}) of ${revoked.organizationCode}.\n`);
  });
}
