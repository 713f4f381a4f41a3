import type { CellFault, CellWarning } from '../../fields/sheet-fields.ts';

/** A row as a door shows it. */
export interface ResultRow {
  readonly row: number;
  /** The customer's key, where it is known. */
  readonly key: string | null;
  readonly errors?: readonly CellFault[];
  readonly warnings?: readonly CellWarning[];
}

/** What became of a file's rows. Rows that the user left out do not count. */
export interface UploadResult {
  readonly total: number;
  readonly applied: number;
  readonly failed: number;
  /** Of the second table. */
  readonly failedContacts: number;
  /** Applied rows with a warning. */
  readonly warned: number;
  /** Sum of the amounts of the applied rows, exact: `1234.50`. */
  readonly amount: string;
  /** The first rows of each kind. */
  readonly firstFailed: readonly ResultRow[];
  readonly firstApplied: readonly ResultRow[];
}

/** Rows of each kind that an answer shows. */
export const resultRowsMax = 1_000;
