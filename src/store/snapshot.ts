import type { Database, Reader } from './database.ts';

/** The database as it was at one moment. Disposing lets go of its connection. */
export interface Snapshot extends AsyncDisposable {
  readonly reader: Reader;
}

interface SnapshotOptions {
  /** Milliseconds that may pass between two statements. */
  readonly idleMs: number;
}

/** Opens one. While it is open nothing that was deleted since is cleared away, so it is not to be held for long. */
export async function openSnapshot(database: Database, { idleMs }: SnapshotOptions): Promise<Snapshot> {
  const opened = Promise.withResolvers<Reader>();
  const closed = Promise.withResolvers<void>();
  const ended = database.transact(
    async (tx) => {
      opened.resolve(tx);
      await closed.promise;
    },
    { snapshotIdleMs: idleMs },
  );
  ended.catch(opened.reject);
  return {
    reader: await opened.promise,
    async [Symbol.asyncDispose]() {
      closed.resolve();
      // What was read was read: that the connection broke meanwhile is told by whatever asked for more.
      await ended.catch(() => undefined);
    },
  };
}
