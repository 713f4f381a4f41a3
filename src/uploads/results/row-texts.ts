import { cellText } from '../../fields/cell-text.ts';
import type { Cell } from '../../fields/cell.ts';
import type { CellFault, CellWarning } from '../../fields/sheet-fields.ts';
import type { FoundTable } from '../upload.ts';

type Columns = Pick<FoundTable, 'columns' | 'cutColumns'>;

/**
 * The header of a result file: the upload's columns, then where a row stood and what is to be said of it. `givenKey`: the
 * column of the key that each customer was given; where the upload had none it stands behind the others.
 */
export function resultHeader(
  { columns }: Pick<Columns, 'columns'>,
  last: 'error' | 'warnings',
  givenKey: string | null = null,
): string[] {
  const own = columns.map(({ header }) => header);
  if (givenKey !== null && keyPlace(columns, givenKey) === -1) own.push(givenKey);
  return [...own, 'row', last];
}

interface RowTexts {
  readonly row: number;
  readonly cells: readonly Cell[];
  /** What is said of the row. */
  readonly said: string;
  /** The column of the key that the customer was given, and the key. */
  readonly given?: { readonly field: string; readonly key: string | null } | null;
}

/**
 * A row of a result file: its values as read, its number in the upload, what is said of it; then the cells that it had
 * beyond the header.
 */
export function resultRow({ columns, cutColumns }: Columns, { row, cells, said, given }: RowTexts): (string | null)[] {
  const texts: (string | null)[] = [];
  for (let i = 0; i < columns.length; i += 1) texts.push(textOf(cells[i]));
  if (given) {
    const place = keyPlace(columns, given.field);
    texts[place === -1 ? columns.length : place] = given.key;
  }
  texts.push(String(row), said);
  for (let i = columns.length + cutColumns; i < cells.length; i += 1) texts.push(textOf(cells[i]));
  return texts;
}

function keyPlace(columns: FoundTable['columns'], keyField: string): number {
  return columns.findIndex(({ field }) => field === keyField);
}

function textOf(cell: Cell | undefined): string | null {
  if (typeof cell === 'string') return cell;
  return cell === null || cell === undefined ? null : cellText(cell);
}

/** All that is wrong with a row, for one cell. */
export function faultText(faults: readonly CellFault[]): string {
  return sentences(faults);
}

export function warningText(warnings: readonly CellWarning[]): string {
  return sentences(warnings);
}

function sentences(said: readonly { readonly message: string }[]): string {
  return said.map(({ message }) => (message.endsWith('.') ? message : `${message}.`)).join(' ');
}
