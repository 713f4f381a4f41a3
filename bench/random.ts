/** Numbers from 0 to below 1 that look random and are the same in each run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws different ones of a set, in random order. */
export class Lot {
  readonly #all: Uint32Array;
  readonly #random: () => number;

  constructor(all: Iterable<number>, random: () => number) {
    this.#all = Uint32Array.from(all);
    this.#random = random;
  }

  draw(count: number): Uint32Array {
    const all = this.#all;
    if (count > all.length) throw new Error(`${count} of ${all.length} cannot be drawn`);
    for (let place = 0; place < count; place += 1) {
      const other = place + Math.floor(this.#random() * (all.length - place));
      const drawn = all[other] ?? 0;
      all[other] = all[place] ?? 0;
      all[place] = drawn;
    }
    return all.slice(0, count);
  }
}
