import type { Cell } from '../../../../fields/cell.ts';
import { generalFormat, type NumberFormat } from '../parts/styles-part.ts';
import { isoOfSerial } from './date-serial.ts';
import { exactDigits } from './exact-digits.ts';
import { isoOfText } from './iso-date.ts';
import type { XmlSource } from '../xml/xml-source.ts';
import type { PlainCell } from './plain-cell.ts';
import type { StringPool } from './string-pool.ts';

/** What cells refer to. */
export interface CellContext {
  readonly strings: StringPool;
  /** By the number that a cell names. */
  readonly formats: readonly NumberFormat[];
  readonly is1904: boolean;
}

export interface RawCell {
  /** The attribute `t`; a number where it is absent. */
  readonly type: string;
  /** The attribute `s`. */
  readonly style: number;
  /** What stands in `v`: for a formula, the value that it had when the workbook was saved. */
  readonly value: string;
  /** Of `is`, or of a formula's text. */
  readonly text: string;
}

/** A cell's value. undefined: it says something that no cell can say. */
export function cellValue(raw: RawCell, context: CellContext): Cell | undefined {
  const { type, value, text } = raw;
  if (type === 'str' || type === 'inlineStr') return text === '' ? null : text;
  if (value === '') return null;
  switch (type) {
    case 'n':
      return numberCell(value, raw.style, context);
    case 's':
      return sharedText(value, context.strings);
    case 'b':
      return booleans.get(value.trim());
    case 'e':
      return { type: 'error', code: value.trim() };
    case 'd': {
      const iso = isoOfText(value);
      return iso === null ? undefined : { type: 'date', iso };
    }
    default:
      return undefined;
  }
}

/** The same of a cell that was read off the bytes. */
export function plainValue(cell: PlainCell, source: XmlSource, context: CellContext): Cell | undefined {
  const { type, style, from, end, integer } = cell;
  if (from === end) return null;
  if (type === 's' && integer >= 0) return emptyAsNull(context.strings.get(integer));
  return cellValue({ type, style, value: source.text(from, end, true), text: '' }, context);
}

function emptyAsNull(text: string | undefined): Cell | undefined {
  return text === '' ? null : text;
}

const booleans: ReadonlyMap<string, Cell> = new Map(
  ['1', 'true', '0', 'false'].map((text) => [text, { type: 'boolean', value: text === '1' || text === 'true' }]),
);

function sharedText(value: string, strings: StringPool): Cell | undefined {
  return /^\s*\d{1,9}\s*$/.test(value) ? emptyAsNull(strings.get(Number(value))) : undefined;
}

function numberCell(value: string, style: number, { formats, is1904 }: CellContext): Cell | undefined {
  const digits = exactDigits(value);
  if (digits === null) return undefined;
  const { meaning, code } = formats[style] ?? generalFormat;
  if (meaning !== 'number') {
    const iso = isoOfSerial(digits, { meaning, is1904 });
    if (iso !== null) return { type: 'date', iso };
  }
  return code === undefined ? { type: 'number', digits } : { type: 'number', digits, format: code };
}
