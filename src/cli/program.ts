import { Command } from 'commander';
import { version } from '../version.ts';
import { batchApply } from './commands/batch-apply.ts';
import { batchList } from './commands/batch-list.ts';
import { batchShow } from './commands/batch-show.ts';
import { batchUndo } from './commands/batch-undo.ts';
import { campaignList } from './commands/campaign-list.ts';
import { demoCommand } from './commands/demo.ts';
import { clientCreate } from './commands/client-create.ts';
import { clientList } from './commands/client-list.ts';
import { clientRevoke } from './commands/client-revoke.ts';
import { doctorCommand } from './commands/doctor.ts';
import { migrateCommand } from './commands/migrate.ts';
import { orgCreate } from './commands/org-create.ts';
import { orgList } from './commands/org-list.ts';
import { serveCommand } from './commands/serve.ts';
import { settingsCommand } from './commands/settings.ts';
import { tokenCreate } from './commands/token-create.ts';
import { tokenList } from './commands/token-list.ts';
import { tokenRevoke } from './commands/token-revoke.ts';
import { updateCommand } from './commands/update.ts';
import { userCreate } from './commands/user-create.ts';
import { userDisable } from './commands/user-disable.ts';
import { userEnable } from './commands/user-enable.ts';
import { userList } from './commands/user-list.ts';
import { userPassword } from './commands/user-password.ts';
import { exitCodesHelp } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

const examples = `
Examples:
  $ amend demo
  $ amend serve
  $ amend org create --code CEKABC1234 --name "Ashoka Finance"
  $ amend token create --org CEKABC1234
  $ amend update june.xlsx --company CEKABC1234
  $ amend doctor

\`update\`, \`batch undo\` and \`batch apply\` talk to a running service. Every other command works while the service runs and while it does not: it uses the
database of DATABASE_URL where that is set, else the embedded one in AMEND_DATA_DIR (./data).
${exitCodesHelp}`;

/** The command line: every command, one a file. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('amend')
    .description('Updates customer records in bulk and accounts for every one of them.')
    .version(version)
    .addHelpText('after', examples);
  const add = (command: Command) => program.addCommand(command);
  add(serveCommand(terminal));
  add(demoCommand(terminal));
  add(updateCommand(terminal));
  add(group('org', 'Organizations: the tenants, a tree.', [orgCreate(terminal), orgList(terminal)]));
  add(group('token', 'Tokens.', [tokenCreate(terminal), tokenList(terminal), tokenRevoke(terminal)]));
  add(group('user', 'Users, who get tokens by e-mail address and password.', userCommands(terminal)));
  add(group('client', 'Clients: the programs that get tokens by OAuth.', clientCommands(terminal)));
  add(group('campaign', 'Campaigns.', [campaignList(terminal)]));
  add(group('batch', 'Batches: bulk requests and what became of them.', batchCommands(terminal)));
  add(migrateCommand(terminal));
  add(settingsCommand(terminal));
  add(doctorCommand(terminal));
  for (const command of withBelow(program)) {
    command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  }
  return program;
}

function userCommands(terminal: Terminal): Command[] {
  return [userCreate, userList, userPassword, userDisable, userEnable].map((command) => command(terminal));
}

function batchCommands(terminal: Terminal): Command[] {
  return [batchList, batchShow, batchUndo, batchApply].map((command) => command(terminal));
}

function clientCommands(terminal: Terminal): Command[] {
  return [clientCreate, clientList, clientRevoke].map((command) => command(terminal));
}

function group(name: string, description: string, commands: readonly Command[]): Command {
  const made = new Command(name).description(description);
  for (const command of commands) made.addCommand(command);
  return made;
}

function withBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap((below) => withBelow(below))];
}
