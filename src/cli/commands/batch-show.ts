import type { Command } from 'commander';
import { readOutcomes } from '../../store/batch-outcomes.ts';
import { locateBatch } from '../../store/batch-overview.ts';
import type { BatchOverview, Problem } from '../../store/batch-overview.ts';
import { findBatch } from '../../store/batch-reports.ts';
import { CommandError } from '../command-error.ts';
import { newCommand } from '../new-command.ts';
import { positiveNumber } from '../positive-number.ts';
import { sheet, table } from '../table.ts';
import type { Column } from '../table.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly problems: number;
  readonly json?: boolean;
}

/** `batch show`: one batch, and its first records that were not applied. */
export function batchShow(terminal: Terminal): Command {
  return newCommand({
    name: 'show',
    summary: 'Show a batch, and its first records that were not applied.',
    examples: [
      'batch show batch_5k2m9w7c4xq8h3v6r1t0n2jd',
      'batch show batch_5k2m9w7c4xq8h3v6r1t0n2jd --problems 100 --json',
    ],
  })
    .argument('<id>', "the batch's id, batch_… (see `amend batch list`)")
    .option('--problems <number>', 'how many records that were not applied', positiveNumber, 10)
    .action((id: string, options: Options) => run(terminal, id, options));
}

async function run(terminal: Terminal, id: string, { problems: limit, json }: Options): Promise<void> {
  await withAccess(terminal, async ({ database, root }) => {
    const place = await locateBatch(database, root.id, id);
    const report = place === null ? null : await findBatch(database, place);
    if (place === null || report === null) throw new CommandError('There is no such batch.');
    const batch = { organization: place.organization, ...report };
    const read = await readOutcomes(database, { ...place, outcomes: ['invalid', 'failed'], limit, after: null });
    const problems = read?.entries ?? [];
    if (json === true) return printJson(terminal, { ...batch, problems });
    terminal.out(sheet(lines(batch)));
    if (problems.length > 0) terminal.out(`\nNot applied (the first ${problems.length}):\n${table(columns, problems)}`);
    return undefined;
  });
}

function lines(batch: BatchOverview): [string, string | number | Date | null][] {
  const { counts, chunks } = batch;
  return [
    ['batch', batch.id],
    ['organization', batch.organization],
    ['list', batch.list],
    ['what', `${batch.operation}${batch.atomic ? ', atomic' : ''}, through the ${batch.source} door`],
    ['by', batch.by?.name ?? null],
    ['state', batch.error === undefined ? batch.state : `${batch.state}: ${batch.error}`],
    ['created', batch.createdAt],
    ['finished', batch.finishedAt],
    ['chunks', `${chunks.done} of ${chunks.of}`],
    ['total', counts.total],
    ['updated', counts.updated],
    ['unchanged', counts.unchanged],
    ['failed', counts.failed],
    ['invalid', counts.invalid],
    ['pending', counts.pending],
    ['retried', counts.retried],
  ];
}

const columns: Column<Problem>[] = [
  { head: 'INDEX', cell: ({ index }) => index },
  { head: 'KEY', cell: ({ key }) => key },
  { head: 'OUTCOME', cell: ({ outcome }) => outcome },
  { head: 'ERROR', cell: ({ error }) => error ?? null },
  { head: 'REASON', cell: ({ reason, errors }) => reason ?? errors?.join('; ') ?? null },
];
