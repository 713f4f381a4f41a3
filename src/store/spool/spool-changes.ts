import type { Change } from '../../engine/records.ts';
import type { KeyInChunk, SpoolRef } from '../../uploads/ports.ts';
import { textArray } from '../array-literal.ts';
import { findLine, readLines, writePacks } from '../change-lines.ts';
import type { Reader } from '../database.ts';
import { packTextAside, unpackText } from '../packed.ts';
import { amendChanges } from './amended.ts';
import { ofCheck, whichCheck } from './check-tables.ts';
import { int4 } from './copy-rows.ts';
import type { SpoolTable } from './store-packs.ts';

/** Of a chunk, in packs so small that one change costs little to find, and not much more to write than one large pack. */
const packSize = { recordsMax: 100, bytesMax: 64 * 1024 };
const table: SpoolTable = { name: 'spool_changes', columns: 'chunk, first_key, changes' };

interface ChangePacks {
  readonly table: SpoolTable;
  readonly rows: readonly (readonly Buffer[])[];
}

/** The changes of a chunk, which are in key order, as rows of the table. */
export async function packChanges(chunk: number, changes: readonly Change[]): Promise<ChangePacks> {
  const rows: (readonly Buffer[])[] = [];
  let from = 0;
  for (const { text, count } of writePacks(changes, packSize)) {
    const firstKey = Buffer.from(changes[from]?.key ?? '');
    rows.push([int4(chunk), firstKey, await packTextAside(text)]);
    from += count;
  }
  return { table, rows };
}

interface Asked {
  readonly keys: readonly KeyInChunk[];
}

/** What these customers would change, by key; who would change nothing is absent. */
export async function readChanges(
  reader: Reader,
  ref: SpoolRef,
  keys: Asked['keys'],
): Promise<ReadonlyMap<string, Change>> {
  const amended = new Map((ref.amendments?.customers ?? []).map(({ key, change }) => [key, change]));
  const asked = keys.filter(({ key }) => !amended.has(key));
  const found = new Map<string, Change>();
  for (const { keys: own, changes } of asked.length === 0 ? [] : await readPacks(reader, ref, asked)) {
    const text = unpackText(changes);
    for (const key of own) {
      const change = findLine(text, key);
      if (change) found.set(key, change);
    }
  }
  for (const { key } of keys) {
    const change = amended.get(key);
    if (change) found.set(key, change);
  }
  return found;
}

/** Each pack once, with those of the keys that it would hold. */
async function readPacks(
  reader: Reader,
  ref: SpoolRef,
  asked: Asked['keys'],
): Promise<{ keys: string[]; changes: Buffer }[]> {
  const { rows } = await reader.query<{ keys: string[]; changes: Buffer }>(
    `select p.keys, c.changes from (
       select a.chunk, f.first_key, array_agg(a.key) as keys
       from unnest($4::int[], $5::text[]) a (chunk, key)
       cross join lateral (
         select first_key from spool_changes where ${ofCheck} and chunk = a.chunk and first_key <= a.key collate "C"
         order by first_key desc limit 1
       ) f group by a.chunk, f.first_key
     ) p
     cross join lateral (
       select changes from spool_changes where ${ofCheck} and chunk = p.chunk and first_key = p.first_key limit 1
     ) c`,
    [...whichCheck(ref), asked.map(({ chunk }) => chunk), textArray(asked.map(({ key }) => key))],
  );
  return rows;
}

/** All that a chunk would change, in key order; null: there is no such chunk. */
export async function readChunkChanges(
  reader: Reader,
  ref: SpoolRef,
  chunk: number,
): Promise<readonly Change[] | null> {
  const { rows } = await reader.query<{ changes: Buffer | null }>(
    `select c.changes from spool_previews p left join spool_changes c
       on c.organization_id = p.organization_id and c.upload_id = p.upload_id and c.generation = p.generation
       and c.chunk = p.chunk
     where p.organization_id = $1 and p.upload_id = $2 and p.generation = coalesce($3::int,
       (select u.generation from uploads u where u.organization_id = $1 and u.id = $2)) and p.chunk = $4
     order by c.first_key`,
    [...whichCheck(ref), chunk],
  );
  if (rows.length === 0) return null;
  const changes = rows.flatMap((row) => (row.changes ? readLines(unpackText(row.changes)) : []));
  return amendChanges(changes, ref, chunk);
}
