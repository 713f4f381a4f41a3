// Reads a workbook with one of the readers and says what that took. A process of its own: node workbook-reading.ts WHO WHAT FILE
import { createHash } from 'node:crypto';
import type { CellValue } from 'exceljs';
import type { Cell } from '../src/fields/cell.ts';

/** What is printed, as JSON. */
export interface Reading {
  readonly rows: number;
  readonly cells: number;
  /** From the opening of the file to its last row; loading the reader does not count. */
  readonly ms: number;
  readonly peakMb: number;
  /** Of all values; null unless it was asked for. */
  readonly digest: string | null;
}

type Row = readonly (string | null)[];

/** A reader is loaded only where it reads. Each gives the cells of each row to `each`. */
const readers = {
  async ours() {
    const { openWorkbook } = await import('../src/spreadsheet/xlsx/read/open-workbook.ts');
    return async (file: string, each: (cells: number, texts: () => Row) => void): Promise<void> => {
      await using workbook = await openWorkbook({ path: file }, { signal: new AbortController().signal });
      for await (const rows of workbook.rows(null)) {
        for (const { cells } of rows) each(cells.length, () => cells.map(textOfOurs));
      }
    };
  },
  async exceljs() {
    const { default: exceljs } = await import('exceljs');
    const options = { sharedStrings: 'cache', styles: 'cache', worksheets: 'emit', hyperlinks: 'ignore' } as const;
    return async (file: string, each: (cells: number, texts: () => Row) => void): Promise<void> => {
      for await (const sheet of new exceljs.stream.xlsx.WorkbookReader(file, { ...options, entries: 'ignore' })) {
        for await (const row of sheet) {
          // Its values begin with the column 0, which no sheet has.
          const values = row.values as CellValue[];
          each(values.length - 1, () => values.slice(1).map(textOfTheirs));
        }
      }
    };
  },
};

const [who = '', what = '', file = ''] = process.argv.slice(2);
const hash = what === 'check' ? createHash('sha256') : null;
let rows = 0;
let cells = 0;
const read = await readers[who === 'ours' ? 'ours' : 'exceljs']();
const start = performance.now();
await read(file, (count, texts) => {
  rows += 1;
  cells += count;
  hash?.update(JSON.stringify(texts()));
});
const ms = performance.now() - start;
const peakMb = (process.resourceUsage().maxRSS * 1024) / 1e6;
const reading: Reading = { rows, cells, ms, peakMb, digest: hash?.digest('hex') ?? null };
process.stdout.write(JSON.stringify(reading));

function textOfOurs(cell: Cell): string | null {
  if (cell === null || typeof cell === 'string') return cell;
  if (cell.type === 'number') return JSON.stringify(Number(cell.digits));
  return cell.type === 'date' ? cell.iso : JSON.stringify(cell);
}

function textOfTheirs(value: CellValue): string | null {
  if (value === null || value === undefined || typeof value === 'string') return value ?? null;
  return value instanceof Date ? value.toISOString().slice(0, 10) : JSON.stringify(value);
}
