import { stripVTControlCharacters } from 'node:util';
import { terminalText } from './terminal-text.ts';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string | number | Date | null;
}

/** Rows as an aligned table, numbers to the right; what cells hold is made safe for a terminal. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(({ cell }) => cellText(cell(row))));
  const isNumeric = columns.map(({ cell }) => rows.length > 0 && rows.every((row) => typeof cell(row) === 'number'));
  const lines = [columns.map(({ head }) => head), ...cells];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => width(line[index] ?? ''))));
  return lines
    .map((line) => {
      const padded = line.map((text, index) => {
        const space = ' '.repeat((widths[index] ?? 0) - width(text));
        return isNumeric[index] === true ? space + text : text + space;
      });
      return `${padded.join('  ').trimEnd()}\n`;
    })
    .join('');
}

/** One thing as lines of `name  value`. */
export function sheet(entries: readonly (readonly [name: string, value: string | number | Date | null])[]): string {
  const longest = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(longest)}  ${cellText(value)}\n`).join('');
}

function cellText(value: string | number | Date | null): string {
  if (value === null) return '-';
  if (typeof value === 'number') return value.toLocaleString('en');
  return value instanceof Date ? moment(value) : terminalText(value);
}

/** To the second, in UTC: `2026-05-04 10:00:00Z`. */
function moment(date: Date): string {
  return date.toISOString().replace('T', ' ').replace(/\.\d+/, '');
}

const segmenter = new Intl.Segmenter();
// East Asian wide characters and emoji take two columns; what combines takes none of its own.
const wide = /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/u;

function width(text: string): number {
  let columns = 0;
  for (const { segment } of segmenter.segment(stripVTControlCharacters(text))) columns += wide.test(segment) ? 2 : 1;
  return columns;
}
