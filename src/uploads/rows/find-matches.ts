import type { Spool, SpooledRow, TableName } from '../ports.ts';
import { type Findings, rowKinds, type Upload } from '../upload.ts';
import type { ListedRow, ShownRows } from './shown-rows.ts';

export type RowFilter = 'invalid' | 'warned' | 'excluded' | 'changing' | 'unchanged' | 'missing';

interface Matching {
  readonly upload: Upload;
  readonly findings: Findings;
  readonly kinds: Uint8Array;
  readonly filter: RowFilter | null;
  readonly search: string | null;
  readonly cursor: number | null;
  readonly limit: number;
  readonly shown: ShownRows;
}

interface Matches {
  readonly matches: readonly ListedRow[];
  readonly next: number | null;
}

/** Stretches of rows that one page looks through at most, and how long they are: about a pack of the spool. */
const stretchesMax = 100;
const stretchRows = 1_000;

/** The next rows that match, in file order. `kinds` tells of a million rows in a moment which ones are looked at. */
export async function findMatches(matching: Matching, spool: Spool): Promise<Matches> {
  const { kinds, filter, search, cursor, limit } = matching;
  const wanted = filter === null ? 0xff : rowKinds[filter];
  const matches: ListedRow[] = [];
  let at = nextOf(kinds, wanted, cursor ?? 0);
  for (let stretches = 0; at < kinds.length && stretches < stretchesMax; stretches += 1) {
    const indexes: number[] = [];
    const until = at - (at % stretchRows) + stretchRows;
    // Without a search each row that is looked at is one of the page.
    const most = search === null ? limit - matches.length : stretchRows;
    for (; at < until && at < kinds.length && indexes.length < most; at = nextOf(kinds, wanted, at + 1))
      indexes.push(at);
    const rows = await readRows(indexes, matching, spool);
    const found = search === null ? rows : rows.filter((row) => matching.shown.holds(row, search));
    matches.push(...found.slice(0, limit - matches.length));
    const last = matches.at(-1);
    if (matches.length === limit && last) {
      const next = nextOf(kinds, wanted, last.index + 1);
      return { matches, next: next < kinds.length ? next : null };
    }
  }
  return { matches, next: at < kinds.length ? at : null };
}

function nextOf(kinds: Uint8Array, wanted: number, from: number): number {
  let at = from;
  while (at < kinds.length && ((kinds[at] ?? 0) & wanted) === 0) at += 1;
  return at;
}

/** The indexes count on from the customers' table to the contacts'. */
async function readRows(
  indexes: readonly number[],
  { upload, findings, shown }: Matching,
  spool: Spool,
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
  spool: Spool,
): Promise<{ row: SpooledRow; note: Awaited<ReturnType<Spool['readNotes']>>[number] | undefined }[]> {
  const rows = await spool.findRows(ref, table, indexes);
  const range = { from: indexes[0] ?? 0, until: (indexes.at(-1) ?? -1) + 1 };
  const notes = new Map((await spool.readNotes(ref, table, range)).map((note) => [note.index, note]));
  return rows.map((row) => ({ row, note: notes.get(row.index) }));
}
