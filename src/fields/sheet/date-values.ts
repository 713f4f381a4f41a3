import { Changed, Misfit, type Reading, type Values } from './values.ts';
import { isRealDate } from '../real-date.ts';
import { readNumericDate, readPlainDate } from './date-text.ts';

const noDate = new Misfit('must be a real date, best written YYYY-MM-DD, with a year of four digits');
const openOrder = new Misfit(
  'can be read as day/month or as month/day, and no other cell of the column tells which; write it YYYY-MM-DD',
  'date_order_open',
);
const mixedOrder = new Misfit(
  'stands in a column that has day/month in some cells and month/day in others; write it YYYY-MM-DD',
  'date_order_open',
);

/**
 * A column of dates. `31/01/2026` and `01/31/2026` tell how the column is written; the column starts out open, each
 * `observe` may settle it, and two that contradict each other make it mixed, in which no such text can be trusted.
 */
export class DateValues implements Values {
  #hasDayFirst = false;
  #hasMonthFirst = false;

  observe(text: string): boolean {
    const date = readNumericDate(text);
    if (date === null) return false;
    const { year, first, second } = date;
    // A mistyped 03/32/2026 tells nothing about the others.
    if (first > 12 && isRealDate(isoDate(year, second, first))) this.#hasDayFirst = true;
    if (second > 12 && isRealDate(isoDate(year, first, second))) this.#hasMonthFirst = true;
    return true;
  }

  read(text: string): Reading {
    if (isRealDate(text)) return text;
    const plain = readPlainDate(text);
    if (plain !== null) return isRealDate(plain) ? new Changed(plain, 'date_read') : noDate;
    const numeric = readNumericDate(text);
    if (numeric === null) return noDate;
    const { year, first, second } = numeric;
    const dayFirst = isoDate(year, second, first);
    const monthFirst = isoDate(year, first, second);
    if (!isRealDate(dayFirst) && !isRealDate(monthFirst)) return noDate;
    if (first !== second && this.#hasDayFirst === this.#hasMonthFirst)
      return this.#hasDayFirst ? mixedOrder : openOrder;
    const date = this.#hasMonthFirst ? monthFirst : dayFirst;
    return isRealDate(date) ? new Changed(date, 'date_read') : noDate;
  }
}

function isoDate(year: string, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
