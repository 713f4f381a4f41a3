import { type FileWork, nameOf } from './file-work.ts';
import { Periodic } from './periodic.ts';

/** Files that are not through, in the order in which they came. */
export interface UnfinishedFiles {
  /** At most `limit`, from the one after that on; null: from the first. */
  list(after: FileCursor | null, limit: number): Promise<readonly UnfinishedFile[]>;
}
export interface UnfinishedFile {
  readonly work: FileWork;
  readonly cursor: FileCursor;
}
/** Ids of the store's own. */
export interface FileCursor {
  readonly organizationId: number;
  readonly id: number;
}

interface Options {
  readonly unfinished: UnfinishedFiles;
  readonly queue: { prepare(): Promise<void>; has(work: FileWork): Promise<boolean> };
  /** Sends the work in a transaction of its own. */
  readonly send: (work: FileWork) => Promise<void>;
  readonly thread: { wake(): void; rest(): Promise<void> };
  readonly settings: { readonly processHeartbeatMs: number };
  readonly log: { warn(details: object, message: string): void };
  /** How often jobs are compared with files; standard: every minute. */
  readonly sweepEveryMs?: number;
}

const sweepEveryMsStandard = 60_000;
/** Files looked at in one sweep; the next goes on. */
const sweepFilesMax = 100;

/**
 * Keeps the file thread awake while there is work: a process that just started finds what a dead one left. And sends
 * again the work of a file that has no job, which cannot happen as long as nobody removes jobs by hand.
 */
export function watchFiles(options: Options): AsyncDisposable {
  const { unfinished, queue, thread, settings, log } = options;
  const onError = (err: unknown): void => log.warn({ err }, 'watching over the files failed and is tried again');
  const look = async (): Promise<void> => {
    await queue.prepare();
    const [file] = await unfinished.list(null, 1);
    if (file) thread.wake();
    else await thread.rest();
  };
  const looking = new Periodic({ everyMs: settings.processHeartbeatMs, work: look, onError, startsNow: true });
  const sweeping = new Periodic({
    everyMs: options.sweepEveryMs ?? sweepEveryMsStandard,
    work: sweeper(options),
    onError,
  });
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all([looking[Symbol.asyncDispose](), sweeping[Symbol.asyncDispose]()]);
    },
  };
}

function sweeper({ unfinished, queue, send, log }: Options): () => Promise<void> {
  let after: FileCursor | null = null;
  return async () => {
    const files = await unfinished.list(after, sweepFilesMax);
    after = files.length < sweepFilesMax ? null : (files.at(-1)?.cursor ?? null);
    for (const { work } of files) {
      if (await queue.has(work)) continue;
      log.warn(nameOf(work), 'a file had no job and gets a new one');
      await send(work);
    }
  };
}
