import { resultColumns, type SheetLimits } from '../limits.ts';
import { cellTooLong, quoteNotClosed, rowTooLong, textAfterQuote, tooManyCells } from './refusals.ts';

/** Where a row is, for the sentences. */
export interface Place {
  /** As a spreadsheet program numbers it. */
  row: number;
  /** As a text editor numbers it. */
  line: number;
}

/** Marks of a cell. */
export const notAscii = 1;
export const doubledQuotes = 2;

/**
 * Finds the cells of one row after the other in UTF-8, byte by byte: delimiters, quotes and line ends are ASCII, which
 * no byte of a longer character looks like. What it holds is the row found last and the place of the next. A row that
 * is cut off is scanned again from its start when there is more of it; the limits keep that short.
 */
export class RowScanner {
  /** Of the row found last: how many cells, where each begins and ends (its quotes left out), and what marks it. */
  cells = 0;
  isEmpty = true;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly marks: Uint8Array;
  /** Of the row that is scanned next. */
  readonly place: Place = { row: 1, line: 1 };
  readonly lineEnds = { lf: 0, crlf: 0, cr: 0 };

  readonly #limits: SheetLimits;
  readonly #cellsMax: number;
  readonly #delimiter: number;
  /** By byte: 1 where an unquoted cell ends. */
  readonly #stops = new Uint8Array(256);
  /** Line ends within the quoted cells of the row that is being scanned. */
  #linesWithin = 0;

  constructor(delimiter: string, limits: SheetLimits) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#limits = limits;
    for (const stop of [this.#delimiter, lf, cr]) this.#stops[stop] = 1;
    this.#cellsMax = limits.columnsMax + resultColumns.length;
    this.starts = new Uint32Array(this.#cellsMax);
    this.ends = new Uint32Array(this.#cellsMax);
    this.marks = new Uint8Array(this.#cellsMax);
  }

  /** Where the next row begins; -1 where the end of this one is not among these bytes (never so when they are the last). */
  scan(bytes: Uint8Array, from: number, isLast: boolean): number {
    this.cells = 0;
    this.isEmpty = true;
    this.#linesWithin = 0;
    const end = this.#scanCells(bytes, from, isLast);
    const next = end === -1 ? -1 : this.#nextRow(bytes, end, isLast);
    if ((next === -1 ? bytes.length : end) - from > this.#limits.csvRowBytesMax)
      throw rowTooLong(this.place, this.#limits);
    if (next === -1) return -1;
    this.place.row++;
    this.place.line += 1 + this.#linesWithin;
    return next;
  }

  /** Where the last cell ends, its closing quote included; -1 where that is not known yet. */
  #scanCells(bytes: Uint8Array, from: number, isLast: boolean): number {
    const until = bytes.length;
    const delimiter = this.#delimiter;
    for (let at = from; ; at++) {
      if (this.cells === this.#cellsMax) throw tooManyCells(this.place, this.#limits);
      const isQuoted = at < until && bytes[at] === quote;
      at = isQuoted ? this.#quotedCell(bytes, at + 1, isLast) : this.#plainCell(bytes, at);
      if (at === -1 || at >= until || bytes[at] !== delimiter) return at;
    }
  }

  /** Where an unquoted cell ends. A quote in it is an ordinary character. */
  #plainCell(bytes: Uint8Array, start: number): number {
    const stops = this.#stops;
    const until = bytes.length;
    let every = 0;
    let at = start;
    for (; at < until; at++) {
      const byte = bytes[at] as number;
      if (stops[byte] === 1) break;
      every |= byte;
    }
    if (this.#isTooLong(bytes, start, at - start)) throw cellTooLong(this.place, this.cells, this.#limits);
    this.#keep(start, at, every >> 7);
    return at;
  }

  /** Where a quoted cell ends, after its closing quote; -1 where that is not known yet. */
  #quotedCell(bytes: Uint8Array, start: number, isLast: boolean): number {
    const until = bytes.length;
    const line = this.place.line + this.#linesWithin;
    let every = 0;
    let doubled = 0;
    let at = start;
    for (; at < until; at++) {
      const byte = bytes[at] as number;
      every |= byte;
      if (byte === lf || (byte === cr && bytes[at + 1] !== lf)) this.#linesWithin++;
      if (byte !== quote) continue;
      if (bytes[at + 1] !== quote) break;
      doubled++;
      at++;
    }
    if (this.#isTooLong(bytes, start, at - start - doubled)) throw quoteNotClosed(line, this.cells, this.#limits);
    if (at >= until && isLast) throw quoteNotClosed(line, this.cells, this.#limits);
    if (at >= until) return -1;
    this.#keep(start, at, (every >> 7) | (doubled > 0 ? doubledQuotes : 0));
    if (at + 1 < until && this.#stops[bytes[at + 1] as number] !== 1) {
      throw textAfterQuote(this.place.line + this.#linesWithin, this.cells - 1);
    }
    return at + 1;
  }

  /** The apostrophe that was put in front of a formula is not part of the value. */
  #isTooLong(bytes: Uint8Array, start: number, length: number): boolean {
    const max = this.#limits.csvCellBytesMax;
    return length > max && length - (bytes[start] === apostrophe ? 1 : 0) > max;
  }

  #keep(start: number, end: number, marks: number): void {
    const cell = this.cells++;
    this.starts[cell] = start;
    this.ends[cell] = end;
    this.marks[cell] = marks;
    if (end > start) this.isEmpty = false;
  }

  /** Past the line end that the row ends with; -1 where it is not known yet whether there is more of it. */
  #nextRow(bytes: Uint8Array, end: number, isLast: boolean): number {
    const until = bytes.length;
    if (end >= until) return isLast ? until : -1;
    if (bytes[end] === lf) {
      this.lineEnds.lf++;
      return end + 1;
    }
    if (end + 1 >= until && !isLast) return -1;
    if (bytes[end + 1] === lf) {
      this.lineEnds.crlf++;
      return end + 2;
    }
    this.lineEnds.cr++;
    return end + 1;
  }
}

const lf = 10;
const cr = 13;
const quote = 34;
const apostrophe = 39;
