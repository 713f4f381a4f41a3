import type { Command } from 'commander';
import { newCommand } from '../new-command.ts';
import type { Terminal } from '../terminal.ts';
import { exitCodesOfBatch } from './batch-undo.ts';

interface Options {
  readonly company?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `batch apply`: has a running service do what a preview showed. */
export function batchApply(terminal: Terminal): Command {
  return newCommand({
    name: 'apply',
    summary:
      'Do what a preview showed, through a running service, and nothing else: a record whose fields somebody changed ' +
      'since is not applied.',
    examples: ['batch apply batch_5k2m9w7c4xq8h3v6r1t0n2jd'],
  })
    .argument('<id>', "the preview's id, batch_…, as --dry-run named it")
    .option('--company <code>', 'the organization of the preview, CEK… (default: that of the token)')
    .option('--out <directory>', 'where the result files go (default: here)')
    .addHelpText('after', exitCodesOfBatch)
    .action(async (id: string, { company, out, json = false }: Options) => {
      const { runOnBatch } = await import('../batch/run-on-batch.ts');
      const request = { organization: company ?? null, out: out ?? null, json };
      await runOnBatch(terminal, { what: 'apply', id, dryRun: false, ...request });
    });
}
