import { BatchEnds } from './jobs/batch-ends.ts';
import { FileQueue } from './jobs/file-queue.ts';
import { FileThread } from './jobs/file-thread.ts';
import type { JobLog } from './jobs/file-work.ts';
import type { WorkObserver } from './jobs/thread-messages.ts';
import { watchFiles } from './jobs/watch-files.ts';
import type { Settings } from './settings/settings.ts';
import type { Database, Tx } from './store/database.ts';
import { endedBatches } from './store/ended-batches.ts';
import { jobsSql } from './store/jobs-sql.ts';
import { leave } from './store/processes.ts';
import { unfinishedFiles } from './store/unfinished-files.ts';

interface Options {
  readonly settings: Settings;
  readonly connectionString: string;
  readonly database: Database;
  readonly log: JobLog;
  /** Told of what the file thread does; standard: nobody is. */
  readonly observer?: WorkObserver;
  /** The module that the file thread runs; standard: the service's own. */
  readonly entry?: URL;
}

/** What the service's main thread has of the work on files: it hands in, waits, and watches over the thread that works. */
export interface BackgroundFiles extends AsyncDisposable {
  readonly queue: Pick<FileQueue<Tx>, 'send'>;
  readonly ends: Pick<BatchEnds, 'wait'>;
  /** There will be work soon (a file is on its way): gets the thread ready. */
  expect(): void;
  /** Begins to look for work: what a dead process left, first of all. Called once the service listens. */
  start(): void;
  /** Lets go of whoever waits for a batch: the service stops, and answers them first. */
  release(): Promise<void>;
}

/** Disposing gives running work up at its next chunk; another process goes on with it. */
export function backgroundFiles({
  settings,
  connectionString,
  database,
  log,
  observer = uncounted,
  entry = ownEntry,
}: Options): BackgroundFiles {
  const ends = new BatchEnds({
    ended: (batches) => endedBatches(database, batches),
    onError: (err) => log.warn({ err }, 'whether batches have ended was not to be found out, and is tried again'),
  });
  const forget = (owner: number): void => {
    leave(database, owner).catch((err: unknown) => log.warn({ err }, 'a crashed thread could not be signed off'));
  };
  const onEnded = (): void => ends.nudge();
  const thread = new FileThread({ entry, settings, connectionString, log, onEnded, onCrash: forget, observer });
  const queue = new FileQueue<Tx>({
    within: jobsSql,
    outside: jobsSql(database),
    deadAfterMs: settings.processDeadAfterMs,
    onSent: () => thread.wake(),
  });
  let watching: AsyncDisposable | null = null;
  return {
    queue,
    ends,
    // Where the database is away now, whoever sends the file is told.
    expect: () =>
      void queue.prepare().then(
        () => thread.wake(),
        () => undefined,
      ),
    start() {
      watching ??= watchFiles({
        unfinished: unfinishedFiles(database),
        queue,
        send: (work) => database.transact((tx) => queue.send(tx, work)),
        thread,
        settings,
        log,
      });
    },
    release: () => ends[Symbol.asyncDispose](),
    async [Symbol.asyncDispose]() {
      await ends[Symbol.asyncDispose]();
      await watching?.[Symbol.asyncDispose]();
      await thread[Symbol.asyncDispose]();
    },
  };
}

const uncounted: WorkObserver = { chunk: () => undefined, batch: () => undefined };
const ownEntry = new URL('./file-worker-entry.ts', import.meta.url);
