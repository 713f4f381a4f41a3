import type { FailureCode, Outcome } from '../../engine/records.ts';

/** Why a record that is valid was not applied. */
export interface RecordFailure {
  readonly error: FailureCode;
  readonly reason: string;
}

/** Failures that are held at once; where there are more, the outcomes are read again for each part of the file. */
const failuresHeldMax = 100_000;

const applied = 1;
const failed = 2;

interface Options {
  /** Records of the batch, valid or not: customers' rows, then contacts'. */
  readonly total: number;
  /** All outcomes, in any order; may be asked for again. */
  readonly read: () => AsyncIterable<readonly Outcome[]>;
}

/**
 * What became of each record of a file, to be asked in file order. Outcomes are stored by chunk, and chunks are cut by
 * key: so a byte a record is held, and of failures with their reasons only those of a window of the file.
 */
export class OutcomeTable {
  readonly #codes: Uint8Array;
  readonly #options: Options;
  readonly failed: number;
  /** The window whose failures are held: from, until. */
  #window: readonly [number, number] = [0, 0];
  #failures = new Map<number, RecordFailure>();

  private constructor(options: Options, codes: Uint8Array) {
    this.#options = options;
    this.#codes = codes;
    let count = 0;
    for (const code of codes) if (code === failed) count += 1;
    this.failed = count;
  }

  static async read(options: Options): Promise<OutcomeTable> {
    const codes = new Uint8Array(options.total);
    for await (const outcomes of options.read()) {
      for (const { index, outcome } of outcomes) codes[index] = outcome === 'failed' ? failed : applied;
    }
    return new OutcomeTable(options, codes);
  }

  isApplied(index: number): boolean {
    return this.#codes[index] === applied;
  }

  /** null: it was applied, or was never valid. Ask in order of the index. */
  async failureOf(index: number): Promise<RecordFailure | null> {
    if (this.#codes[index] !== failed) return null;
    if (index < this.#window[0] || index >= this.#window[1]) await this.#readWindow(index);
    return this.#failures.get(index) ?? null;
  }

  async #readWindow(from: number): Promise<void> {
    let until = from;
    for (let count = 0; until < this.#codes.length && count < failuresHeldMax; until += 1) {
      if (this.#codes[until] === failed) count += 1;
    }
    const failures = new Map<number, RecordFailure>();
    for await (const outcomes of this.#options.read()) {
      for (const outcome of outcomes) {
        if (outcome.outcome !== 'failed' || outcome.index < from || outcome.index >= until) continue;
        failures.set(outcome.index, { error: outcome.error, reason: outcome.reason });
      }
    }
    this.#failures = failures;
    this.#window = [from, until];
  }
}
