import type { WorkbookLimits } from '../workbook-limits.ts';
import { damaged, quoted, swellsTooFar, tooDense } from '../refusals.ts';
import type { ZipEntry } from './central-directory.ts';

type Limits = Pick<WorkbookLimits, 'inflatedBytesMax' | 'inflationRatioMax' | 'inflationRatioFromBytes'>;

/**
 * Counts what is inflated, while it is. An entry that is read a second time (its header first, then all of it) counts
 * once.
 */
export class InflationBudget {
  readonly #limits: Limits;
  readonly #counted = new Map<ZipEntry, number>();
  #total = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** So many bytes of an entry have come out by now. Throws when that is too much. */
  count(entry: ZipEntry, bytes: number): void {
    const { inflatedBytesMax, inflationRatioMax, inflationRatioFromBytes } = this.#limits;
    const before = this.#counted.get(entry) ?? 0;
    if (bytes > before) {
      this.#counted.set(entry, bytes);
      this.#total += bytes - before;
    }
    if (this.#total > inflatedBytesMax) throw swellsTooFar('The workbook unpacks to', inflatedBytesMax);
    if (bytes > inflationRatioFromBytes && bytes > entry.compressedBytes * inflationRatioMax) {
      throw tooDense(entry.name, inflationRatioMax);
    }
    if (bytes > entry.inflatedBytes) throw damaged(`${quoted(entry.name)} is longer than it says`);
  }
}
