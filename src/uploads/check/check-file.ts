import type { HeaderMatch, MatchedColumn } from '../../fields/sheet-fields.ts';
import type { Checked } from '../check-ports.ts';
import type { FileFormat, TableName } from '../ports.ts';
import { ColumnSamples } from '../read/column-samples.ts';
import { matchColumns } from '../read/match-columns.ts';
import { numberRows } from '../read/number-rows.ts';
import type { OpenSheet } from '../read/open-sheet.ts';
import { type OpenDeps, openTables } from '../read/open-tables.ts';
import { findSheet } from '../read/pick-sheet.ts';
import { hasNoRows, hasWrongHeader } from '../read/refusals.ts';
import { shownSheet } from '../sentences.ts';
import type { Findings, FoundTable } from '../upload.ts';
import { type CheckContext, checkTable } from './check-table.ts';
import type { Progress } from './progress.ts';

/** What has been found of a file by now; of one that is refused it is shown. */
export interface FoundSoFar {
  sheets: readonly string[];
  readonly tables: FoundTable[];
  readonly warnings: string[];
}

interface Checking {
  readonly context: CheckContext;
  readonly progress: Progress;
  readonly found: FoundSoFar;
  readonly signal: AbortSignal;
}

const tableNames: readonly TableName[] = ['customers', 'contacts'];

/** Reads an upload's file to its end, spools it, and checks it. Throws `RequestError` where it is to be refused. */
export async function readFile(checking: Checking, deps: OpenDeps): Promise<Checked> {
  const { context, found, signal } = checking;
  await context.spool.clear(context.claim, 'all');
  await using tables = await openTables(context.upload, context.list.sheets, { deps, signal });
  found.sheets = tables.sheets;
  for (const table of tableNames) {
    await using sheet = await tables.open(table);
    if (sheet) await readTable(table, sheet, { ...checking, bytes: () => tables.progress });
  }
  return finish(checking);
}

interface Reading extends Checking {
  readonly bytes: () => { readonly done: number; readonly of: number };
}

async function readTable(
  table: TableName,
  open: OpenSheet,
  { context, progress, found, bytes }: Reading,
): Promise<void> {
  const { sheet, spreadsheet, match } = open;
  const samples = new ColumnSamples(match.columns.length);
  let rows = 0;
  const place = found.tables.length;
  const note = (format: FileFormat): void => {
    const columns = match.columns.map((column, at) => ({ ...column, samples: samples.of(at) }));
    found.tables[place] = { table, format, columns, cutColumns: match.cutColumns, rows };
  };
  note(spreadsheet.format(sheet));
  found.warnings.push(...match.warnings);
  if (match.faults.length > 0) throw hasWrongHeader(sheet, match.faults);
  await checkTable(
    {
      ...tableOf(table, context),
      ...match,
      file: spreadsheet.type,
      offset: rowsOf(found.tables.slice(0, place)),
      rows: numberRows(open.rows, sheet),
      async onRows(phase, block) {
        if (phase === 'checking') {
          await progress.report(phase, { done: block.at(-1)?.index ?? 0, of: rows });
          return;
        }
        samples.collect(block);
        rows += block.length;
        await progress.report(phase, bytes());
      },
    },
    context,
  );
  note(spreadsheet.format(sheet));
  if (rows === 0 && table === 'customers') throw hasNoRows(sheet);
}

/** Checks an upload again whose rows lie in the spool: its mapping, its cells or its rows were changed. */
export async function checkAgain(checking: Checking, { sheets, tables }: Findings): Promise<Checked> {
  const { context, progress, found } = checking;
  await context.spool.clear(context.claim, 'checks');
  found.sheets = sheets;
  found.tables.push(...tables);
  const of = rowsOf(tables);
  for (const [place, table] of tables.entries()) {
    const match = matchAgain(table, checking);
    found.tables[place] = { ...table, columns: withSamples(match.columns, table) };
    found.warnings.push(...match.warnings);
    if (match.faults.length > 0) throw hasWrongHeader(table.format.sheet, match.faults);
    const offset = rowsOf(tables.slice(0, place));
    await checkTable(
      {
        ...tableOf(table.table, context),
        columns: match.columns,
        cutColumns: table.cutColumns,
        file: table.format.type,
        offset,
        rows: null,
        onRows: (phase, block) => progress.report(phase, { done: offset + (block.at(-1)?.index ?? 0), of }),
      },
      context,
    );
  }
  return finish(checking);
}

function matchAgain({ table, columns }: FoundTable, { context }: Checking): HeaderMatch {
  const { operation, options } = context.upload;
  const ofCustomers = table === 'customers';
  const mapping = ofCustomers && options.mapping ? new Map(options.mapping) : null;
  const remembered = ofCustomers && options.remembered ? new Map(options.remembered) : null;
  const header = columns.map(({ header }) => header);
  return matchColumns(header, { ...tableOf(table, context), mapping, remembered, operation });
}

function withSamples(columns: readonly MatchedColumn[], { columns: before }: FoundTable): FoundTable['columns'] {
  return columns.map((column, at) => ({ ...column, samples: before[at]?.samples ?? [] }));
}

function tableOf(table: TableName, { list }: CheckContext) {
  const fields = list.sheets[table];
  if (!fields) throw new Error('a list without contacts has a table of them');
  return { table, fields };
}

function rowsOf(tables: readonly FoundTable[]): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

async function finish({ context, found }: Checking): Promise<Checked> {
  const { run } = context;
  await run.records.end();
  const { sheets, tables } = found;
  const warnings = [...found.warnings, ...unreadContacts(sheets, context)];
  return { findings: { sheets, tables, counts: run.counts, warnings }, kinds: run.kinds };
}

/** Of a file of new customers only their own table is read (`openTables`). */
function unreadContacts(sheets: readonly string[], { upload, list }: CheckContext): string[] {
  const sheet = upload.operation === 'add' && list.sheets.contacts ? findSheet({ sheets }, 'contacts') : null;
  if (sheet === null || sheet === upload.options.sheet) return [];
  return [
    `${shownSheet(sheet)} was not read: contacts belong to customers that there are already. Send it in an update.`,
  ];
}
