import { standsAt } from '../xml/characters.ts';

/**
 * The cells that sheets are full of, `<c r="B7" s="1" t="s"><v>12</v></c>` and `<c r="B7" s="1"/>`, read off the bytes
 * in one go, in half the time that their four tags take. What looks otherwise in any way is left to the scanner.
 */
export interface PlainCell {
  column: number;
  row: number;
  style: number;
  type: string;
  /** Where its value stands; nowhere in an empty cell. */
  from: number;
  end: number;
  /** The value, where it is one of at most nine digits; else -1. */
  integer: number;
}

export function emptyPlainCell(): PlainCell {
  return { column: 0, row: 0, style: 0, type: 'n', from: 0, end: 0, integer: -1 };
}

/** The place behind the cell that begins at `at`; `at` itself where none of these does. */
export function readPlainCell(bytes: Uint8Array, at: number, cell: PlainCell): number {
  if (!standsAt(opening, bytes, at)) return at;
  let next = readReference(bytes, at + opening.length, cell);
  next = readStyle(bytes, next, cell);
  next = readType(bytes, next, cell);
  if (next < 0) return at;
  cell.from = next;
  cell.end = next;
  cell.integer = -1;
  if (standsAt(emptyEnd, bytes, next)) return next + emptyEnd.length;
  if (!standsAt(valueBegin, bytes, next)) return at;
  next = readValue(bytes, next + valueBegin.length, cell);
  return standsAt(valueEnd, bytes, next) ? next + valueEnd.length : at;
}

const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const opening = ascii('<c r="');
const styleBegin = ascii('" s="');
const typeBegin = ascii('" t="');
const valueBegin = ascii('"><v>');
const valueEnd = ascii('</v></c>');
const emptyEnd = ascii('"/>');

const letterA = 0x41;
const digitZero = 0x30;
/** More than any column or style has. */
const numberMax = 99_999_999;

/** Each of these answers the place of the quote behind what it reads, and -1 where that is not as in nearly all files. */
function readReference(bytes: Uint8Array, from: number, cell: PlainCell): number {
  let at = from;
  cell.column = 0;
  for (; ; at += 1) {
    const letter = (bytes[at] ?? 0) - letterA;
    if (letter < 0 || letter >= 26) break;
    if (cell.column > numberMax) return -1;
    cell.column = cell.column * 26 + letter + 1;
  }
  cell.row = 0;
  const behind = digitsEnd(bytes, at);
  for (; at < behind; at += 1) cell.row = cell.row * 10 + (bytes[at] ?? 0) - digitZero;
  return behind;
}

function readStyle(bytes: Uint8Array, at: number, cell: PlainCell): number {
  cell.style = 0;
  if (at < 0 || !standsAt(styleBegin, bytes, at)) return at;
  const from = at + styleBegin.length;
  const behind = digitsEnd(bytes, from);
  for (let place = from; place < behind; place += 1) cell.style = cell.style * 10 + (bytes[place] ?? 0) - digitZero;
  return behind;
}

const types: ReadonlyMap<number, string> = new Map(['n', 's', 'b', 'e'].map((type) => [type.charCodeAt(0), type]));

function readType(bytes: Uint8Array, at: number, cell: PlainCell): number {
  cell.type = 'n';
  if (at < 0 || !standsAt(typeBegin, bytes, at)) return at;
  const type = types.get(bytes[at + typeBegin.length] ?? 0);
  if (type === undefined) return -1;
  cell.type = type;
  return at + typeBegin.length + 1;
}

/** The place behind the digits; -1: there are none, or more than nine. */
function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at] ?? 0)) at += 1;
  return at > from && at - from <= integerDigitsMax ? at : -1;
}

const integerDigitsMax = 9;

function isDigit(byte: number): boolean {
  return byte >= digitZero && byte < digitZero + 10;
}

const ampersand = 0x26;
const less = 0x3c;

/** The place behind the value: printable ASCII that stands for itself. */
function readValue(bytes: Uint8Array, from: number, cell: PlainCell): number {
  let integer = 0;
  let isInteger = true;
  let at = from;
  for (; ; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isDigit(byte)) integer = integer * 10 + byte - digitZero;
    else if (byte <= 0x20 || byte === less || byte === ampersand || byte > 0x7e) break;
    else isInteger = false;
  }
  cell.from = from;
  cell.end = at;
  cell.integer = isInteger && at > from && at - from <= integerDigitsMax ? integer : -1;
  return at;
}
