import type { Command } from 'commander';
import { overviewOfCampaigns } from '../../store/campaign-overview.ts';
import type { CampaignOverview } from '../../store/campaign-overview.ts';
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
  readonly json?: boolean;
}

/** `campaign list`: the campaigns of an organization and of those below it, newest first. */
export function campaignList(terminal: Terminal): Command {
  return newCommand({
    name: 'list',
    summary: 'List campaigns, newest first.',
    examples: ['campaign list', 'campaign list --org CEKABC1234 --limit 5 --json'],
  })
    .option('--org <code>', 'only those of this organization and of those below it')
    .option('--limit <number>', 'how many at most', positiveNumber, 100)
    .action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { org, limit, json }: Options): Promise<void> {
  await withAccess(terminal, async ({ database, organization }) => {
    const campaigns = await overviewOfCampaigns(database, (await organization(org)).id, limit);
    if (json === true) return printJson(terminal, campaigns);
    if (campaigns.length === 0) return terminal.out('There are no campaigns.\n');
    return terminal.out(table(columns, campaigns));
  });
}

const columns: Column<CampaignOverview>[] = [
  { head: 'ID', cell: ({ id }) => id },
  { head: 'ORGANIZATION', cell: ({ organization }) => organization },
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'TYPE', cell: ({ type }) => type },
  { head: 'STATUS', cell: ({ status }) => status },
  { head: 'CUSTOMERS', cell: ({ customers }) => customers },
  { head: 'CREATED', cell: ({ createdAt }) => createdAt },
];
