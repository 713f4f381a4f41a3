import type { Database, Reader } from './database.ts';

/** The database as it was at one moment. Disposing lets go of its connection. */
export interface Snapshot extends AsyncDisposable {
  readonly reader: Reader;
}

interface SnapshotOptions {
  /** Milliseconds that may pass between two statements. */
  readonly idleMs: number;
  /** Milliseconds after which it is broken off, whoever reads. */
  readonly openMsMax: number;
  /** Called once, when its connection is given back; also where none could be had. */
  readonly onClosed: () => void;
}

/** Opens one. While it is open nothing that was deleted since is cleared away, so it is not to be held for long. */
export async function openSnapshot(
  database: Database,
  { idleMs, openMsMax, onClosed }: SnapshotOptions,
): Promise<Snapshot> {
  const opened = Promise.withResolvers<Reader>();
  const closed = Promise.withResolvers<void>();
  closed.promise.catch(() => undefined);
  let why: Error | null = null;
  const breakOff = (error: Error): void => {
    why ??= error;
    closed.reject(why);
  };
  const ended = database
    .transact(
      async (tx) => {
        // Its connection is somebody else's afterwards.
        opened.resolve({
          query: async (text, values) => (why === null ? tx.query(text, values) : Promise.reject(why)),
        });
        await closed.promise;
      },
      { snapshotIdleMs: idleMs, onBreak: breakOff },
    )
    .finally(onClosed);
  ended.catch(opened.reject);
  const reader = await opened.promise;
  const limit = setTimeout(() => breakOff(new Error(tooLong(openMsMax))), openMsMax).unref();
  // What was read was read: that the connection broke meanwhile is told by whatever asks for more.
  const over = ended.catch(() => undefined).finally(() => clearTimeout(limit));
  return {
    reader,
    async [Symbol.asyncDispose]() {
      why ??= new Error('The snapshot was let go of.');
      closed.resolve();
      await over;
    },
  };
}

const tooLong = (ms: number) =>
  `A snapshot of the database was open for ${ms / 60_000} minutes, which is as long as it may be.`;
