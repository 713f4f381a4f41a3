import type { Cell, NumberCell } from './cell.ts';
import { decimalText, plainDecimal, type PlainDecimal, roundToDigits, significantDigitsMax } from './plain-decimal.ts';

/**
 * A cell as text, as a person sees it and as a result file writes it: a text as it is, a number with up to 15 significant
 * digits, or as many as its zero-padding format shows, a date as ISO writes it, TRUE or FALSE, an error's code. An empty
 * cell is the empty text. A typed cell means what its text means (docs/decisions/0013-sheets-and-values.md), so a row of a
 * failure file that is sent again is judged as it was.
 */
export function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (cell.type === 'number') return numberText(cell);
  if (cell.type === 'date') return cell.iso;
  if (cell.type === 'boolean') return cell.value ? 'TRUE' : 'FALSE';
  return cell.code;
}

function numberText({ digits, format }: NumberCell): string {
  if (format === undefined && isPlain(digits)) return digits;
  const read = plainDecimal(digits);
  if (read === null) return digits;
  const number = roundToDigits(read, significantDigitsMax);
  if (number.whole.length > significantDigitsMax) return scientific(number);
  const text = decimalText(number);
  return format === undefined || number.isNegative || number.decimals !== '' ? text : zeroPadded(text, format);
}

/** Most numbers of a sheet: at most 15 digits, written plainly already. They are written as they stand. */
function isPlain(digits: string): boolean {
  const first = digits.charCodeAt(0);
  if (first <= 48 || first > 57 || digits.length > significantDigitsMax) return false;
  const last = digits.charCodeAt(digits.length - 1);
  return !digits.includes('.') || (last > 48 && last <= 57);
}

/** As Excel shows a whole number of more than 15 digits, of which it keeps no more: `1.23456789012346E+17`. */
function scientific({ isNegative, whole }: PlainDecimal): string {
  const digits = whole.slice(0, significantDigitsMax).replace(/0+$/, '');
  const mantissa = digits.length > 1 ? `${digits.slice(0, 1)}.${digits.slice(1)}` : digits;
  return `${isNegative ? '-' : ''}${mantissa}E+${whole.length - 1}`;
}

/** The part of a format for positive numbers, when it is nothing but zeros; Excel may set a locale (`[$-409]`) before it. */
const zeroPadding = /^(?:\[\$-[0-9A-Fa-f]+\])?(0{2,})(?:;|$)/;

function zeroPadded(text: string, format: string): string {
  const [, zeros = ''] = zeroPadding.exec(format) ?? [];
  return text.padStart(zeros.length, '0');
}
