import { CommanderError } from 'commander';
import { unknownVariables } from '../settings/unknown-variables.ts';
import { describeFailure } from './describe-failure.ts';
import { exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';
import { terminalText } from './terminal-text.ts';

/** Runs one command line and returns its exit code. Errors are sentences on stderr, a fault a line. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  for (const warning of unknownVariables(terminal.environment)) terminal.err(`amend: ${warning}\n`);
  try {
    await createProgram(terminal).parseAsync(words, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    // Commander has said its own on stderr, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (terminal.signal.aborted) return exitCodes.stopped;
    const { exitCode, sentences } = describeFailure(error);
    for (const sentence of sentences) terminal.err(`amend: ${terminalText(sentence)}\n`);
    return exitCode;
  }
}
