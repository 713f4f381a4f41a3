import { randomInt } from 'node:crypto';

/** What happens by chance in a test, all of it out of one seed. */
export interface Chance {
  /** An integer from 0, below `limit`. */
  below(limit: number): number;
  /** True so often, of one time. */
  happens(often: number): boolean;
  oneOf<T>(choices: readonly T[]): T;
  /** So many of them, each once, in any order. */
  some<T>(choices: readonly T[], count: number): T[];
}

/** How much longer than in CI the test is to run: `FAULT_ROUNDS`, 1 where it is not set. */
export const rounds = Math.max(1, Number(process.env['FAULT_ROUNDS'] ?? 1));

/** Runs `work` with the seed of `FAULT_SEED`, or a new one. What it throws names the seed, and the command that repeats it. */
export async function seeded(file: string, work: (seed: number) => Promise<void>): Promise<void> {
  const seed = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31));
  try {
    await work(seed);
  } catch (cause) {
    const again = `FAULT_SEED=${seed} FAULT_ROUNDS=${rounds} npm test -- ${file}`;
    throw new Error(`It failed with the seed ${seed}; to repeat it: ${again}`, { cause });
  }
}

/** The same seed gives the same chances (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    happens: (often) => next() < often,
    oneOf<T>(choices: readonly T[]): T {
      const index = below(choices.length);
      if (index >= choices.length) throw new Error('there is nothing to choose from');
      return choices[index] as T;
    },
    some<T>(choices: readonly T[], count: number): T[] {
      const left = [...choices];
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)).flat();
    },
  };
}
