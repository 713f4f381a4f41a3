import type { Column, Upload } from '../upload-data.ts';
import type { ShownRow } from './replace-rows.ts';

/** A cell as it is shown. */
export interface CellView {
  /** Its header; '' where it has none. */
  readonly header: string;
  readonly text: string;
  /** What its field is by now, and what it becomes; null: this row does not change it. */
  readonly change: { readonly from: string; readonly to: string } | null;
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
  readonly isEdited: boolean;
  /** False: it has no header of its own by which the service could be told, or is too long to be shown in full. */
  readonly isEditable: boolean;
}

/** Characters of a cell that the service shows. */
const shownCharacters = 255;

/** What there is to say of one cell. */
export function cellView(row: ShownRow, place: number, columns: readonly Column[]): CellView {
  const column = columns[place];
  const header = column?.name ?? '';
  const text = row.cells[place] ?? '';
  const isNamed = header !== '' && columns.filter(({ name }) => name === header).length === 1;
  return {
    header,
    text,
    change: changeOf(row, column?.field ?? null),
    faults: row.errors.filter((fault) => fault.column === header && header !== '').map(({ message }) => message),
    warnings: row.warnings
      .filter((warning) => warning.column === header && header !== '')
      .map(({ message }) => message),
    isEdited: row.edited.includes(header),
    isEditable: isNamed && text.length < shownCharacters,
  };
}

/** What is to be said of the row as a whole. */
export function rowNotes({ errors, warnings }: ShownRow, columns: readonly Column[]): readonly string[] {
  const known = new Set(columns.map(({ name }) => name).filter((name) => name !== ''));
  return [...errors, ...warnings]
    .filter(({ column }) => column === null || !known.has(column))
    .map(({ message }) => message);
}

/** The columns of the table that the row is of. */
export function columnsOf(
  row: Pick<ShownRow, 'table'>,
  { headers, contacts }: Pick<Upload, 'headers' | 'contacts'>,
): readonly Column[] {
  return row.table === 'contacts' ? (contacts?.headers ?? []) : headers;
}

function changeOf({ outcome, changes }: ShownRow, field: string | null): CellView['change'] {
  if (outcome !== 'updated' || field === null || !Object.hasOwn(changes, field)) return null;
  const { from, to } = changes[field] ?? {};
  return { from: shownValue(from), to: shownValue(to) };
}

/** A stored value as people write it; '' where there is none. */
function shownValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
