import type { Json } from '../../engine/records.ts';
import { isClearMark, isExcelError, isRoundedNumber } from './special-texts.ts';
import { Changed, type Value, type Values } from './values.ts';

/**
 * The text of a cell that sets this value when the sheet is read again; null: there is none (an object, a text that would
 * be trimmed, the order `[clear]`), so the cell is to be left empty, which leaves the value alone.
 */
export function cellOf(value: Json | undefined, values: Pick<Values, 'read'>): string | null {
  const text = textOf(value);
  if (text === null || text === '' || text.trim() !== text) return null;
  if (isClearMark(text) || isExcelError(text) || isRoundedNumber(text)) return null;
  const reading = values.read(text);
  return isSame(reading instanceof Changed ? reading.value : reading, value) ? text : null;
}

/** A list stands in one cell, its items separated as they are read apart. */
function textOf(value: Json | undefined): string | null {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.join(';') : null;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : null;
}

function isSame(read: Value | object, value: Json | undefined): boolean {
  if (!Array.isArray(read) || !Array.isArray(value)) return read === value;
  return read.length === value.length && read.every((item, place) => item === value[place]);
}
