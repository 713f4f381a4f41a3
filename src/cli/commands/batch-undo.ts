import type { Command } from 'commander';
import { newCommand } from '../new-command.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly dryRun?: boolean;
  readonly company?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export const exitCodesOfBatch = `
0 all of it was done; 1 some customers, or fields of them, were not; 2 it was refused, nothing was done;
3 the service cannot be reached. AMEND_URL says where the service is, AMEND_TOKEN holds a token of it.`;

/** `batch undo`: has a running service take a batch back. */
export function batchUndo(terminal: Terminal): Command {
  return newCommand({
    name: 'undo',
    summary:
      'Take a batch back, through a running service: what it changed gets the values before, what was edited since is ' +
      'left alone and put into a file.',
    examples: ['batch undo batch_5k2m9w7c4xq8h3v6r1t0n2jd --dry-run', 'batch undo batch_5k2m9w7c4xq8h3v6r1t0n2jd'],
  })
    .argument('<id>', "the batch's id, batch_… (see `amend batch list`)")
    .option('--dry-run', 'show what it would do, and do nothing')
    .option('--company <code>', 'the organization of the batch, CEK… (default: that of the token)')
    .option('--out <directory>', 'where the file of what was left alone goes (default: here)')
    .addHelpText('after', exitCodesOfBatch)
    .action(async (id: string, { dryRun = false, company, out, json = false }: Options) => {
      // Loaded only here: a short command should not wait for it.
      const { runOnBatch } = await import('../batch/run-on-batch.ts');
      const request = { organization: company ?? null, out: out ?? null, json };
      await runOnBatch(terminal, { what: 'undo', id, dryRun, ...request });
    });
}
