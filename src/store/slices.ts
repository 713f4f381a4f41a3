/**
 * Text that one statement sends or answers, or that one page shows, at most (and one entry more). Node cannot make a
 * string of 512 MB, `pg` dies of an answer that large, and whatever is read at once is in memory twice: as text and parsed.
 */
export const sliceBytesMax = 8 * 2 ** 20;

/** The items in order, cut so that each slice takes at most `sliceBytesMax`, or is one item. */
export function slicesOf<Item>(items: readonly Item[], bytesOf: (item: Item) => number): Item[][] {
  const slices: Item[][] = [];
  let slice: Item[] = [];
  let total = 0;
  for (const item of items) {
    const bytes = bytesOf(item);
    if (slice.length === 0 || total + bytes > sliceBytesMax) {
      slice = [];
      slices.push(slice);
      total = 0;
    }
    slice.push(item);
    total += bytes;
  }
  return slices;
}
