import type { PackSize } from '../undo/ports.ts';
import { keyOfLine, linesOf } from './change-lines.ts';
import type { Reader } from './database.ts';
import { unpackText } from './packed.ts';

/** Packs that are read at once. */
const packsAtOnce = 16;

/**
 * The keys of an undo's records, by index: a record's index is the place of its change among all of the undone batch, so
 * only the packs that hold the ones asked for are read. Those of swept packs are absent.
 */
export async function undoneKeys(
  reader: Reader,
  { organizationId, packs }: { readonly organizationId: number; readonly packs: readonly PackSize[] },
  indexes: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const wanted = new Set(indexes);
  const places = placesOf(packs, indexes);
  const keys = new Map<number, string>();
  for (let start = 0; start < places.length; start += packsAtOnce) {
    const some = new Map(places.slice(start, start + packsAtOnce));
    const { rows } = await reader.query<{ id: number; changes: Buffer }>(
      'select id, changes from change_packs where organization_id = $1 and id = any ($2)',
      [organizationId, [...some.keys()]],
    );
    for (const { id, changes } of rows) {
      const first = some.get(id) ?? 0;
      for (const [place, line] of linesOf(unpackText(changes)).entries()) {
        if (wanted.has(first + place)) keys.set(first + place, keyOfLine(line));
      }
    }
  }
  return keys;
}

/** The packs that hold one of these, each with the index of its first change. */
function placesOf(packs: readonly PackSize[], indexes: readonly number[]): [pack: number, first: number][] {
  const sorted = indexes.toSorted((a, b) => a - b);
  const places: [number, number][] = [];
  let first = 0;
  let next = 0;
  for (const [pack, count] of packs) {
    const index = sorted[next];
    if (index === undefined) break;
    if (index < first + count) places.push([pack, first]);
    while ((sorted[next] ?? Infinity) < first + count) next += 1;
    first += count;
  }
  return places;
}
