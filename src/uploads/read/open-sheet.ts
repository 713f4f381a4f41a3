import type { HeaderMatch } from '../../fields/sheet-fields.ts';
import { uploadLimits } from '../limits.ts';
import type { SheetRow, Spreadsheet } from '../ports.ts';
import { filledRows } from './filled-rows.ts';
import { matchColumns, type Matching } from './match-columns.ts';
import { hasTooManyColumns } from './refusals.ts';

/** A sheet whose header was read. */
export interface OpenSheet extends AsyncDisposable {
  readonly spreadsheet: Spreadsheet;
  readonly sheet: string | null;
  readonly match: HeaderMatch;
  /** The rows below the header, once. */
  readonly rows: AsyncIterable<readonly SheetRow[]>;
}

/** Rows among which the header is looked for: above it people write titles. */
const headerRowsMax = 10;

/** Reads a sheet's header: its first row that is not empty, or one soon after it where only that can be one. Null: it has none. */
export async function openSheet(
  spreadsheet: Spreadsheet,
  sheet: string | null,
  matching: Matching,
): Promise<OpenSheet | null> {
  const blocks: Blocks = filledRows(spreadsheet.rows(sheet))[Symbol.asyncIterator]();
  const close = async (): Promise<void> => {
    await blocks.return?.();
  };
  try {
    const first = await firstBlock(blocks);
    const header = findHeader(first, matching);
    if (!header) return null;
    const { match, place } = header;
    if (match.columns.length > uploadLimits.columnsMax) throw hasTooManyColumns(sheet, match.columns.length);
    const rows = rowsBelow(first.slice(place + 1), blocks);
    return { spreadsheet, sheet, match, rows, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface FoundHeader {
  readonly match: HeaderMatch;
  /** Among the rows that are not empty. */
  readonly place: number;
}

/** The first row that can be read as a header; where none can, the first row, whose faults say why. Null: there is none. */
function findHeader(rows: readonly SheetRow[], matching: Matching): FoundHeader | null {
  const [first, ...below] = rows.slice(0, headerRowsMax);
  if (!first) return null;
  const match = matchColumns(first.cells, matching);
  if (match.faults.length === 0) return { match, place: 0 };
  for (const [above, row] of below.entries()) {
    const candidate = matchColumns(row.cells, matching);
    if (candidate.faults.length > 0) continue;
    const passed = `Row ${row.row} is taken for the header: what stands above it names no columns.`;
    return { match: { ...candidate, warnings: [passed, ...candidate.warnings] }, place: above + 1 };
  }
  return { match, place: 0 };
}

type Blocks = AsyncIterator<readonly SheetRow[]>;

async function firstBlock(blocks: Blocks): Promise<readonly SheetRow[]> {
  for (let next = await blocks.next(); next.done !== true; next = await blocks.next()) {
    if (next.value.length > 0) return next.value;
  }
  return [];
}

async function* rowsBelow(first: readonly SheetRow[], blocks: Blocks): AsyncGenerator<readonly SheetRow[]> {
  if (first.length > 0) yield first;
  for (let next = await blocks.next(); next.done !== true; next = await blocks.next()) yield next.value;
}
