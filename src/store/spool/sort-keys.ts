/** Keys as bytes, one behind the other. */
export interface KeyBytes {
  readonly bytes: Uint8Array;
  /** Where each key begins; the last entry is where the last one ends. */
  readonly starts: Uint32Array;
  readonly count: number;
}

/** So few are put in order one by one. */
const fewMax = 20;

/**
 * The places of the keys in the order of their bytes; equal ones stay in order. Byte by byte into buckets: comparing the
 * keys as texts takes some ten times as long (docs/decisions/0010-uploads.md).
 */
export function sortKeys(keys: KeyBytes): Uint32Array {
  const places: Places = {
    order: Uint32Array.from({ length: keys.count }, (_, place) => place),
    spare: new Uint32Array(keys.count),
    counts: new Uint32Array(bucketsMax + 1),
  };
  const open: Range[] = [{ from: 0, until: keys.count, depth: 0 }];
  for (let range = open.pop(); range; range = open.pop()) {
    if (range.until - range.from <= fewMax) sortFew(keys, places.order, range);
    else distribute(keys, places, { range, open });
  }
  return places.order;
}

/** Places in the order whose keys have the same bytes up to `depth`. */
interface Range {
  readonly from: number;
  readonly until: number;
  readonly depth: number;
}

interface Places {
  readonly order: Uint32Array;
  readonly spare: Uint32Array;
  /** By bucket: where it ends, from the second entry on. */
  readonly counts: Uint32Array;
}

/** A bucket for keys that have ended, then one a byte. */
const bucketsMax = 257;

/** Puts a range in the order of the byte at its depth; the buckets that have more than one key are left to be opened. */
function distribute(
  keys: KeyBytes,
  { order, spare, counts }: Places,
  { range, open }: { range: Range; open: Range[] },
): void {
  const { from, until, depth } = range;
  counts.fill(0);
  for (let i = from; i < until; i++) {
    const next = bucketOf(keys, order[i] as number, depth) + 1;
    counts[next] = (counts[next] as number) + 1;
  }
  const first = bucketOf(keys, order[from] as number, depth);
  if (counts[first + 1] === until - from) {
    if (first > 0) open.push({ from, until, depth: depth + 1 });
    return;
  }
  for (let bucket = 0, start = from; bucket < bucketsMax; bucket++) {
    const size = counts[bucket + 1] as number;
    // The bucket of keys that have ended is in order already.
    if (size > 1 && bucket > 0) open.push({ from: start, until: start + size, depth: depth + 1 });
    counts[bucket] = start;
    start += size;
  }
  for (let i = from; i < until; i++) {
    const place = order[i] as number;
    const bucket = bucketOf(keys, place, depth);
    const to = counts[bucket] as number;
    spare[to] = place;
    counts[bucket] = to + 1;
  }
  order.set(spare.subarray(from, until), from);
}

function bucketOf({ bytes, starts }: KeyBytes, place: number, depth: number): number {
  const at = (starts[place] as number) + depth;
  return at < (starts[place + 1] as number) ? (bytes[at] as number) + 1 : 0;
}

/** By insertion. */
function sortFew(keys: KeyBytes, order: Uint32Array, { from, until, depth }: Range): void {
  for (let i = from + 1; i < until; i++) {
    const place = order[i] as number;
    let to = i;
    for (; to > from && comparesAfter(keys, order[to - 1] as number, { place, depth }); to--)
      order[to] = order[to - 1] as number;
    order[to] = place;
  }
}

function comparesAfter(keys: KeyBytes, a: number, { place: b, depth }: { place: number; depth: number }): boolean {
  for (let at = depth; ; at++) {
    const difference = bucketOf(keys, a, at) - bucketOf(keys, b, at);
    if (difference !== 0) return difference > 0;
    if (bucketOf(keys, a, at) === 0) return false;
  }
}
