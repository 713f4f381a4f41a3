import type { Command } from 'commander';
import { readSettings } from '../../settings/settings.ts';
import { CommandError } from '../command-error.ts';
import type { Check } from '../../health/check.ts';
import { examine } from '../doctor/examine.ts';
import { newCommand } from '../new-command.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { terminalText } from '../terminal-text.ts';

interface Options {
  readonly json?: boolean;
}

/** `doctor`: looks at everything that the service needs and says what to do. */
export function doctorCommand(terminal: Terminal): Command {
  return newCommand({
    name: 'doctor',
    summary: 'Check everything that the service needs, and say what to do. Exit code 1 when a check fails.',
    examples: ['doctor', 'doctor --json'],
  }).action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { json }: Options): Promise<void> {
  const checks = await examine(readSettings(terminal.environment), terminal);
  const failed = checks.filter(({ state }) => state === 'fail').length;
  if (json === true) printJson(terminal, { ok: failed === 0, checks });
  else terminal.out(checks.map(lines).join(''));
  if (failed > 0) throw new CommandError(failed === 1 ? 'One check failed.' : `${failed} checks failed.`);
}

function lines({ name, state, found, advice }: Check): string {
  const first = `${state.padEnd(4)}  ${name}: ${terminalText(found)}\n`;
  return advice === undefined ? first : `${first}      ${terminalText(advice)}\n`;
}
