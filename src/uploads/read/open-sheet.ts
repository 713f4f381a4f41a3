import type { HeaderMatch, Mapping, SheetFields } from '../../fields/sheet-fields.ts';
import { uploadLimits } from '../limits.ts';
import type { SheetRow, Spreadsheet } from '../ports.ts';
import { filledRows } from './filled-rows.ts';
import { hasTooManyColumns } from './refusals.ts';

/** How a sheet's header is matched. */
export interface Matching {
  readonly fields: SheetFields;
  readonly mapping: Mapping | null;
  readonly operation: 'update' | 'add';
}

/** A sheet whose header was read. */
export interface OpenSheet extends AsyncDisposable {
  readonly spreadsheet: Spreadsheet;
  readonly sheet: string | null;
  readonly match: HeaderMatch;
  /** The rows below the header, once. */
  readonly rows: AsyncIterable<readonly SheetRow[]>;
}

/** Reads a sheet's first row that is not empty: its header. Null: it has none. */
export async function openSheet(
  spreadsheet: Spreadsheet,
  sheet: string | null,
  { fields, mapping, operation }: Matching,
): Promise<OpenSheet | null> {
  const blocks: Blocks = filledRows(spreadsheet.rows(sheet))[Symbol.asyncIterator]();
  const close = async (): Promise<void> => {
    await blocks.return?.();
  };
  try {
    const first = await firstBlock(blocks);
    const [header] = first;
    if (!header) return null;
    const match = fields.match(header.cells, mapping, operation);
    if (match.columns.length > uploadLimits.columnsMax) throw hasTooManyColumns(sheet, match.columns.length);
    const rows = rowsBelow(first.slice(1), blocks);
    return { spreadsheet, sheet, match, rows, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
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
