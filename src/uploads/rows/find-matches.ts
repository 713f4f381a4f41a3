import type { Spool, SpooledRow, TableName } from '../ports.ts';
import { type Findings, rowKinds, type Upload } from '../upload.ts';
import type { ListedRow, ShownRows } from './shown-rows.ts';

/** `valid`: all that would be taken. */
export const rowFilters = [
  'valid',
  'invalid',
  'warned',
  'excluded',
  'changing',
  'unchanged',
  'missing',
  'failing',
] as const;
export type RowFilter = (typeof rowFilters)[number];

interface Matching {
  readonly upload: Upload;
  readonly findings: Findings;
  readonly kinds: Uint8Array;
  readonly filter: RowFilter | null;
  readonly search: string | null;
  /** The row from which on to look; or how many rows of the filter to pass over (not with a search). */
  readonly from: { readonly cursor: number } | { readonly offset: number };
  readonly limit: number;
  readonly shown: ShownRows;
}

type RowReading = Pick<Spool, 'findRows' | 'findNotes'>;

interface Matches {
  readonly matches: readonly ListedRow[];
  readonly next: number | null;
}

/** Stretches of rows that one page looks through at most, and how long they are: about a pack of the spool. */
const stretchesMax = 100;
const stretchRows = 1_000;

/** The next rows that match, in file order. `kinds` tells of a million rows in a moment which ones are looked at. */
export async function findMatches(matching: Matching, spool: RowReading): Promise<Matches> {
  const { kinds, filter, search, from, limit } = matching;
  const wanted = wantedKinds(filter);
  const first = 'cursor' in from ? nextOf(kinds, wanted, from.cursor) : nthOf(kinds, wanted, from.offset);
  if (search !== null) return searchFrom(first, { ...matching, search }, spool);
  const indexes: number[] = [];
  let at = first;
  for (; at < kinds.length && indexes.length < limit; at = nextOf(kinds, wanted, at + 1)) indexes.push(at);
  return { matches: await readRows(indexes, matching, spool), next: at < kinds.length ? at : null };
}

async function searchFrom(
  first: number,
  matching: Matching & { readonly search: string },
  spool: RowReading,
): Promise<Matches> {
  const { kinds, filter, search, limit, shown } = matching;
  const wanted = wantedKinds(filter);
  const matches: ListedRow[] = [];
  let at = first;
  for (let stretches = 0; at < kinds.length && stretches < stretchesMax; stretches += 1) {
    const indexes: number[] = [];
    const until = at - (at % stretchRows) + stretchRows;
    for (; at < until && at < kinds.length; at = nextOf(kinds, wanted, at + 1)) indexes.push(at);
    const found = (await readRows(indexes, matching, spool)).filter((row) => shown.holds(row, search));
    matches.push(...found.slice(0, limit - matches.length));
    const last = matches.at(-1);
    if (matches.length === limit && last) {
      const next = nextOf(kinds, wanted, last.index + 1);
      return { matches, next: next < kinds.length ? next : null };
    }
  }
  return { matches, next: at < kinds.length ? at : null };
}

/** How many rows a filter has: a look at each byte, a millisecond for a million of them. */
export function countOf(kinds: Uint8Array, filter: RowFilter | null): number {
  if (filter === null) return kinds.length;
  const wanted = wantedKinds(filter);
  let count = 0;
  for (let at = 0; at < kinds.length; at += 1) if (((kinds[at] ?? 0) & wanted) !== 0) count += 1;
  return count;
}

function wantedKinds(filter: RowFilter | null): number {
  return filter === null ? 0xff : rowKinds[filter];
}

/** The place of the row before which there are so many of the filter. */
function nthOf(kinds: Uint8Array, wanted: number, offset: number): number {
  if (wanted === 0xff) return Math.min(offset, kinds.length);
  let left = offset;
  let at = 0;
  for (; at < kinds.length; at += 1) {
    if (((kinds[at] ?? 0) & wanted) === 0) continue;
    if (left === 0) break;
    left -= 1;
  }
  return at;
}

function nextOf(kinds: Uint8Array, wanted: number, from: number): number {
  let at = from;
  while (at < kinds.length && ((kinds[at] ?? 0) & wanted) === 0) at += 1;
  return at;
}

/** The indexes count on from the customers' table to the contacts'. */
export async function readRows(
  indexes: readonly number[],
  { upload, findings, shown }: Pick<Matching, 'upload' | 'findings' | 'shown'>,
  spool: RowReading,
): Promise<ListedRow[]> {
  const found: ListedRow[] = [];
  let offset = 0;
  for (const { table, rows } of findings.tables) {
    const own = indexes.filter((index) => index >= offset && index < offset + rows).map((index) => index - offset);
    if (own.length > 0) found.push(...shown.list(await readTable(own, { upload, table }, spool), { table, offset }));
    offset += rows;
  }
  return found;
}

async function readTable(
  indexes: readonly number[],
  { upload: { ref }, table }: { upload: Upload; table: TableName },
  spool: RowReading,
): Promise<{ row: SpooledRow; note: Awaited<ReturnType<Spool['findNotes']>>[number] | undefined }[]> {
  const rows = await spool.findRows(ref, table, indexes);
  const notes = new Map((await spool.findNotes(ref, table, indexes)).map((note) => [note.index, note]));
  return rows.map((row) => ({ row, note: notes.get(row.index) }));
}
