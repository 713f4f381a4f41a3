import type { ListSheets } from '../../fields/sheet-fields.ts';
import type { Spool } from '../ports.ts';
import type { Previews } from '../preview-ports.ts';
import type { Findings, Upload } from '../upload.ts';
import { ComparedRows } from './compared-rows.ts';
import { countOf, findMatches, readRows, type RowFilter } from './find-matches.ts';
import { type ShownRow, ShownRows } from './shown-rows.ts';

export interface RowsQuery {
  readonly filter: RowFilter | null;
  /** A part of a cell or of the customer's key, in any case. */
  readonly search: string | null;
  /** `next` of the page before, 0 for the first; or how many rows of the filter are passed over, which a search has no place for. */
  readonly from: { readonly cursor: number } | { readonly offset: number };
  readonly limit: number;
}

export interface RowsPage {
  readonly rows: readonly ShownRow[];
  /** null: there are no more. A page may have fewer rows than asked for, even none, and there may be more all the same. */
  readonly next: number | null;
  /** Rows of the filter; null: of a search nobody knows. */
  readonly total: number | null;
}

export interface ListedUpload {
  readonly upload: Upload;
  readonly findings: Findings;
  /** A byte a row (`rowKinds`). */
  readonly kinds: Uint8Array;
  readonly sheets: ListSheets;
}

interface ListDeps {
  readonly spool: Pick<Spool, 'findRows' | 'findNotes' | 'records'>;
  readonly previews: Pick<Previews, 'outcomesOf' | 'readChanges'>;
  /** Records that a chunk was aimed at, when the upload was compared. */
  readonly chunkRecords: number;
}

/** Rows of a page at most, whatever was asked for. */
export const rowsPageMax = 100;

/** A page of a checked upload's rows: those of a kind, or in which something stands. Takes no longer in a larger file. */
export async function listRows(listed: ListedUpload, query: RowsQuery, deps: ListDeps): Promise<RowsPage> {
  const shown = new ShownRows(listed);
  const limit = Math.min(Math.max(query.limit, 1), rowsPageMax);
  const { matches, next } = await findMatches({ ...listed, ...query, limit, shown }, deps.spool);
  const compared = new ComparedRows(listed.upload.ref, deps);
  const total = query.search === null ? countOf(listed.kinds, query.filter) : null;
  return { rows: await compared.withChanges(matches), next, total };
}

/** The rows of these records, in file order: those that a change named, and whose customers they name. */
export async function showRows(
  listed: ListedUpload,
  indexes: readonly number[],
  deps: ListDeps,
): Promise<readonly ShownRow[]> {
  const shown = new ShownRows(listed);
  const rows = await readRows(indexes, { ...listed, shown }, deps.spool);
  return new ComparedRows(listed.upload.ref, deps).withChanges(rows);
}
