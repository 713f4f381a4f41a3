import type { PackSize } from './ports.ts';

/** Some of the undone batch's packs, which are taken back together. */
export interface UndoChunk {
  readonly packs: readonly number[];
  /** Place of its first change among all of the batch, from 0. */
  readonly first: number;
  readonly count: number;
}

/** A batch has no ids for more; half of them, so that no rounding comes near. */
const chunksMax = 512;

/**
 * Cuts the changes of a batch into chunks of about `chunkRecords`, pack by pack. Packs are in key order, and each customer
 * has one change a batch; so whatever the cut, no two chunks share a customer. The same packs are always cut alike.
 */
export function cutUndo(packs: readonly PackSize[], chunkRecords: number): UndoChunk[] {
  const records = Math.max(chunkRecords, Math.ceil(countOf(packs) / chunksMax));
  const packsMax = Math.max(packsAtOnceMax, Math.ceil(packs.length / chunksMax));
  const chunks: UndoChunk[] = [];
  let own: number[] = [];
  let first = 0;
  let count = 0;
  for (const [pack, size] of packs) {
    own.push(pack);
    count += size;
    if (count < records && own.length < packsMax) continue;
    chunks.push({ packs: own, first, count });
    first += count;
    own = [];
    count = 0;
  }
  return own.length === 0 ? chunks : [...chunks, { packs: own, first, count }];
}

/** Where changes are large their packs have few: so many of about a megabyte are held at once. */
const packsAtOnceMax = 16;

/** Changes in these packs. */
export function countOf(packs: readonly PackSize[]): number {
  return packs.reduce((sum, [, count]) => sum + count, 0);
}
