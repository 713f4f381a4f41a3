import type { Json, JsonObject } from '../../engine/records.ts';
import type { Cell } from '../cell.ts';
import type { CustomerName, ReadRow, RowReader } from '../sheet-fields.ts';
import type { ColumnReader } from './column-reader.ts';
import { RowNotes } from './row-notes.ts';
import { isClearMark } from './special-texts.ts';

interface TableOptions {
  /** By place; null where the column is left out. */
  readonly columns: readonly (ColumnReader | null)[];
  /** Columns after these that are passed over: `row` and `error` of a failure file. */
  readonly cutColumns: number;
  /** A workbook's rows leave out their last empty cells; a CSV's have as many as the header, or are ragged. */
  readonly file: 'csv' | 'xlsx';
  /** Fields by which a row names its customer, in the order in which they are looked at; [] when it names none. */
  readonly keys: readonly string[];
  /** Fields without which a row is not read. */
  readonly required: readonly string[];
}

/** Reads a table's rows: who is meant, what is set, and what is wrong. */
export class TableReader implements RowReader {
  readonly #options: TableOptions;
  readonly #columns: readonly (ColumnReader | null)[];
  readonly #width: number;
  /** Places of the columns that may name the customer. */
  readonly #keyPlaces: readonly number[];
  /** Places of the columns whose cells must be observed. */
  readonly #observed: readonly number[];
  readonly #notes = new RowNotes();

  constructor(options: TableOptions) {
    const { columns, keys, cutColumns } = options;
    this.#options = options;
    this.#columns = columns;
    this.#width = columns.length + cutColumns;
    this.#keyPlaces = keys
      .map((key) => columns.findIndex((column) => column?.field === key))
      .filter((place) => place !== -1);
    this.#observed = [...columns.keys()].filter((place) => columns[place]?.needsWholeColumn === true);
  }

  observe(cells: readonly Cell[]): boolean {
    if (this.#observed.length === 0 || this.#isRagged(cells)) return false;
    let isOpen = false;
    for (const place of this.#observed) if (this.#columns[place]?.observe(cells[place] ?? null) === true) isOpen = true;
    return isOpen;
  }

  read(cells: readonly Cell[]): ReadRow {
    const notes = this.#notes;
    notes.clear();
    if (this.#isRagged(cells)) return this.#raggedRow(cells);
    const namePlace = this.#namePlace(cells);
    let customer: CustomerName | null = null;
    const patch: JsonObject = {};
    for (let place = 0; place < this.#columns.length; place += 1) {
      const column = this.#columns[place] ?? null;
      if (column === null) continue;
      const value = column.read(cells[place] ?? null, notes);
      if (value === undefined) continue;
      if (place === namePlace) customer = typeof value === 'string' ? { field: column.field, value } : null;
      else patch[column.field] = value;
    }
    if (namePlace === -1 && this.#options.keys.length > 0) this.#nameless();
    if (this.#options.required.length > 0) this.#checkRequired(cells);
    return { customer, patch, faults: notes.faults, warnings: notes.warnings };
  }

  readField(cells: readonly Cell[], field: string): Json | undefined {
    const place = this.#columns.findIndex((column) => column?.field === field);
    const notes = this.#notes;
    notes.clear();
    return this.#isRagged(cells) ? undefined : this.#columns[place]?.read(cells[place] ?? null, notes);
  }

  /** The first key column with a value in this row; -1: none. */
  #namePlace(cells: readonly Cell[]): number {
    for (const place of this.#keyPlaces) {
      const cell = cells[place] ?? null;
      if (isBlank(cell) || (typeof cell === 'string' && isClearMark(cell.trim()))) continue;
      return place;
    }
    return -1;
  }

  #isRagged(cells: readonly Cell[]): boolean {
    if (cells.length === this.#width) return false;
    // A surplus of empty cells counts in a CSV: it is what an unquoted comma leaves where the row's last cells are empty.
    return this.#options.file === 'csv' || cells.slice(this.#width).some((cell) => !isBlank(cell));
  }

  #raggedRow(cells: readonly Cell[]): ReadRow {
    const hint = this.#options.file === 'csv' ? '; a text that holds the delimiter must stand in quotes' : '';
    const must = `has ${cells.length} cells where the header has ${this.#width}${hint}`;
    this.#notes.fault({ column: null, code: 'ragged_row', must, value: null });
    return { customer: null, patch: {}, faults: this.#notes.faults, warnings: this.#notes.warnings };
  }

  #nameless(): void {
    const headers = this.#keyPlaces.map((place) => this.#columns[place]?.header ?? '');
    const must = `names no customer: fill ${headers.length === 0 ? this.#options.keys.join(' or ') : headers.join(' or ')}`;
    this.#notes.fault({ column: null, code: 'customer_not_named', must, value: null });
  }

  /** A column that is there and at fault has its own fault already; what is missing is a column, or a value in it. */
  #checkRequired(cells: readonly Cell[]): void {
    for (const field of this.#options.required) {
      const place = this.#columns.findIndex((column) => column?.field === field);
      const column = this.#columns[place] ?? null;
      if (column !== null && (!isBlank(cells[place] ?? null) || this.#hasFault(column.header))) continue;
      const must = column === null ? `needs ${field}, for which the sheet has no column` : 'is required';
      this.#notes.fault({ column: column?.header ?? null, code: 'required_field_missing', must, value: null });
    }
  }

  #hasFault(header: string): boolean {
    return this.#notes.faults.some((fault) => fault.column === header);
  }
}

function isBlank(cell: Cell): boolean {
  return cell === null || (typeof cell === 'string' && cell.trim() === '');
}
