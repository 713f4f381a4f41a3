import type { PackSize } from './ports.ts';

/** Some of the undone batch's packs, which are taken back together. */
export interface UndoChunk {
  readonly packs: readonly number[];
  /** Place of its first change among all of the batch, from 0. */
  readonly first: number;
  readonly count: number;
}

/** A batch has no ids for more than 1,024 chunks; a chunk may be closed for any of three reasons. */
const chunksMax = 1_024 / 3 - 1;
/** Text that a chunk is aimed at, at most: parsed, and made into records, it takes some 20 times as much memory. */
const charactersMax = 2 ** 20;
/** Where changes are large their packs have few. */
const packsMax = 16;

/**
 * Cuts the changes of a batch into chunks of about `chunkRecords`, pack by pack. Packs are in key order, and each customer
 * has one change a batch; so whatever the cut, no two chunks share a customer. The same packs are always cut alike.
 */
export function cutUndo(packs: readonly PackSize[], chunkRecords: number): UndoChunk[] {
  const limits = {
    records: Math.max(chunkRecords, Math.ceil(countOf(packs) / chunksMax)),
    characters: Math.max(charactersMax, Math.ceil(charactersOf(packs) / chunksMax)),
    packs: Math.max(packsMax, Math.ceil(packs.length / chunksMax)),
  };
  const chunks: UndoChunk[] = [];
  let own: number[] = [];
  let first = 0;
  let count = 0;
  let characters = 0;
  for (const [pack, size, length] of packs) {
    own.push(pack);
    count += size;
    characters += length;
    if (count < limits.records && characters < limits.characters && own.length < limits.packs) continue;
    chunks.push({ packs: own, first, count });
    first += count;
    own = [];
    count = 0;
    characters = 0;
  }
  return own.length === 0 ? chunks : [...chunks, { packs: own, first, count }];
}

/** Whether the batch is so large that its chunks hold more text than they should: then one is in hand at a time. */
export function isWide(packs: readonly PackSize[]): boolean {
  return charactersOf(packs) > charactersMax * chunksMax;
}

function charactersOf(packs: readonly PackSize[]): number {
  return packs.reduce((sum, [, , characters]) => sum + characters, 0);
}

/** Changes in these packs. */
export function countOf(packs: readonly PackSize[]): number {
  return packs.reduce((sum, [, count]) => sum + count, 0);
}
