import type { FileWork, FileWorkHandler, UploadWork } from '../../src/jobs/file-work.ts';
import { startFileJobs } from '../../src/jobs/file-jobs.ts';
import type { LeftBehind } from '../../src/jobs/settle-left-behind.ts';
import { FileQueue } from '../../src/jobs/file-queue.ts';
import { Database, type Tx } from '../../src/store/database.ts';
import { jobsSql } from '../../src/store/jobs-sql.ts';
import { listen } from '../../src/store/listen.ts';
import { createTestDatabase } from '../postgres.ts';

export interface FileRoom extends AsyncDisposable {
  readonly connectionString: string;
  readonly database: Database;
  readonly queue: FileQueue<Tx>;
  send(work: FileWork): Promise<void>;
  /** A process, so to speak, that works on files. */
  start(handler: Partial<FileWorkHandler>, options?: Starting): Promise<AsyncDisposable>;
  /** State and number of failed tries of a file's jobs. */
  jobs(uploadId: string): Promise<{ state: string; retryCount: number }[]>;
}

interface Starting {
  readonly processHeartbeatMs?: number;
  readonly leftBehind?: readonly LeftBehind[];
}

export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The queues on a database of their own. */
export async function openFileRoom(): Promise<FileRoom> {
  await using opened = new AsyncDisposableStack();
  const { connectionString } = opened.use(await createTestDatabase());
  const database = opened.use(
    new Database({ connectionString, poolSize: 4, lockWaitMs: 2000, onIdleError: () => undefined }),
  );
  const queue = new FileQueue<Tx>({
    within: jobsSql,
    outside: jobsSql(database),
    deadAfterMs: 1_000,
    onSent: () => undefined,
  });
  await queue.prepare();
  const kept = opened.move();
  return {
    connectionString,
    database,
    queue,
    send: (work) => database.transact((tx) => queue.send(tx, work)),
    start: (handler, { processHeartbeatMs = 200, leftBehind = [] } = {}) =>
      startFileJobs({
        connectionString,
        handler: { advance: async () => undefined, giveUp: async () => undefined, ...handler },
        settings: { filesAtOnceMax: 2, processHeartbeatMs },
        leftBehind,
        listen: (channel, onMessage) => listen({ connectionString, channel, onMessage }),
        log: silent,
        onStarted: () => undefined,
        onEnded: () => undefined,
      }),
    async jobs(uploadId) {
      const { rows } = await database.query<{ state: string; retryCount: number }>(
        `select state::text, retry_count as "retryCount" from pgboss.job where data ->> 'uploadId' = $1 order by created_on`,
        [uploadId],
      );
      return rows;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

export function file(uploadId: string, options: Partial<Pick<UploadWork, 'listId' | 'step'>> = {}): UploadWork {
  const { listId = 1, step = 'apply' } = options;
  return { organizationId: 7, listId, uploadId, step };
}

/** A handler's work, told as it happens, that a test lets finish. */
export class Ledger {
  readonly lines: string[] = [];
  readonly #held = new Map<string, PromiseWithResolvers<void>>();
  #changed = Promise.withResolvers<void>();

  note(line: string): void {
    this.lines.push(line);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Work on that file does not end by itself. */
  hold(uploadId: string): void {
    this.#held.set(uploadId, Promise.withResolvers());
  }

  release(uploadId: string): void {
    this.#held.get(uploadId)?.resolve();
  }

  /** Comes back when all these lines are there. */
  async until(...lines: readonly string[]): Promise<void> {
    const late = AbortSignal.timeout(15_000);
    late.addEventListener('abort', () => this.#changed.resolve(), { once: true });
    while (!lines.every((line) => this.lines.includes(line))) {
      await this.#changed.promise;
      if (late.aborted) throw new Error(`${lines.join(', ')} did not come: ${this.lines.join(', ')}`);
    }
  }

  readonly advance = async ({ uploadId = '' }: FileWork, signal: AbortSignal): Promise<void> => {
    this.note(`begin ${uploadId}`);
    const stopped = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => stopped.reject(signal.reason as Error), { once: true });
    try {
      await Promise.race([this.#held.get(uploadId)?.promise, stopped.promise]);
    } catch (error) {
      this.note(`break off ${uploadId}`);
      throw error;
    }
    this.note(`end ${uploadId}`);
  };
}
