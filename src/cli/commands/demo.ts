import { Option } from 'commander';
import type { Command } from 'commander';
import { newCommand } from '../new-command.ts';
import { positiveNumber } from '../positive-number.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly keep?: boolean;
  readonly json?: boolean;
  readonly customers: number;
  readonly records: number;
  readonly rows: number;
}

/** `demo`: the whole of it on a temporary directory, in a few seconds. */
export function demoCommand(terminal: Terminal): Command {
  return newCommand({
    name: 'demo',
    summary:
      'Show what Amend does: on a temporary directory it adds 50,000 customers, updates 10,000 of them in one request ' +
      'and says what became of each; then it updates 5,000 of a company from a workbook, mends the failure file and ' +
      'sends it again. Exit code 0 only when every count is what it must be.',
    examples: ['demo', 'demo --keep', 'demo --json'],
  })
    .option('--keep', 'leave the service running until Ctrl-C, and say how to look around in it')
    .addOption(size('--customers <number>', 50_000))
    .addOption(size('--records <number>', 10_000))
    .addOption(size('--rows <number>', 5000))
    .action(async ({ keep = false, json = false, customers, records, rows }: Options) => {
      // Loaded only here: a short command should not wait for the HTTP server's modules.
      const { demonstrate } = await import('../demo/demonstrate.ts');
      await demonstrate({ ...terminal, signal: orHangup(terminal.signal) }, { keep, json, customers, records, rows });
    });
}

/** Unlike the service, a demo whose terminal is closed stops: its directory would stay, and a database run on it. */
function orHangup(signal: AbortSignal): AbortSignal {
  const hangup = new AbortController();
  process.once('SIGHUP', () => hangup.abort(new Error('the terminal was closed')));
  return AbortSignal.any([signal, hangup.signal]);
}

/** The demo has one size; only tests want a smaller one. */
function size(flags: string, standard: number): Option {
  return new Option(flags).argParser(positiveNumber).default(standard).hideHelp();
}
