import type { Command } from 'commander';
import { changeUser } from '../change-user.ts';
import { newCommand } from '../new-command.ts';
import { readPassword } from '../password-input.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

/** `user password`: gives a user another password, and ends his tokens at once. */
export function userPassword(terminal: Terminal): Command {
  return newCommand({
    name: 'password',
    summary: 'Give a user another password, and end his tokens at once. It is asked for, and not shown.',
    examples: ['user password asha@ashoka.example', 'user password asha@ashoka.example --password-stdin < password'],
  })
    .argument('<user>', 'the e-mail address, or the id, usr_…')
    .option('--password-stdin', 'the password is the first line of stdin')
    .action((user: string, options: Options) => run(terminal, user, options));
}

async function run(terminal: Terminal, user: string, { json = false, ...options }: Options): Promise<void> {
  const password = await readPassword(terminal, options);
  await changeUser(terminal, {
    user,
    password,
    json,
    said: ({ email }) => `Changed the password of ${email}; the tokens have ended.`,
  });
}
