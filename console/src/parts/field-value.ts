import { formatDate } from '../format/date.ts';
import { formatRupees } from '../format/money.ts';
import { m } from '../messages/messages.ts';
import type { ListField } from '../api/use-list.ts';

/** As many decimal places as a number has: a stored value is never rounded for show. */
const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 17 });

/** A value in its reader's locale, where the field's kind says what it is; else as it is stored. undefined: it has none. */
export function fieldText(value: unknown, field: ListField | undefined): string {
  if (value === undefined || value === null) return m.common.none;
  if (typeof value === 'boolean') return value ? m.common.yes : m.common.no;
  if (typeof value === 'number' && field !== undefined) return numberText(value, field);
  if (typeof value === 'string' && field?.kind === 'date') return formatDate(value) ?? value;
  if (isTexts(value)) return value.join(', ');
  return storedText(value);
}

/** A value exactly as it is stored. */
export function storedText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** True: the value is a tree of its own. */
export function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isTexts(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

/** The built-in numbers that are no counts are amounts; a number that a list has declared may be anything. */
function numberText(value: number, { kind, custom }: ListField): string {
  if (kind === 'integer' || (kind === 'number' && custom)) return number.format(value);
  if (kind !== 'number') return String(value);
  return formatRupees(value);
}
