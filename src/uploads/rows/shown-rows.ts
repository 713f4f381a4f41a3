import type { FieldChanges } from '../../engine/records.ts';
import { cellText } from '../../fields/cell-text.ts';
import { firstCharacters } from '../../fields/characters.ts';
import type { CellFault, CellWarning, ListSheets, RowReader } from '../../fields/sheet-fields.ts';
import { RowEdits } from '../check/row-edits.ts';
import type { RowNote, SpooledRow, TableName } from '../ports.ts';
import { type Findings, type FoundTable, rowKinds, type Upload } from '../upload.ts';

/** A row as it is shown before it is applied. */
export interface ShownRow {
  readonly table: TableName;
  /** As a spreadsheet program numbers it. */
  readonly row: number;
  /** The customer's key; null: the row names none that there is. */
  readonly key: string | null;
  /** By column, as text; long ones are cut. */
  readonly cells: readonly (string | null)[];
  /** `valid`: it was not compared, or was changed since and waits for a check. `updated`, `unchanged`, `failed`: what would become of it now. */
  readonly outcome: 'valid' | 'invalid' | 'excluded' | 'updated' | 'unchanged' | 'failed';
  readonly errors: readonly CellFault[];
  readonly warnings: readonly CellWarning[];
  readonly changes: FieldChanges;
  /** Headers of the cells that the user changed. */
  readonly edited: readonly string[];
}

/** A row that was found; what comparing said of it is still to come. */
export interface ListedRow extends Omit<ShownRow, 'changes'> {
  /** Of its record. */
  readonly index: number;
  readonly kind: number;
  /** Its cells in full. */
  readonly texts: readonly (string | null)[];
}

interface ShownOptions {
  readonly upload: Upload;
  readonly findings: Findings;
  readonly kinds: Uint8Array;
  readonly sheets: ListSheets;
}

interface Table {
  readonly headers: readonly string[];
  readonly edits: RowEdits;
  readonly reader: RowReader;
}

const cellCharactersMax = 255;

export class ShownRows {
  readonly #kinds: Uint8Array;
  readonly #tables: ReadonlyMap<TableName, Table>;
  readonly #pending: ReadonlySet<string>;

  constructor({ upload, findings, kinds, sheets }: ShownOptions) {
    this.#kinds = kinds;
    const pending = upload.ref.amendments?.pending ?? [];
    this.#pending = new Set(pending.map(({ table, place }) => `${table} ${place}`));
    this.#tables = new Map(findings.tables.map((found) => [found.table, tableOf(found, { upload, sheets })]));
  }

  list(
    rows: readonly { readonly row: SpooledRow; readonly note: RowNote | undefined }[],
    { table, offset }: { readonly table: TableName; readonly offset: number },
  ): ListedRow[] {
    const found = this.#tables.get(table);
    if (!found) throw new Error('a row of a table that was not found');
    return rows.map(({ row, note }) => {
      const cells = found.edits.cellsOf(row);
      const texts = Array.from({ length: found.headers.length }, (_, column) => textOf(cells[column] ?? null));
      const index = row.index + offset;
      const shown = {
        index,
        table,
        texts,
        row: row.row,
        cells: texts.map((text) => text && firstCharacters(text, cellCharactersMax)),
        edited: found.edits.columnsOf(row).flatMap((column) => found.headers[column] ?? []),
      };
      if (this.#pending.has(`${table} ${row.index}`)) {
        const outcome = found.edits.isExcluded(row.index) ? 'excluded' : 'valid';
        return { ...shown, kind: 0, key: null, outcome, errors: [], warnings: [] };
      }
      const kind = this.#kinds[index] ?? 0;
      const key = note?.key ?? namedKey(found.reader, cells, note);
      const { faults: errors = [], warnings = [] } = note ?? {};
      return { ...shown, kind, key, outcome: outcomeOf(kind), errors, warnings };
    });
  }

  /** Whether a text stands in one of its cells, or is part of its customer's key; in capitals or not. */
  holds({ texts, key }: ListedRow, search: string): boolean {
    const wanted = search.toLowerCase();
    return [key, ...texts].some((text) => text !== null && text.toLowerCase().includes(wanted));
  }
}

function tableOf(
  { table, columns, cutColumns, format }: FoundTable,
  { upload, sheets }: Pick<ShownOptions, 'upload' | 'sheets'>,
): Table {
  const fields = sheets[table];
  if (!fields) throw new Error('a list without contacts has a table of them');
  const { operation, options } = upload;
  const how = { emptyCells: options.emptyCells, operation, cutColumns, file: format.type };
  return {
    headers: columns.map(({ header }) => header),
    edits: new RowEdits(upload, table),
    reader: fields.rows(columns, how),
  };
}

/** A row that names its customer by another field than the key has the key in its note, if there is one. */
function namedKey(
  reader: RowReader,
  cells: Parameters<RowReader['read']>[0],
  note: RowNote | undefined,
): string | null {
  const isUnknown = note?.faults.some(({ code }) => code === 'customer_not_found' || code === 'customer_ambiguous');
  return isUnknown === true ? null : (reader.read(cells).customer?.value ?? null);
}

function textOf(cell: Parameters<typeof cellText>[0]): string | null {
  return cell === null ? null : cellText(cell);
}

function outcomeOf(kind: number): ShownRow['outcome'] {
  if ((kind & rowKinds.excluded) !== 0) return 'excluded';
  if ((kind & rowKinds.invalid) !== 0) return 'invalid';
  if ((kind & rowKinds.changing) !== 0) return 'updated';
  if ((kind & rowKinds.unchanged) !== 0) return 'unchanged';
  return (kind & (rowKinds.missing | rowKinds.failing)) === 0 ? 'valid' : 'failed';
}
