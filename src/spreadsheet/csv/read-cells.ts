import type { Cell } from '../../fields/cell.ts';
import { unguardFormula } from '../formula-guard.ts';
import { doubledQuotes, notAscii, type RowScanner } from './row-scanner.ts';

/**
 * The texts of the row that the scanner found last, which ends before `next`.
 *
 * The row is copied into a text of its own first and the cells are cut from that: V8 keeps the whole of a text alive for
 * a part of it that is 13 characters or longer, and so one value that is kept holds a row and not 256 KiB. Copying each
 * cell from the bytes costs twice the time of all this.
 */
export function readCells(row: RowScanner, bytes: Buffer, next: number): Cell[] {
  const { starts, ends, marks, cells: count } = row;
  const from = starts[0] as number;
  const text = bytes.toString('latin1', from, next);
  const cells: Cell[] = [];
  for (let cell = 0; cell < count; cell++) {
    const start = starts[cell] as number;
    const end = ends[cell] as number;
    if (start === end) {
      cells.push(null);
      continue;
    }
    const mark = marks[cell] as number;
    const value = mark & notAscii ? bytes.toString('utf8', start, end) : text.slice(start - from, end - from);
    cells.push(unguardFormula(mark & doubledQuotes ? value.replaceAll('""', '"') : value));
  }
  return cells;
}
