import { m } from '../../messages/messages.ts';
import type { ListField } from '../../api/use-list.ts';
import { storedText } from '../../parts/field-value.ts';

/** How a value is put in: a line, several lines (a text, or a list with an entry a line), JSON, or one of a few. */
export type InputKind =
  | 'text'
  | 'longText'
  | 'phone'
  | 'email'
  | 'number'
  | 'date'
  | 'choice'
  | 'boolean'
  | 'list'
  | 'json';

/** Characters from which on a text has several lines to be written on. */
const longTextCharacters = 80;
/** Digits that a number keeps exactly. */
const exactDigits = 15;

/** By the field's kind; where nobody declared one, by what is stored. */
export function inputKind(field: ListField | undefined, value: unknown): InputKind {
  if (field === undefined) return kindOfValue(value);
  const { kind } = field;
  if (kind === 'integer') return 'number';
  if (kind === 'object') return 'json';
  return kind === 'text' && isLong(value) ? 'longText' : kind;
}

/** A value as it is edited. */
export function inputText(kind: InputKind, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (kind === 'list' && Array.isArray(value)) return value.map(storedText).join('\n');
  return kind === 'json' ? JSON.stringify(value, null, 2) : storedText(value);
}

/** What was put in, as JSON brings it (null: nothing, the field is cleared), or why it is none. */
export function readInput(kind: InputKind, text: string): { readonly value: unknown } | { readonly fault: string } {
  if (text.trim() === '') return { value: null };
  if (kind === 'number') return readNumber(text.trim());
  if (kind === 'boolean') return { value: text === 'true' };
  if (kind === 'json') return readJson(text);
  if (kind === 'list') {
    const items = text.split(/[\n;|]/).map((item) => item.trim());
    return { value: items.filter((item) => item !== '') };
  }
  return { value: text };
}

function kindOfValue(value: unknown): InputKind {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'object' && value !== null) return 'json';
  return isLong(value) ? 'longText' : 'text';
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && (value.length > longTextCharacters || value.includes('\n'));
}

function readNumber(text: string): ReturnType<typeof readInput> {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return { fault: m.customers.noNumber };
  const digits = text.replaceAll(/\D/g, '').replace(/^0+/, '');
  return digits.length > exactDigits ? { fault: m.customers.longNumber(exactDigits) } : { value: Number(text) };
}

function readJson(text: string): ReturnType<typeof readInput> {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { fault: m.customers.noJson };
  }
}
