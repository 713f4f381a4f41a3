import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { newCommand } from '../new-command.ts';
import type { Terminal } from '../terminal.ts';
import { readMapping } from '../update/read-mapping.ts';
import type { HeaderMapping } from '../update/read-mapping.ts';
import type { UpdateRequest } from '../update/run-update.ts';

interface Options {
  readonly company?: string;
  readonly dryRun?: boolean;
  readonly campaign?: string;
  readonly contacts?: string;
  readonly atomic?: boolean;
  readonly maxAffected?: number;
  readonly mapping?: HeaderMapping;
  readonly emptyCells?: 'ignore' | 'clear';
  readonly out?: string;
  readonly follow?: string;
  readonly json?: boolean;
}

const exitCodesOfUpdate = `
Of update: 0 every row was applied; 1 some were not; 2 the file or the request was refused, nothing was applied;
3 the service cannot be reached. AMEND_URL says where the service is, AMEND_TOKEN holds a token of it.`;

/** `update`: sends a spreadsheet to a running service. */
export function updateCommand(terminal: Terminal): Command {
  return newCommand({
    name: 'update',
    summary:
      'Update customers from a spreadsheet (CSV or XLSX) through a running service, and save the files of the rows ' +
      'that were applied and of those that were not.',
    examples: [
      'update june.xlsx --company CEKABC1234',
      'update june.csv --campaign camp_01 --mapping "Loan No=loan_id" --mapping "Notes=" --max-affected 5000',
      'update june.xlsx --company CEKABC1234 --dry-run',
      'update june.xlsx --company CEKABC1234 --atomic --out results',
      'update --follow batch_5k2m9w7c4xq8h3v6r1t0n2jd',
    ],
  })
    .argument('[file]', 'the spreadsheet; left out with --follow')
    .option('--company <code>', 'the company whose customers are updated, CEK…')
    .option('--campaign <id>', 'the campaign whose customers are updated, camp_…')
    .option(
      '--contacts <file>',
      'a second spreadsheet with the contacts (a workbook can have a sheet Contacts instead)',
    )
    .option('--dry-run', 'only show what the file would do, to apply exactly that with `amend batch apply`')
    .option('--atomic', 'all rows or none')
    .option('--max-affected <number>', 'refuse the file when more customers than this would change', wholeNumber)
    .option(
      '--mapping <mapping>',
      'header=field, or header= to leave a column out; several times, or as JSON',
      readMapping,
    )
    .addOption(new Option('--empty-cells <meaning>', 'what an empty cell means').choices(['ignore', 'clear']))
    .option('--out <directory>', 'where the result files go (default: beside the file)')
    .option('--follow <batch>', 'do not send a file, follow a batch that was begun before')
    .addHelpText('after', exitCodesOfUpdate)
    .action(async (file: string | undefined, options: Options) => {
      const request = requestOf(file, options);
      // Loaded only here: a short command should not wait for it.
      const { runUpdate } = await import('../update/run-update.ts');
      await runUpdate(terminal, request);
    });
}

function requestOf(file: string | undefined, options: Options): UpdateRequest {
  const { dryRun = false, atomic = false, maxAffected = null, out = null, json = false } = options;
  const organization = options.company ?? null;
  return { what: whatOf(file, options), dryRun, atomic, maxAffected, out, organization, json };
}

function whatOf(file: string | undefined, options: Options): UpdateRequest['what'] {
  const { company, campaign, contacts = null, mapping = null, emptyCells = null, follow } = options;
  if (follow !== undefined) {
    const { dryRun, atomic, maxAffected } = options;
    const ofAFile = [file, campaign, contacts, mapping, emptyCells, dryRun, atomic, maxAffected];
    if (ofAFile.every((option) => option === undefined || option === null)) return { follow };
    throw wrongUse('With --follow no file is sent: beside it only --company, --out and --json have a meaning.');
  }
  if (file === undefined) throw wrongUse('Name the file to send.');
  if ((company === undefined) === (campaign === undefined)) {
    throw wrongUse('Say whose customers these are: either --company CEK… or --campaign camp_….');
  }
  const list = company === undefined ? { campaignId: campaign ?? '' } : { company };
  return { file, contacts, list, mapping, emptyCells };
}

function wrongUse(message: string): CommandError {
  return new CommandError(`${message} (--help shows how)`, { exitCode: exitCodes.usage });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
