import type { Spool } from '../ports.ts';
import { type FoundTable, rowKinds, type Upload } from '../upload.ts';
import type { OutcomeTable } from './outcome-table.ts';

interface Options {
  readonly upload: Pick<Upload, 'ref'>;
  readonly tables: readonly FoundTable[];
  /** A byte a row (`rowKinds`). */
  readonly kinds: Uint8Array;
  readonly outcomes: Pick<OutcomeTable, 'isAborted' | 'lowestFailed'>;
  readonly spool: Pick<Spool, 'findRows'>;
}

/**
 * The first row that kept all others of an all-or-nothing file from being applied, as a sentence names it: `row 7`;
 * null where no row was kept from it.
 */
export async function findAbortingRow({ upload, tables, kinds, outcomes, spool }: Options): Promise<string | null> {
  if (!outcomes.isAborted) return null;
  const invalid = kinds.findIndex((kind) => (kind & rowKinds.invalid) !== 0);
  const lowest = Math.min(invalid === -1 ? Infinity : invalid, outcomes.lowestFailed ?? Infinity);
  let offset = 0;
  for (const { table, rows, format } of tables) {
    if (lowest < offset + rows) {
      const [found] = await spool.findRows(upload.ref, table, [lowest - offset]);
      const where = table === 'customers' ? '' : format.sheet === null ? ' of the contacts' : ` of ${format.sheet}`;
      return found ? `row ${found.row}${where}` : null;
    }
    offset += rows;
  }
  return null;
}
