import { setTimeout as delay } from 'node:timers/promises';

export interface WaitedBatch {
  readonly organizationId: number;
  /** `batch_…` */
  readonly batchId: string;
}

interface Options {
  /** Those of them that have ended. One statement, however many are asked for. */
  readonly ended: (batches: readonly WaitedBatch[]) => Promise<readonly WaitedBatch[]>;
  readonly onError: (error: unknown) => void;
}

interface WaitOptions {
  /** The waiting is given up: whoever waits has gone away. */
  readonly signal: AbortSignal;
  /** The longest wait. */
  readonly ms: number;
}

interface Waiter {
  readonly batch: WaitedBatch;
  readonly since: number;
  readonly wake: (how: 'ended' | 'still running') => void;
}

/** How long after the last look the next one comes, while a batch has been waited for `age` ms: 20 ms, growing to 250. */
const pollMs = (age: number): number => Math.min(250, Math.max(20, age / 10));

/**
 * Waits for batches to end, wherever they run: one poller a process, for all that are waited for. Where the batch runs in
 * this very process it is nudged and need not wait for its turn.
 */
export class BatchEnds implements AsyncDisposable {
  readonly #options: Options;
  readonly #waiters = new Set<Waiter>();
  #polling: Promise<void> | null = null;
  #pause = new AbortController();
  #closed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** `still running` after `ms`, when the signal fires, and when this process stops. */
  async wait(batch: WaitedBatch, { signal, ms }: WaitOptions): Promise<'ended' | 'still running'> {
    if (signal.aborted || this.#closed) return 'still running';
    const { promise, resolve } = Promise.withResolvers<'ended' | 'still running'>();
    const waiter = { batch, since: performance.now(), wake: resolve };
    const giveUp = (): void => resolve('still running');
    const timer = setTimeout(giveUp, ms);
    signal.addEventListener('abort', giveUp, { once: true });
    this.#waiters.add(waiter);
    // Whoever waits for long lets the poller sleep; for the newcomer it looks at once.
    if (this.#polling) this.nudge();
    else this.#polling = this.#poll();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      this.#waiters.delete(waiter);
    }
  }

  /** A batch may just have ended. */
  nudge(): void {
    this.#pause.abort();
  }

  /** Nobody waits any longer: the process stops, and whoever asked is told where to look. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const { wake } of this.#waiters) wake('still running');
    this.nudge();
    await this.#polling;
  }

  async #poll(): Promise<void> {
    let failed = false;
    while (this.#waiters.size > 0 && !this.#closed) {
      this.#pause = new AbortController();
      try {
        await this.#look();
        failed = false;
      } catch (error) {
        // Told once, not four times a second until the database is back.
        if (!failed) this.#options.onError(error);
        failed = true;
      }
      const youngest = Math.max(0, ...Array.from(this.#waiters, ({ since }) => since));
      const age = performance.now() - youngest;
      await delay(pollMs(age), undefined, { signal: this.#pause.signal }).catch(() => undefined);
    }
    this.#polling = null;
  }

  async #look(): Promise<void> {
    const waiters = [...this.#waiters];
    const ended = await this.#options.ended(waiters.map(({ batch }) => batch));
    const names = new Set(ended.map(nameOf));
    for (const { batch, wake } of waiters) if (names.has(nameOf(batch))) wake('ended');
  }
}

function nameOf({ organizationId, batchId }: WaitedBatch): string {
  return `${organizationId}/${batchId}`;
}
