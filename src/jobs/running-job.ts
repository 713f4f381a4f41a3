import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { FileWork } from './file-work.ts';
import { Periodic } from './periodic.ts';

export type FileJob = JobWithMetadata<FileWork>;

interface Options {
  readonly boss: PgBoss;
  readonly job: FileJob;
  readonly beatMs: number;
  readonly onError: (error: unknown) => void;
}

/**
 * A job that this process runs: its heartbeat goes out until it is disposed, and its signal fires when it is this
 * process's no more. pg-boss tells a job by its id alone, and whoever was frozen for long enough finds its job in
 * another's hands; so the count of tries, which each start raises, is compared before anything is written.
 */
export class RunningJob implements AsyncDisposable {
  readonly #options: Options;
  readonly #lost = new AbortController();
  readonly #heartbeat: Periodic;
  #seenAt = performance.now();

  constructor(options: Options) {
    this.#options = options;
    this.#heartbeat = new Periodic({
      everyMs: options.beatMs,
      work: () => this.#beat(),
      onError: (error) => this.#onError(error),
    });
  }

  /** Aborted when the job is another's, or may well be: no heartbeat could be written for long enough. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async isOurs(): Promise<boolean> {
    if (this.lost.aborted) return false;
    const { boss, job } = this.#options;
    const [found] = await boss.findJobs(job.name, { id: job.id });
    return found?.state === 'active' && found.retryCount === job.retryCount;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#heartbeat[Symbol.asyncDispose]();
  }

  async #beat(): Promise<void> {
    const { boss, job } = this.#options;
    if (!(await this.isOurs())) return this.#lost.abort(new Error('another process took the job over'));
    await boss.touch(job.name, job.id);
    this.#seenAt = performance.now();
  }

  #onError(error: unknown): void {
    const { job, onError } = this.#options;
    onError(error);
    const deadAfterMs = (job.heartbeatSeconds ?? 0) * 1000;
    if (performance.now() - this.#seenAt > deadAfterMs) this.#lost.abort(new Error('no heartbeat could be written'));
  }
}
