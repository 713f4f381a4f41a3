import type { FailureCode, Outcome } from '../../engine/records.ts';

/** Why a record that is valid was not applied. */
export interface RecordFailure {
  readonly error: FailureCode;
  readonly reason: string;
}

/** Failures that are held at once; where there are more, the outcomes are read again for each part of the file. */
const failuresHeldMaxStandard = 100_000;

/** A record's code is its outcome's place here; 0: it has none (yet). */
const outcomeNames = [null, 'updated', 'unchanged', 'failed'] as const;
const failed = outcomeNames.indexOf('failed');

interface Options {
  /** Records of the batch, valid or not: customers' rows, then contacts'. */
  readonly total: number;
  /** All outcomes, in any order; may be asked for again. */
  readonly read: () => AsyncIterable<readonly Outcome[]>;
  readonly failuresHeldMax?: number;
}

/**
 * What became of each record of a file, to be asked in file order. Outcomes are stored by chunk, and chunks are cut by
 * key: so a byte a record is held, and of failures with their reasons only those of a window of the file.
 */
export class OutcomeTable {
  readonly #codes: Uint8Array;
  readonly #options: Options;
  /** Whether records were not applied because another one was at fault. */
  readonly isAborted: boolean;
  /** The lowest index that failed for a reason of its own; null: none. */
  readonly lowestFailed: number | null;
  /** The window whose failures are held: from, until. */
  #window: readonly [number, number] = [0, 0];
  #failures = new Map<number, RecordFailure>();

  private constructor(options: Options, { codes, lowest, isAborted }: Read) {
    this.#options = options;
    this.#codes = codes;
    this.isAborted = isAborted;
    this.lowestFailed = lowest === Infinity ? null : lowest;
  }

  static async read(options: Options): Promise<OutcomeTable> {
    const read = { codes: new Uint8Array(options.total), lowest: Infinity, isAborted: false };
    for await (const outcomes of options.read()) for (const outcome of outcomes) note(read, outcome);
    return new OutcomeTable(options, read);
  }

  isApplied(index: number): boolean {
    const outcome = this.outcomeOf(index);
    return outcome === 'updated' || outcome === 'unchanged';
  }

  /** null: no chunk has reached it, or it was never valid. */
  outcomeOf(index: number): Outcome['outcome'] | null {
    return outcomeNames[this.#codes[index] ?? 0] ?? null;
  }

  /** null: it was applied, or was never valid. Ask in order of the index. */
  async failureOf(index: number): Promise<RecordFailure | null> {
    if (this.#codes[index] !== failed) return null;
    if (index < this.#window[0] || index >= this.#window[1]) await this.#readWindow(index);
    return this.#failures.get(index) ?? null;
  }

  async #readWindow(from: number): Promise<void> {
    const { failuresHeldMax = failuresHeldMaxStandard } = this.#options;
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

interface Read {
  readonly codes: Uint8Array;
  lowest: number;
  isAborted: boolean;
}

function note(read: Read, outcome: Outcome): void {
  const { index } = outcome;
  read.codes[index] = outcomeNames.indexOf(outcome.outcome);
  if (outcome.outcome !== 'failed') return;
  if (outcome.error === 'batch_aborted_exception') read.isAborted = true;
  else read.lowest = Math.min(read.lowest, index);
}
