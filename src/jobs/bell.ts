/** Wakes those who wait. Whoever compares `rings` from before he looked with those after misses none. */
export class Bell {
  #rings = 0;
  readonly #waiting = new Set<() => void>();

  get rings(): number {
    return this.#rings;
  }

  ring(): void {
    this.#rings += 1;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Comes back at the first ring after the one numbered `heard`, which may be over already; at the latest after `ms`. */
  async after(heard: number, ms: number): Promise<void> {
    if (this.#rings !== heard) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#waiting.add(resolve);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(resolve);
  }
}
