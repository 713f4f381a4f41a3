import type { Command } from 'commander';
import { changeUser } from '../change-user.ts';
import { newCommand } from '../new-command.ts';
import type { Terminal } from '../terminal.ts';

/** `user enable`: lets a user in again. */
export function userEnable(terminal: Terminal): Command {
  return newCommand({
    name: 'enable',
    summary: 'Let a user in again. Tokens that have ended stay ended.',
    examples: ['user enable asha@ashoka.example'],
  })
    .argument('<user>', 'the e-mail address, or the id, usr_…')
    .action((user: string, { json = false }: { json?: boolean }) =>
      changeUser(terminal, {
        user,
        disabled: false,
        json,
        said: ({ email, organizationCode }) => `Enabled ${email} of ${organizationCode}.`,
      }),
    );
}
