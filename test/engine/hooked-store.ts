import type { BatchStore, Checkpoint, ChunkTransaction } from '../../src/engine/ports.ts';

interface Hooks {
  /** Before a chunk is written; what it throws rolls the chunk back. */
  readonly beforeWrite?: (checkpoint: Checkpoint) => void | Promise<void>;
  /** After a transaction has committed. */
  readonly afterCommit?: () => void | Promise<void>;
  readonly beforeEnd?: () => void | Promise<void>;
}

/** The store, with something happening in the middle of its work. */
export function hookedStore(store: BatchStore, { beforeWrite, afterCommit, beforeEnd }: Hooks): BatchStore {
  const hooked = (tx: ChunkTransaction): ChunkTransaction => ({
    ...tx,
    async write(batch, writes, checkpoint) {
      await beforeWrite?.(checkpoint);
      await tx.write(batch, writes, checkpoint);
    },
  });
  return {
    open: (batch) => store.open(batch),
    resume: (organizationId, publicId) => store.resume(organizationId, publicId),
    async transact(work) {
      const result = await store.transact((tx) => work(hooked(tx)));
      await afterCommit?.();
      return result;
    },
    async end(batch, end) {
      await beforeEnd?.();
      await store.end(batch, end);
    },
    abandon: (batch) => store.abandon(batch),
    isConflict: (error) => store.isConflict(error),
  };
}
