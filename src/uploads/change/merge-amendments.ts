import type { Amendments } from '../ports.ts';
import type { RowPlace, Upload } from '../upload.ts';

/** Rows that are amended at most, and characters of their JSON: whoever reads the upload reads them too. */
const rowsMax = 1_000;
const charactersMax = 256 * 1024;

/** What is known of rows that are changed now, and of those that were before, until all of the file has been checked. */
export function withPending({ ref, state }: Pick<Upload, 'ref' | 'state'>, changed: readonly RowPlace[]): Amendments {
  const { rows = [], customers = [], pending = [], restlessSince } = ref.amendments ?? {};
  const all = [...pending, ...changed.map(({ table, index }) => ({ table, place: index }))];
  const since = state === 'reading' ? (restlessSince ?? Date.now()) : undefined;
  return {
    rows,
    customers,
    pending: [...new Map(all.map((row) => [`${row.table} ${row.place}`, row])).values()],
    ...(since !== undefined && { restlessSince: since }),
  };
}

/** The later one counts. null: they are too many; the whole file is checked, and they with it. */
export function mergeAmendments(before: Amendments | null | undefined, added: Amendments): Amendments | null {
  const rows = new Map([...(before?.rows ?? []), ...added.rows].map((row) => [row.index, row]));
  const customers = new Map([...(before?.customers ?? []), ...added.customers].map((own) => [own.key, own]));
  const merged = { rows: [...rows.values()], customers: [...customers.values()] };
  if (merged.rows.length > rowsMax || JSON.stringify(merged).length > charactersMax) return null;
  return merged;
}
