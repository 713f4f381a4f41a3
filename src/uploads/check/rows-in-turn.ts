import type { RowReader } from '../../fields/sheet-fields.ts';
import type { SpooledRow } from '../ports.ts';
import type { RowChecker } from './row-checker.ts';
import type { RowEdits } from './row-edits.ts';

interface Options {
  readonly reader: RowReader;
  readonly edits: RowEdits;
  readonly checker: Pick<RowChecker, 'check'>;
}

/** A table's rows on their first way past: they are checked until one comes whose meaning is still open. */
export class RowsInTurn {
  readonly #options: Options;
  #waitingFrom: number | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Index of the first row that was not checked, as none was behind it; null: all were. */
  get waitingFrom(): number | null {
    return this.#waitingFrom;
  }

  async take(rows: readonly SpooledRow[]): Promise<void> {
    if (this.#observe(rows)) this.#waitingFrom ??= rows[0]?.index ?? 0;
    if (this.#waitingFrom === null) await this.#options.checker.check(rows);
  }

  /** Each row is observed, whatever the ones before it said. */
  #observe(rows: readonly SpooledRow[]): boolean {
    const { reader, edits } = this.#options;
    let isOpen = false;
    for (const row of rows) {
      if (!edits.isExcluded(row.index) && reader.observe(edits.cellsOf(row))) isOpen = true;
    }
    return isOpen;
  }
}
