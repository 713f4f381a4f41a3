import type { ValidRecord } from '../../engine/records.ts';
import type { ListSheets } from '../../fields/sheet-fields.ts';
import type { SpooledRecords, SpoolRecord } from '../ports.ts';

interface Options {
  readonly records: SpooledRecords;
  readonly sheets: ListSheets;
  /** Rows of the customers' table: records from there on are contacts. */
  readonly customerRows: number;
  /** Records that a chunk is aimed at. */
  readonly chunkRecords: number;
}

/** The chunks of a spool. The same spool is always cut in the same way, so a chunk is known by its number. */
export class SpooledChunks {
  readonly #options: Options;
  readonly #borders: readonly string[];

  constructor(options: Options) {
    this.#options = options;
    this.#borders = options.records.cut(options.chunkRecords);
  }

  get count(): number {
    return this.#borders.length;
  }

  async read(chunk: number): Promise<ValidRecord[]> {
    const range = { from: this.#borders[chunk] ?? '', until: this.#borders[chunk + 1] ?? null };
    const records = await this.#options.records.read(range);
    return records.map((record) => settled(record, this.#options));
  }
}

/** A record with what it takes to settle the patch, where that has to wait for the customer. */
export function settled(
  record: SpoolRecord,
  { sheets, customerRows }: Pick<Options, 'sheets' | 'customerRows'>,
): ValidRecord {
  const fields = record.index < customerRows ? sheets.customers : sheets.contacts;
  const settle = fields?.settle(record.patch);
  return settle ? { ...record, settle } : record;
}
