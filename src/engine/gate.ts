interface Waiting {
  readonly owner: number;
  readonly enter: () => void;
}

/**
 * Lets at most `limit` pieces of work run at once, and at most `ownerLimit` of one owner; the others wait in the order in
 * which they came. With `ownerLimit` below `limit` no owner, however stuck its work is, can keep all others out.
 */
export class Gate {
  readonly #limit: number;
  readonly #ownerLimit: number;
  readonly #waiting: Waiting[] = [];
  readonly #runningOf = new Map<number, number>();
  #running = 0;

  constructor(limit: number, ownerLimit = limit) {
    this.#limit = limit;
    this.#ownerLimit = ownerLimit;
  }

  /** `owner`: whoever shares one part of the limit; one for all where it is left out. */
  async run<T>(work: () => Promise<T>, owner = 0): Promise<T> {
    if (this.#hasRoom(owner)) this.#count(owner, 1);
    else await new Promise<void>((enter) => this.#waiting.push({ owner, enter }));
    try {
      return await work();
    } finally {
      this.#count(owner, -1);
      this.#admit();
    }
  }

  /** Whoever waits longest and has room; counted before he goes on, so that nobody slips in between. */
  #admit(): void {
    const next = this.#waiting.findIndex(({ owner }) => this.#hasRoom(owner));
    const [admitted] = next === -1 ? [] : this.#waiting.splice(next, 1);
    if (!admitted) return;
    this.#count(admitted.owner, 1);
    admitted.enter();
  }

  #hasRoom(owner: number): boolean {
    return this.#running < this.#limit && (this.#runningOf.get(owner) ?? 0) < this.#ownerLimit;
  }

  #count(owner: number, by: 1 | -1): void {
    const running = (this.#runningOf.get(owner) ?? 0) + by;
    if (running === 0) this.#runningOf.delete(owner);
    else this.#runningOf.set(owner, running);
    this.#running += by;
  }
}
