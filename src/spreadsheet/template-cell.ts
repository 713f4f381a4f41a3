import type { Json } from '../engine/records.ts';
import { sheetBounds } from './xlsx/write/sheet-xml.ts';

/**
 * A stored value as a cell that sets the same value when it is sent back. Where no cell does (an object, a text that is
 * too long for one, the order `[clear]`), it is left empty, which leaves the value alone.
 */
export function templateCell(value: Json | undefined): string | null {
  if (Array.isArray(value)) return value.every(isCode) ? templateCell(value.join(';')) : null;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value.length > sheetBounds.cellCharacters) return null;
  return value.trim().toLowerCase() === '[clear]' ? null : value;
}

/** One of several in a cell, which are read apart at these. */
function isCode(value: Json): value is string {
  return typeof value === 'string' && !/[;|]/.test(value);
}
