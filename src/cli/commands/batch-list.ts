import type { Command } from 'commander';
import { overviewOfBatches } from '../../store/batch-overview.ts';
import type { BatchOverview } from '../../store/batch-overview.ts';
import { newCommand } from '../new-command.ts';
import { positiveNumber } from '../positive-number.ts';
import { table } from '../table.ts';
import type { Column } from '../table.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { withAccess } from '../with-access.ts';

interface Options {
  readonly org?: string;
  readonly limit: number;
  readonly unfinished?: boolean;
  readonly json?: boolean;
}

/** `batch list`: the batches of an organization and of those below it, newest first. */
export function batchList(terminal: Terminal): Command {
  return newCommand({
    name: 'list',
    summary: 'List batches, newest first.',
    examples: ['batch list', 'batch list --org CEKABC1234 --limit 5', 'batch list --unfinished --json'],
  })
    .option('--org <code>', 'only those of this organization and of those below it')
    .option('--limit <number>', 'how many at most', positiveNumber, 20)
    .option('--unfinished', 'only those that have not ended')
    .action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { org, limit, unfinished = false, json }: Options): Promise<void> {
  await withAccess(terminal, async ({ database, organization }) => {
    const topId = (await organization(org)).id;
    const batches = await overviewOfBatches(database, { topId, limit, unfinished });
    if (json === true) return printJson(terminal, batches);
    if (batches.length === 0) return terminal.out('There are no batches.\n');
    return terminal.out(table(columns, batches));
  });
}

const columns: Column<BatchOverview>[] = [
  { head: 'ID', cell: ({ id }) => id },
  { head: 'ORGANIZATION', cell: ({ organization }) => organization },
  { head: 'STATE', cell: ({ state }) => state },
  { head: 'TOTAL', cell: ({ counts }) => counts.total },
  { head: 'UPDATED', cell: ({ counts }) => counts.updated },
  { head: 'UNCHANGED', cell: ({ counts }) => counts.unchanged },
  { head: 'INVALID', cell: ({ counts }) => counts.invalid },
  { head: 'FAILED', cell: ({ counts }) => counts.failed },
  { head: 'CREATED', cell: ({ createdAt }) => createdAt },
];
