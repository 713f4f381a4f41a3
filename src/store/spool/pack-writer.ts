import type { SpoolWriter } from '../../uploads/ports.ts';
import { packTextAside } from '../packed.ts';

/** A pack before it is deflated. */
export interface Pack {
  readonly text: string | Uint8Array;
  /** The row that it becomes. */
  readonly row: (packed: Buffer) => readonly Buffer[];
}

interface Options<Item> {
  /** Takes items, and gives the packs that are full; at the end (null) all that is left. */
  readonly collect: (items: readonly Item[] | null) => Iterable<Pack>;
  readonly store: (rows: readonly (readonly Buffer[])[]) => Promise<void>;
}

/** Packs that are deflated at once; with one the thread that reads would wait for it, with more it would share its core. */
const deflatesMax = 2;
/** Deflated bytes that one transaction stores, about. */
const storeBytesMax = 2 * 2 ** 20;

/**
 * Deflates packs in the thread pool and stores them in order, some at a time, while its caller goes on. What it holds at
 * most: the packs that are deflated, and twice what one transaction stores.
 */
export function packWriter<Item>({ collect, store }: Options<Item>): SpoolWriter<Item> {
  const deflating: Promise<readonly Buffer[]>[] = [];
  let ready: (readonly Buffer[])[] = [];
  let readyBytes = 0;
  let storing = Promise.resolve();

  const flush = async (): Promise<void> => {
    await storing;
    if (ready.length === 0) return;
    storing = store(ready);
    // Thrown to whoever writes next.
    storing.catch(() => undefined);
    ready = [];
    readyBytes = 0;
  };
  const settleOldest = async (): Promise<void> => {
    const row = await deflating.shift();
    if (!row) return;
    ready.push(row);
    readyBytes += row.reduce((sum, { length }) => sum + length, 0);
    if (readyBytes >= storeBytesMax) await flush();
  };
  const take = async (items: readonly Item[] | null): Promise<void> => {
    for (const { text, row } of collect(items)) {
      if (deflating.length >= deflatesMax) await settleOldest();
      deflating.push(packTextAside(text).then(row));
    }
  };
  return {
    write: take,
    async end() {
      await take(null);
      while (deflating.length > 0) await settleOldest();
      await flush();
      await storing;
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([...deflating, storing]);
    },
  };
}
