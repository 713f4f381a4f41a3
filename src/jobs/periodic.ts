interface PeriodicOptions {
  readonly everyMs: number;
  readonly work: () => Promise<void>;
  /** A failure is reported and the next turn comes all the same. */
  readonly onError: (error: unknown) => void;
  /** True: the first turn begins at once. */
  readonly startsNow?: boolean;
}

/**
 * Does a piece of work again and again, never twice at once: each turn begins `everyMs` after the last one ended.
 * Disposing waits for the turn under way.
 */
export class Periodic implements AsyncDisposable {
  readonly #options: PeriodicOptions;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: PeriodicOptions) {
    this.#options = options;
    if (options.startsNow) this.#turn = this.#run();
    else this.#schedule();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
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
      await this.#options.work();
    } catch (error) {
      this.#options.onError(error);
    }
    if (!this.#stopped) this.#schedule();
  }
}
