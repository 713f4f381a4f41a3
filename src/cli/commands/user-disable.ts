import type { Command } from 'commander';
import { changeUser } from '../change-user.ts';
import { newCommand } from '../new-command.ts';
import type { Terminal } from '../terminal.ts';

/** `user disable`: keeps a user out, and ends his tokens at once. */
export function userDisable(terminal: Terminal): Command {
  return newCommand({
    name: 'disable',
    summary: 'Keep a user out, and end his tokens at once.',
    examples: ['user disable asha@ashoka.example'],
  })
    .argument('<user>', 'the e-mail address, or the id, usr_…')
    .action((user: string, { json = false }: { json?: boolean }) =>
      changeUser(terminal, {
        user,
        disabled: true,
        json,
        said: ({ email, organizationCode }) => `Disabled ${email} of ${organizationCode}; the tokens have ended.`,
      }),
    );
}
