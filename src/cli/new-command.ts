import { Command } from 'commander';
import { exitCodesHelp } from './exit-codes.ts';

interface CommandText {
  readonly name: string;
  readonly summary: string;
  /** Lines of the command line, without `amend`. */
  readonly examples: readonly string[];
}

/** A command that prints a result: with `--json`, examples and the exit codes in its help. */
export function newCommand(text: CommandText): Command {
  return bareCommand(text).option('--json', 'print JSON, for scripts');
}

/** A command without a result to print. */
export function bareCommand({ name, summary, examples }: CommandText): Command {
  const shown = examples.map((example) => `  $ amend ${example}`).join('\n');
  return new Command(name)
    .description(summary)
    .showHelpAfterError('(--help shows how)')
    .addHelpText('after', `\nExamples:\n${shown}\n${exitCodesHelp}`);
}
