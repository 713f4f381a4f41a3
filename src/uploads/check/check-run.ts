import { uploadLimits } from '../limits.ts';
import type { SpoolRecord, SpoolWriter } from '../ports.ts';
import { rowKinds, type UploadCounts } from '../upload.ts';
import { GivenReferences } from './given-references.ts';
import type { RandomBytes } from './new-customer-key.ts';
import { SeenTexts } from './seen-texts.ts';

const seedBytes = 8;

interface CheckRunOptions {
  readonly records: SpoolWriter<SpoolRecord>;
  readonly random: RandomBytes;
}

/** What one check of a file finds over all its rows. */
export class CheckRun {
  readonly records: SpoolWriter<SpoolRecord>;
  /** Customers, numbered. */
  readonly customers: SeenTexts;
  readonly #random: RandomBytes;
  /** By the customer's number: the last valid row that is for him. */
  readonly #lastRows = new Uint32Array(uploadLimits.rowsMax);
  readonly #kinds = new Uint8Array(2 * uploadLimits.rowsMax);
  readonly #counts = { total: 0, valid: 0, invalid: 0, warned: 0, excluded: 0 };
  #given: GivenReferences | undefined;
  #rows = 0;

  constructor({ records, random }: CheckRunOptions) {
    this.records = records;
    this.#random = random;
    this.customers = new SeenTexts(random(seedBytes));
  }

  get given(): GivenReferences {
    this.#given ??= new GivenReferences(this.#random(seedBytes));
    return this.#given;
  }

  /** The row before this one that is for the same customer; null: none. From now on it is this one. */
  earlierRowOf(customer: string, row: number): number | null {
    const number = this.customers.numberOf(customer);
    const earlier = this.#lastRows[number] ?? 0;
    this.#lastRows[number] = row;
    return earlier === 0 ? null : earlier;
  }

  /** Notes what the next row is. */
  count(kind: 'valid' | 'invalid' | 'excluded', isWarned: boolean): void {
    this.#counts[kind] += 1;
    if (kind !== 'excluded') this.#counts.total += 1;
    if (isWarned) this.#counts.warned += 1;
    this.#kinds[this.#rows] = rowKinds[kind] | (isWarned ? rowKinds.warned : 0);
    this.#rows += 1;
  }

  get counts(): UploadCounts {
    return { ...this.#counts };
  }

  get kinds(): Uint8Array {
    return this.#kinds.slice(0, this.#rows);
  }
}
