import { compareKeys } from '../../engine/compare-keys.ts';

/** What is known of a pack without reading it. */
export interface PackEntry {
  readonly firstKey: string;
  readonly lastKey: string;
  readonly count: number;
}

/** Chunks at most; a batch's history has room for about twice as many (`packsPerChunk`). */
const chunksMax = 512;

/**
 * Borders that cut the records of all runs into chunks of about so many. The keys between which packs begin are the only
 * ones that are known, so a chunk may be larger or smaller by about a pack of each run; a customer with more records
 * than that makes his chunk larger.
 */
export function cutAtBorders(packs: readonly PackEntry[], chunkRecords: number): string[] {
  const total = packs.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return [];
  const size = Math.max(chunkRecords, Math.ceil(total / chunksMax));
  const chunks = Math.ceil(total / size);
  const borders = [''];
  let chunk = 0;
  for (const { key, rank } of ranks(packs)) {
    const next = Math.floor((rank * chunks) / total);
    if (next === chunk) continue;
    borders.push(key);
    chunk = next;
  }
  return borders;
}

/** The first keys of packs in order, and about how many records come before each: of a pack that spans it half. */
function* ranks(packs: readonly PackEntry[]): Generator<{ key: string; rank: number }> {
  const byFirst = packs.toSorted((a, b) => compareKeys(a.firstKey, b.firstKey));
  const byLast = packs.toSorted((a, b) => compareKeys(a.lastKey, b.lastKey));
  let begun = 0;
  let ended = 0;
  let last = 0;
  let previous: string | undefined;
  for (const { firstKey, count } of byFirst) {
    if (firstKey !== previous) {
      for (let entry = byLast[last]; entry && compareKeys(entry.lastKey, firstKey) < 0; entry = byLast[last]) {
        ended += entry.count;
        last += 1;
      }
      yield { key: firstKey, rank: (begun + ended) / 2 };
    }
    previous = firstKey;
    begun += count;
  }
}
