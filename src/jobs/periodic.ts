interface PeriodicOptions {
  readonly everyMs: number;
  /** Told when it may end early: nobody waits for more than the step under way. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** A failure is reported and the next turn comes all the same. */
  readonly onError: (error: unknown) => void;
  /** True: the first turn begins at once. */
  readonly startsNow?: boolean;
}

/**
 * Does a piece of work again and again, never twice at once: each turn begins `everyMs` after the last one ended.
 * Disposing tells the turn under way to end, and waits for it.
 */
export class Periodic implements AsyncDisposable {
  readonly #options: PeriodicOptions;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  readonly #stopping = new AbortController();

  constructor(options: PeriodicOptions) {
    this.#options = options;
    if (options.startsNow) this.#turn = this.#run();
    else this.#schedule();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#turn;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#turn = this.#run();
    }, this.#options.everyMs);
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    try {
      await this.#options.work(this.#stopping.signal);
    } catch (error) {
      this.#options.onError(error);
    }
    if (!this.#stopping.signal.aborted) this.#schedule();
  }
}
