import type { Command } from 'commander';
import { scopes as allScopes } from '../../access/principal.ts';
import { newCommand } from '../new-command.ts';
import { readPassword } from '../password-input.ts';
import { presentUser } from '../present.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly org?: string;
  readonly scopes?: string;
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

/** `user create`: makes a user, who gets tokens by OAuth. */
export function userCreate(terminal: Terminal): Command {
  return newCommand({
    name: 'create',
    summary: 'Make a user. The password is asked for, and not shown.',
    examples: [
      'user create asha@ashoka.example --org CEKABC1234',
      'user create asha@ashoka.example --org CEKABC1234 --scopes customers:read,customers:write --password-stdin < password',
    ],
  })
    .argument('<email>', "the user's e-mail address")
    .option('--org <code>', 'the organization that the user belongs to (default: the root)')
    .option('--scopes <list>', `from ${allScopes.join(', ')} (default: all but admin)`)
    .option('--password-stdin', 'the password is the first line of stdin')
    .action((email: string, options: Options) => run(terminal, email, options));
}

async function run(terminal: Terminal, email: string, { org, scopes, json, ...options }: Options): Promise<void> {
  const password = await readPassword(terminal, options);
  await withAccess(terminal, async ({ access, organization: find }) => {
    const organization = await find(org);
    const request = { organization, email, password, granter: new Set(allScopes), scopes: scopes?.split(',') };
    const made = await access.users.create(request);
    if (json === true) printJson(terminal, presentUser(made));
    else terminal.out(`Made the user ${made.email} (${made.publicId}) of ${made.organizationCode}.\n`);
  });
}
