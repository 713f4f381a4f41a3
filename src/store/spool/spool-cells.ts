import type { SpoolClaim, SpooledRow, SpoolRef, SpoolWriter, TableName } from '../../uploads/ports.ts';
import type { Database, Reader } from '../database.ts';
import { unpackBytes, unpackText } from '../packed.ts';
import { CellPacks, findInCellPack, readCellPack, rowNumbersOf } from './cell-packs.ts';
import { bool, int4 } from './copy-rows.ts';
import { packWriter } from './pack-writer.ts';
import { storePacks } from './store-packs.ts';

const table = { name: 'spool_cells', columns: 'contacts, first_index, last_row, cells' } as const;
/** Packs that one statement reads. */
const packsAtOnceMax = 8;

export function cellWriter(database: Database, claim: SpoolClaim, name: TableName): SpoolWriter<SpooledRow> {
  const packs = new CellPacks();
  const contacts = bool(name === 'contacts');
  return packWriter<SpooledRow>({
    *collect(rows) {
      for (const pack of packs.collect(rows)) {
        const place = [contacts, int4(pack.rows[0]?.index ?? 0), int4(pack.rows.at(-1)?.row ?? 0)];
        yield { text: pack.text, row: (packed) => [...place, packed] };
      }
    },
    store: (rows) => storePacks(database, claim, { table, rows }),
  });
}

interface PackRow {
  readonly first_index: number;
  readonly last_row: number;
  readonly cells: Buffer;
}

/** The next packs are fetched while the caller is at work on these. */
export async function* readCells(
  reader: Reader,
  { organizationId, uploadId }: SpoolRef,
  { name, from }: { name: TableName; from: number },
): AsyncGenerator<readonly SpooledRow[]> {
  const which = [organizationId, uploadId, name === 'contacts'];
  const packsFrom = async (index: number): Promise<PackRow[]> => {
    const { rows } = await reader.query<PackRow>(
      `select first_index, last_row, cells from spool_cells
       where organization_id = $1 and upload_id = $2 and contacts = $3 and first_index >= $4
       order by first_index limit ${packsAtOnceMax}`,
      [...which, index],
    );
    return rows;
  };
  let next = packsFrom(await startOfPack(reader, which, from));
  for (let packs = await next; packs.length > 0; packs = await next) {
    next = packsFrom((packs.at(-1)?.first_index ?? 0) + 1);
    // Thrown above, unless the caller needs no more.
    next.catch(() => undefined);
    for (const pack of packs) {
      const rows = unpackRows(pack);
      yield pack.first_index >= from ? rows : rows.filter(({ index }) => index >= from);
    }
  }
}

/** The rows of these indexes, which are ascending. */
export async function findRows(
  reader: Reader,
  { organizationId, uploadId }: SpoolRef,
  { name, indexes }: { name: TableName; indexes: readonly number[] },
): Promise<SpooledRow[]> {
  const which = [organizationId, uploadId, name === 'contacts'];
  const { rows: starts } = await reader.query<{ start: number }>(
    `select distinct p.start from unnest($4::int[]) i (index) cross join lateral (
       select first_index as start from spool_cells
       where organization_id = $1 and upload_id = $2 and contacts = $3 and first_index <= i.index
       order by first_index desc limit 1
     ) p order by 1`,
    [...which, indexes],
  );
  const wanted = new Set(indexes);
  const found: SpooledRow[] = [];
  for (let at = 0; at < starts.length; at += packsAtOnceMax) {
    const slice = starts.slice(at, at + packsAtOnceMax).map(({ start }) => start);
    const packs = await packsAt(reader, which, slice);
    for (const { first_index: firstIndex, cells } of packs) {
      found.push(...findInCellPack(unpackBytes(cells), firstIndex, (index) => wanted.has(index)));
    }
  }
  return found;
}

/** The indexes of rows by their numbers in the sheet. */
export async function findIndexes(
  reader: Reader,
  { organizationId, uploadId }: SpoolRef,
  { name, rows }: { name: TableName; rows: readonly number[] },
): Promise<ReadonlyMap<number, number>> {
  const { rows: starts } = await reader.query<{ first_index: number }>(
    `select distinct p.first_index from unnest($4::int[]) r (row) cross join lateral (
       select first_index from spool_cells
       where organization_id = $1 and upload_id = $2 and contacts = $3 and last_row >= r.row
       order by first_index limit 1
     ) p order by 1`,
    [organizationId, uploadId, name === 'contacts', rows],
  );
  const found = new Map<number, number>();
  for (let at = 0; at < starts.length; at += packsAtOnceMax) {
    const slice = starts.slice(at, at + packsAtOnceMax).map(({ first_index: start }) => start);
    const packs = await packsAt(reader, [organizationId, uploadId, name === 'contacts'], slice);
    for (const { first_index: first, last_row: last, cells } of packs) {
      const numbers = rowNumbersOf(unpackBytes(cells));
      for (const row of rows) {
        const index = typeof numbers === 'number' ? row - numbers : first + numbers.indexOf(row);
        const isWithin = typeof numbers === 'number' ? index >= first && row <= last : numbers.includes(row);
        if (isWithin) found.set(row, index);
      }
    }
  }
  return found;
}

/** Each by its key: of a spool that was just written there are no statistics. */
async function packsAt(reader: Reader, which: readonly unknown[], starts: readonly number[]): Promise<PackRow[]> {
  const { rows } = await reader.query<PackRow>(
    `select c.first_index, c.last_row, c.cells from unnest($4::int[]) s (first_index)
     cross join lateral (
       select first_index, last_row, cells from spool_cells
       where organization_id = $1 and upload_id = $2 and contacts = $3 and first_index = s.first_index limit 1
     ) c order by c.first_index`,
    [...which, starts],
  );
  return rows;
}

function unpackRows({ first_index: firstIndex, cells }: PackRow): SpooledRow[] {
  return readCellPack(unpackText(cells), firstIndex);
}

/** Where the pack begins that holds this index. */
async function startOfPack(reader: Reader, which: readonly unknown[], index: number): Promise<number> {
  const { rows } = await reader.query<{ start: number | null }>(
    `select max(first_index) as start from spool_cells
     where organization_id = $1 and upload_id = $2 and contacts = $3 and first_index <= $4`,
    [...which, index],
  );
  return rows[0]?.start ?? 0;
}
