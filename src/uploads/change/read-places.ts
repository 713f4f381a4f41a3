import { RequestError } from '../../errors/request-error.ts';
import { uploadLimits } from '../limits.ts';
import type { Spool, TableName } from '../ports.ts';
import type { CellEdit, FoundTable, RowPlace, Upload } from '../upload.ts';

/** Rows by their numbers in the sheet, of the customers' table unless another is named. */
export interface RowChange {
  readonly cells?: readonly {
    readonly table?: TableName;
    readonly row: number;
    /** The header. */
    readonly column: string;
    /** null empties it. Absent: what the file has in it, again. */
    readonly value?: string | null;
  }[];
  readonly exclude?: readonly RowNumber[];
  readonly include?: readonly RowNumber[];
}
export type RowNumber = number | { readonly table: TableName; readonly row: number };

/** The same by the places of the rows in the spool. */
export interface Places {
  readonly edits: readonly CellEdit[];
  /** Cells whose edits are taken back. */
  readonly originals: readonly Omit<CellEdit, 'value'>[];
  readonly exclude: readonly RowPlace[];
  readonly include: readonly RowPlace[];
}

/** Finds the rows and columns that are named. Throws with a sentence for each that is not there. */
export async function readPlaces(
  { cells = [], exclude = [], include = [] }: RowChange,
  { ref, findings }: Upload,
  spool: Pick<Spool, 'findIndexes'>,
): Promise<Places> {
  const faults: string[] = [];
  const named = {
    cells: cells.map((cell) => ({ ...cell, table: cell.table ?? 'customers' })),
    exclude: exclude.map(tableRow),
    include: include.map(tableRow),
  };
  if (cells.length > uploadLimits.editsMax) faults.push(`cells: at most ${uploadLimits.editsMax} at once`);
  for (const name of ['exclude', 'include'] as const) {
    if (named[name].length > uploadLimits.excludedMax)
      faults.push(`${name}: at most ${uploadLimits.excludedMax} rows at once`);
  }
  if (faults.length > 0) throw malformed(faults);
  const indexes = new Map<TableName, ReadonlyMap<number, number>>();
  for (const table of ['customers', 'contacts'] as const) {
    const rows = [...named.cells, ...named.exclude, ...named.include].filter((entry) => entry.table === table);
    if (rows.length > 0)
      indexes.set(table, await spool.findIndexes(ref, table, [...new Set(rows.map(({ row }) => row))]));
  }
  const placeOf = ({ table, row }: { table: TableName; row: number }): RowPlace => {
    const index = indexes.get(table)?.get(row);
    if (index === undefined)
      faults.push(`row ${row} is no row with data${table === 'contacts' ? ' of the contacts' : ''}`);
    return { table, index: index ?? -1 };
  };
  const edits: CellEdit[] = [];
  const originals: Omit<CellEdit, 'value'>[] = [];
  for (const { value, ...cell } of named.cells) {
    const columns = findings?.tables.find(({ table }) => table === cell.table)?.columns ?? [];
    const fault = valueFault({ ...cell, value: value ?? null });
    if (fault !== null) faults.push(fault);
    const place = { ...placeOf(cell), column: columnOf(cell, columns, faults) };
    if (value === undefined) originals.push(place);
    else edits.push({ ...place, value });
  }
  const places = {
    edits,
    originals,
    exclude: named.exclude.map(placeOf),
    include: named.include.map(placeOf),
  };
  if (faults.length > 0) throw malformed(faults);
  return places;
}

function tableRow(row: RowNumber): { readonly table: TableName; readonly row: number } {
  return typeof row === 'number' ? { table: 'customers', row } : row;
}

function columnOf(
  { row, column }: { row: number; column: string },
  columns: FoundTable['columns'],
  faults: string[],
): number {
  const places = [...columns.keys()].filter((place) => columns[place]?.header === column);
  const [place = -1] = places;
  if (places.length === 1) return place;
  const what = places.length === 0 ? 'there is no column' : 'more than one column is called';
  faults.push(`row ${row}: ${what} ${JSON.stringify(column)}`);
  return -1;
}

function valueFault({ row, column, value }: { row: number; column: string; value: string | null }): string | null {
  if (value === null) return null;
  if (value.includes('\0')) return `row ${row}, column ${JSON.stringify(column)}: the value holds a NUL character`;
  const { editCharactersMax } = uploadLimits;
  return value.length > editCharactersMax
    ? `row ${row}, column ${JSON.stringify(column)}: the value cannot exceed ${editCharactersMax} characters`
    : null;
}

/** Sentences that one refusal lists. */
const faultsMax = 20;

function malformed(faults: readonly string[]): RequestError {
  return new RequestError('validation_failed', 'Validation failed', { faults: faults.slice(0, faultsMax) });
}
