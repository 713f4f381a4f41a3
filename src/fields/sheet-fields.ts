/** What a sheet's columns and cells mean for one customer list. Made by this room for each kind of list. */
import type { Json, JsonObject, Settle } from '../engine/records.ts';
import type { Cell } from './cell.ts';

/** Header → field, or null to leave the column out. A map, because headers come from outside. */
export type Mapping = ReadonlyMap<string, string | null>;

/**
 * `exact`, `alias`, `near`: by its name; `given`: by the request's mapping; `remembered`: as in the list's last file;
 * `none`: no field has this name.
 */
export type HowMatched = 'exact' | 'alias' | 'near' | 'given' | 'remembered' | 'none';

export interface MatchedColumn {
  /** As the file has it, trimmed; empty where the header cell is empty. */
  readonly header: string;
  /** null: the column is left out. */
  readonly field: string | null;
  readonly how: HowMatched;
}

export interface HeaderMatch {
  /** By column. The last two are cut off where they are `row` and `error`: a failure file is sent again. */
  readonly columns: readonly MatchedColumn[];
  /** How many were cut off; the rows still have their cells, which `rows` must know of. */
  readonly cutColumns: 0 | 2;
  /** Why the sheet cannot be read at all (no key column, two columns for one field …): sentences for a bookkeeper. */
  readonly faults: readonly string[];
  /** About the file as a whole: near spellings, unknown columns. */
  readonly warnings: readonly string[];
}

/** Why a row is not applied, or one of the reasons. */
export interface CellFault {
  /** The header; null: the row as a whole (ragged, no key). */
  readonly column: string | null;
  /** snake_case, one of a documented set. */
  readonly code: string;
  /** A sentence that says what is wrong and what to do; names column and value where there are any. */
  readonly message: string;
  /** The value as read, as text, cut to 255 characters. */
  readonly value: string | null;
}

/** A value that was changed on the way. */
export interface CellWarning {
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
  readonly from: string;
  readonly to: string;
}

/** How a row names its customer: the first of the list's key columns that has a value in it. */
export interface CustomerName {
  /** `customerId`, `uniqueRefNo`, `accountNumber`; of a campaign `loan_id` or `lead_id`. */
  readonly field: string;
  readonly value: string;
}

/** A row as its fields' rules read it. */
export interface ReadRow {
  /** null: it names none (then `faults` says so), or the row adds a customer. */
  readonly customer: CustomerName | null;
  /** What it sets; null clears. What names the customer is not in it. */
  readonly patch: JsonObject;
  readonly faults: readonly CellFault[];
  readonly warnings: readonly CellWarning[];
}

export interface RowReader {
  /**
   * Told of each row. True: what some of its cells mean follows from the whole column (03/04/2026), so it must not be
   * `read` before all rows were told.
   */
  observe(cells: readonly Cell[]): boolean;
  read(cells: readonly Cell[]): ReadRow;
  /** A field by itself, as `read` would set it (not the one that names the customer); undefined: it would not. */
  readField(cells: readonly Cell[], field: string): Json | undefined;
}

export interface ReadOptions {
  /** What an empty cell means. */
  readonly emptyCells: 'ignore' | 'clear';
  readonly operation: 'update' | 'add';
  /** Of the header's match. */
  readonly cutColumns: 0 | 2;
  /** A CSV's row has as many cells as its header, or is ragged; a workbook's leaves out its last empty ones. */
  readonly file: 'csv' | 'xlsx';
}

/** The meaning of one table's columns (a list's customers, or a company's contacts). */
export interface SheetFields {
  /** Matches a header row. Cells that are no text count by their text. */
  match(header: readonly Cell[], mapping: Mapping | null, operation: 'update' | 'add'): HeaderMatch;
  rows(columns: readonly MatchedColumn[], options: ReadOptions): RowReader;
  /**
   * Of a spooled patch that can only be settled against what the customer has (a contact, an undeclared custom column):
   * how. undefined: it is applied as it stands.
   */
  settle(patch: JsonObject): Settle | undefined;
  /** Whether a mapping may give a column to this field. */
  hasField(name: string): boolean;
  /**
   * The text of a cell that sets this value of the field when it is read back; null: none does (an object, a text that
   * would be trimmed). So what is written for people to edit changes nothing where they edit nothing.
   */
  cell(field: string, value: Json | undefined): string | null;
  /** For templates: every field in column order, with a sentence that explains it and an example value. */
  readonly columns: readonly {
    readonly header: string;
    readonly field: string;
    readonly explanation: string;
    readonly example: string;
  }[];
}

/** What a list's sheets hold. */
export interface ListSheets {
  readonly customers: SheetFields;
  /** Only companies have one. */
  readonly contacts: SheetFields | null;
  /** Fields by which a customer is found besides its key, in the order in which a row is looked at. */
  readonly references: readonly { readonly field: string; readonly unique: boolean }[];
  /** The column whose applied values are summed up; null: none. */
  readonly amountField: string | null;
  /** The column that holds the key. */
  readonly keyField: string;
  /** A customer's contacts as rows of their table, without what names the customer. [] where there is no such table. */
  readonly contactsOf: (data: JsonObject) => readonly JsonObject[];
  /** The field of the key that the service gives a new customer; null: new customers bring their keys. */
  readonly givenKeyField: string | null;
}
