/**
 * The side of the queues that works, in the file thread. Each slot takes one job after the other. A job is: `created` →
 * `active` (here) → `completed`, or `retry` after a failed try, after a try whose process died (found by pg-boss by the
 * missing heartbeat), or when this process stops and hands it back.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import { Bell } from './bell.ts';
import { doorbellChannel, fileQueues, retriesMax } from './file-queues.ts';
import { type FileWorkHandler, type JobLog, nameOf } from './file-work.ts';
import { type FileJob, RunningJob } from './running-job.ts';

interface Options {
  readonly boss: PgBoss;
  readonly handler: FileWorkHandler;
  /** Files of each queue that are worked on at the same time. */
  readonly filesAtOnceMax: number;
  readonly beatMs: number;
  readonly log: JobLog;
  readonly onStarted: (job: FileJob) => void;
  /** The slot has let go of the job, whatever became of it. */
  readonly onEnded: (job: FileJob) => void;
}

/** A job that waits for its next try becomes due without a ring. */
const pollMs = 2_000;

export class FileRunner implements AsyncDisposable {
  readonly #options: Options;
  readonly #bell = new Bell();
  readonly #stopping = new AbortController();
  readonly #slots: Promise<void>[];

  constructor(options: Options) {
    this.#options = options;
    const slots = fileQueues.flatMap(({ name }) => Array.from({ length: options.filesAtOnceMax }, () => name));
    this.#slots = slots.map((queue) => this.#slot(queue));
  }

  /** Looks for work now. */
  wake(): void {
    this.#bell.ring();
  }

  /** Running work is given up at its next chunk, and its jobs go back at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error('the process stops'));
    this.wake();
    await Promise.all(this.#slots);
  }

  async #slot(queue: string): Promise<void> {
    const { boss, log } = this.#options;
    let isAway = false;
    while (!this.#stopping.signal.aborted) {
      const heard = this.#bell.rings;
      try {
        const [job] = await boss.fetch<FileJob['data']>(queue, { includeMetadata: true });
        isAway = false;
        if (job) await this.#run(job);
        else await this.#bell.after(heard, pollMs);
      } catch (err) {
        // Told once, not every two seconds until the database is back.
        if (!isAway) log.warn({ err, queue }, 'the queue of files was not to be reached');
        isAway = true;
        await delay(pollMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }

  async #run(job: FileJob): Promise<void> {
    const { boss, beatMs, log, handler, onStarted, onEnded } = this.#options;
    const onError = (err: unknown): void => log.warn({ err, ...named(job) }, 'no heartbeat of a file could be written');
    onStarted(job);
    try {
      await using running = new RunningJob({ boss, job, beatMs, onError });
      try {
        await handler.advance(job.data, AbortSignal.any([running.lost, this.#stopping.signal]));
      } catch (error) {
        await this.#failed(job, running, error);
        return;
      }
      if (await running.isOurs()) await boss.complete(job.name, job.id);
    } finally {
      onEnded(job);
      // The next file of the same list can be taken, in this slot or another.
      this.wake();
    }
  }

  async #failed(job: FileJob, running: RunningJob, err: unknown): Promise<void> {
    const { boss, log, handler } = this.#options;
    // Each time that it was handed back both counts went up.
    const failedTries = job.retryCount - (job.retryLimit - retriesMax) + 1;
    if (!(await running.isOurs())) {
      log.warn({ err, ...named(job) }, 'a file is left to the process that took it over');
    } else if (this.#stopping.signal.aborted) {
      await handBack(boss, job);
    } else if (job.retryCount < job.retryLimit && !(isFaultOfOurs(err) && failedTries >= triesOfFaultsMax)) {
      log.warn({ err, ...named(job), failedTries }, 'work on a file failed and is tried again');
      await boss.fail(job.name, job.id, { type: err instanceof Error ? err.name : typeof err });
    } else {
      log.error({ err, ...named(job) }, 'work on a file failed for good');
      await handler.giveUp(job.data, err);
      await boss.complete(job.name, job.id);
    }
  }
}

/** No wait mends a fault in the program: some 20 seconds, and the list's next file has its turn. */
const triesOfFaultsMax = 5;

/** As against what the world around is to blame for; `fetch` throws a TypeError for that, too, with a cause. */
function isFaultOfOurs(error: unknown): boolean {
  const faults = [TypeError, RangeError, ReferenceError, SyntaxError];
  return faults.some((fault) => error instanceof fault) && error instanceof Error && error.cause === undefined;
}

/** To whoever takes it next, at its place in the order, now, and without counting as a failed try. */
async function handBack(boss: PgBoss, { name, id, retryLimit }: FileJob): Promise<void> {
  await boss.fail(name, id, { type: 'handed back' });
  // In the last try that was final.
  await boss.retry(name, id);
  await boss.update({ name, options: { id, startAfter: 0, retryLimit: retryLimit + 1 } });
  await boss.getDb().executeSql('select pg_notify($1, $2)', [doorbellChannel, name]);
}

function named({ data }: FileJob): object {
  return nameOf(data);
}
