interface TurnsOptions {
  readonly atOnceMax: number;
  readonly waitingMax: number;
  /** What is thrown at whoever finds the queue full. */
  readonly full: () => Error;
}

/** Lets so many pieces of work run at once; so many more wait in the order in which they came. */
export class BoundedTurns {
  readonly #options: TurnsOptions;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed on as it is, so nobody slips in between.
      if (next) next();
      else this.#running -= 1;
    }
  }

  async #enter(): Promise<void> {
    const { atOnceMax, waitingMax, full } = this.#options;
    if (this.#running < atOnceMax) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= waitingMax) throw full();
    await new Promise<void>((enter) => this.#waiting.push(enter));
  }
}
