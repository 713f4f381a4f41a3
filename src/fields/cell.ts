/**
 * A cell of a spreadsheet as it was read, before any field's rule: null is an empty cell, a string is a text (every cell
 * of a CSV). What else a workbook may hold keeps its type, so that a new mapping can be checked from it.
 */
export type Cell = null | string | TypedCell;
export type TypedCell = NumberCell | DateCell | BooleanCell | ErrorCell;

export interface NumberCell {
  readonly type: 'number';
  /** The number as the file has it, written out: `919876543210`, `-0.5`, `3.3000000000000003`; never with an exponent. */
  readonly digits: string;
  /** The number format's code (`00000`, `0.00%`); absent where it is General. */
  readonly format?: string;
}

export interface DateCell {
  readonly type: 'date';
  /** `2026-01-31`, with a time of day `2026-01-31T13:45:00`, a time alone `13:45:00`. No time zone: a sheet has none. */
  readonly iso: string;
}

export interface BooleanCell {
  readonly type: 'boolean';
  readonly value: boolean;
}

export interface ErrorCell {
  readonly type: 'error';
  /** `#N/A`, `#REF!`, … */
  readonly code: string;
}
