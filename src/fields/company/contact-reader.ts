import type { Json, JsonObject } from '../../engine/records.ts';
import type { Cell } from '../cell.ts';
import type { CellFault, MatchedColumn, ReadOptions, ReadRow, RowReader } from '../sheet-fields.ts';
import { ColumnReader } from '../sheet/column-reader.ts';
import { TableReader } from '../sheet/table-reader.ts';
import { RowNotes } from '../sheet/row-notes.ts';
import { customerNames } from './company-fields.ts';
import { contactFields, contactIdField, contactSheetFields, deletedField, mobileField } from './contact-fields.ts';
import { writeContactRecord } from './contact-record.ts';

interface ContactReaderOptions extends Omit<ReadOptions, 'operation'> {
  readonly newContactId: () => string;
}

const required = contactFields.filter((field) => field.required).map(({ name }) => name);
const stored = contactFields.map(({ name }) => name);
/** What an empty cell may clear; the others say who is meant, or are required. */
const clearable: ReadonlySet<string> = new Set(
  contactFields.filter((field) => !field.required).map(({ name }) => name),
);

/** Reads the rows of the contacts' table. Each names its customer, as the customers' rows do, and one contact. */
export class ContactReader implements RowReader {
  readonly #table: TableReader;
  readonly #columns: readonly MatchedColumn[];
  readonly #newContactId: () => string;
  readonly #clearsEmpty: boolean;

  constructor(columns: readonly MatchedColumn[], { newContactId, emptyCells, cutColumns, file }: ContactReaderOptions) {
    this.#columns = columns;
    this.#newContactId = newContactId;
    this.#clearsEmpty = emptyCells === 'clear';
    const readers = columns.map((column) => columnReader(column, emptyCells));
    this.#table = new TableReader({ columns: readers, cutColumns, file, keys: customerNames, required: [] });
  }

  observe(): boolean {
    return false;
  }

  read(cells: readonly Cell[]): ReadRow {
    const { customer, patch, faults, warnings } = this.#table.read(cells);
    const id = patch[contactIdField];
    const isDeleted = patch[deletedField] === true;
    const contact: JsonObject = {};
    for (const name of stored) {
      const value = patch[name];
      if (value !== undefined && !(isDeleted && value === null)) contact[name] = value;
    }
    const record = { id: typeof id === 'string' ? id : null, newId: this.#newContactId(), isDeleted, contact };
    const missing = faults.length > 0 ? [] : this.#missing(record);
    return { customer, patch: writeContactRecord(record), faults: missing.length > 0 ? missing : faults, warnings };
  }

  readField(cells: readonly Cell[], field: string): Json | undefined {
    const { patch } = this.read(cells);
    return Object.hasOwn(patch, field) ? patch[field] : undefined;
  }

  /** Only of a contact that is named by its id may the others be empty; one that is deleted only needs to be named. */
  #missing({
    id,
    isDeleted,
    contact,
  }: {
    id: string | null;
    isDeleted: boolean;
    contact: JsonObject;
  }): readonly CellFault[] {
    if (id !== null && (isDeleted || !this.#clearsEmpty)) return [];
    const notes = new RowNotes();
    for (const name of isDeleted ? [mobileField] : required) {
      if (contact[name] !== undefined) continue;
      const header = this.#columns.find(({ field }) => field === name)?.header ?? null;
      if (header === null && id !== null) continue;
      const must = header === null ? `needs ${name}, for which the sheet has no column` : 'is required';
      notes.fault({ column: header, code: 'required_field_missing', must, value: null });
    }
    return notes.faults;
  }
}

function columnReader(
  { header, field: name }: MatchedColumn,
  emptyCells: ReadOptions['emptyCells'],
): ColumnReader | null {
  const field = contactSheetFields.find((known) => known.name === name);
  if (field === undefined) return null;
  const isClearable = clearable.has(field.name);
  return new ColumnReader({
    header,
    field: field.name,
    required: !isClearable,
    emptyCells: isClearable ? emptyCells : 'ignore',
    values: field.rule,
  });
}
