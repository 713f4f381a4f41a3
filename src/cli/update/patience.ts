import { setTimeout as pause } from 'node:timers/promises';

/** How long a request is tried again while the service is away or busy. */
const patienceMs = 120_000;
const firstPauseMs = 250;
const longestPauseMs = 5000;
const longestAskedMs = 30_000;

/** Counts the tries of one request. */
export class Patience {
  readonly #signal: AbortSignal;
  readonly #begun = performance.now();
  #pauseMs = firstPauseMs;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get isOver(): boolean {
    return performance.now() - this.#begun > patienceMs;
  }

  /** Waits before the next try: as long as the service asks for, else a little longer each time. */
  async wait(retryAfter: string | null): Promise<void> {
    const asked = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
    await pause(Math.min(asked, longestAskedMs), undefined, { signal: this.#signal });
  }
}
