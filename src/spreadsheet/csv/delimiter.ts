import { RequestError } from '../../errors/request-error.ts';
import type { SheetLimits } from '../limits.ts';
import { RowScanner } from './row-scanner.ts';

export type Delimiter = ',' | ';' | '\t' | '|';
/** In the order that decides last. */
export const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];

/** What is found in the first rows when they are read with one of the delimiters. */
interface Trial {
  readonly delimiter: Delimiter;
  /** In the header. */
  readonly columns: number;
  /** Rows with as many cells as the header. */
  readonly agreeing: number;
  /** Quotes within unquoted cells; reading that had to be given up counts as one more. */
  readonly strayQuotes: number;
}

/**
 * The delimiter, by the first rows read with each of the four. One that the header does not have, outside quotes, is
 * out. Of the others the one wins under which the fewest quotes lie within a cell; if several, the one under which the
 * most rows have as many cells as the header; then the one with more columns; then the order of the list. A file without
 * any has one column, and a comma.
 */
export function findDelimiter(head: Buffer, isAll: boolean, limits: SheetLimits): Delimiter {
  const trials = delimiters.map((delimiter) => tryDelimiter(head, { delimiter, isAll, limits }));
  const [best] = trials.filter(({ columns }) => columns > 1).toSorted(compareTrials);
  return best?.delimiter ?? ',';
}

function compareTrials(a: Trial, b: Trial): number {
  return a.strayQuotes - b.strayQuotes || b.agreeing - a.agreeing || b.columns - a.columns;
}

interface TrialOptions {
  readonly delimiter: Delimiter;
  readonly isAll: boolean;
  readonly limits: SheetLimits;
}

function tryDelimiter(head: Buffer, { delimiter, isAll, limits }: TrialOptions): Trial {
  const row = new RowScanner(delimiter, limits);
  let columns = 0;
  let agreeing = 0;
  let strayQuotes = 0;
  try {
    for (let at = 0, rows = 0; at < head.length && rows < trialRowsMax;) {
      at = row.scan(head, at, isAll);
      if (at === -1) break;
      // Of a file with empty rows alone the delimiter is known, too.
      if (row.isEmpty && rows === 0) columns = row.cells;
      if (row.isEmpty) continue;
      if (rows++ === 0) columns = row.cells;
      if (row.cells === columns) agreeing++;
      strayQuotes += strayQuotesOf(row, head);
    }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    strayQuotes++;
  }
  return { delimiter, columns, agreeing, strayQuotes };
}

const trialRowsMax = 100;

function strayQuotesOf(row: RowScanner, bytes: Buffer): number {
  let found = 0;
  for (let cell = 0; cell < row.cells; cell++) {
    const start = row.starts[cell] as number;
    if (bytes[start - 1] === quote) continue;
    for (let at = start; at < (row.ends[cell] as number); at++) if (bytes[at] === quote) found++;
  }
  return found;
}

const quote = 34;
