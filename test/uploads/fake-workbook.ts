import type { Cell } from '../../src/fields/cell.ts';
import type { SheetRow, Spreadsheet } from '../../src/uploads/ports.ts';

export type Row = readonly Cell[];

/** A file whose rows are known: of a CSV one table, of a workbook its sheets by name. An empty row is left out. */
export type FakeFile = { readonly csv: readonly Row[] } | { readonly sheets: Readonly<Record<string, readonly Row[]>> };

export class FakeWorkbook implements Spreadsheet {
  readonly type: 'csv' | 'xlsx';
  readonly sheets: readonly string[];
  readonly #file: FakeFile;
  /** Sheets that are being read. */
  open = 0;
  isClosed = false;

  constructor(file: FakeFile) {
    this.#file = file;
    this.type = 'csv' in file ? 'csv' : 'xlsx';
    this.sheets = 'csv' in file ? [] : Object.keys(file.sheets);
  }

  get progress() {
    return { done: 5, of: 10 };
  }

  format(sheet: string | null) {
    const { type } = this;
    return { type, encoding: type === 'csv' ? 'utf-8' : null, delimiter: null, lineEnds: null, sheet } as const;
  }

  async *rows(sheet: string | null): AsyncGenerator<readonly SheetRow[]> {
    this.open += 1;
    try {
      yield* this.#blocks(sheet);
    } finally {
      this.open -= 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true;
  }

  /** Two at least, of two rows each at least. */
  *#blocks(sheet: string | null): Generator<readonly SheetRow[]> {
    const file = this.#file;
    const rows = 'csv' in file ? file.csv : (file.sheets[sheet ?? ''] ?? []);
    const blockRows = Math.max(2, Math.ceil(rows.length / 2));
    let block: SheetRow[] = [];
    for (const [place, cells] of rows.entries()) {
      if (cells.length > 0) block.push({ row: place + 1, cells });
      if (block.length < blockRows) continue;
      yield block;
      block = [];
    }
    if (block.length > 0) yield block;
  }
}
