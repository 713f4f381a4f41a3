/** Step 4 of the contract as plainly as it can be written: whether an item is valid, and as which record. */
import type { Json, JsonObject, RecordIn } from '../../../src/engine/records.ts';

export function recordOf(item: Json, index: number): RecordIn {
  if (!isObject(item)) return invalid(index);
  const { id, data, version } = item;
  const isKnown = Object.keys(item).every((key) => ['id', 'data', 'version'].includes(key));
  const isVersion = version === undefined || (Number.isSafeInteger(version) && Number(version) > 0);
  if (!isKnown || !isVersion || typeof id !== 'string' || !isText(id, 128)) return invalid(index);
  if (data === undefined || !isObject(data)) return invalid(index);
  if (!Object.entries(data).every(([field, value]) => isField(field, { value, id }))) return invalid(index);
  const expected = version === undefined ? {} : { expectedVersion: Number(version) };
  return { index, key: id, patch: data, faults: [], ...expected };
}

function invalid(index: number): RecordIn {
  return { index, key: null, patch: null, faults: ['invalid'] };
}

type Rule = (value: Json, id: string) => boolean;
const amount: Rule = (value) => typeof value === 'number' && value >= 0 && isStorable(value, 0);
const integer: Rule = (value, id) => amount(value, id) && Number.isInteger(value);
const name: Rule = (value) => typeof value === 'string' && isText(value, 255);
const required: Readonly<Record<string, Rule>> = {
  loan_id: (value, id) => value === id,
  first_name: name,
  last_name: name,
  phone_number: (value) => typeof value === 'string' && /^((\+|00)\d{1,3}[ -]?)?\d{10}$/.test(value),
  loan_amount: amount,
  emi_amount: amount,
  loan_period: integer,
  current_emi: integer,
  emi_due_date: isDate,
  payment_status: (value) => typeof value === 'string' && statuses.has(value),
};
const statuses = new Set(['bounced', 'pending', 'partial', 'paid', 'received']);
const languages = new Set(
  'hindi english bengali telugu marathi tamil gujarati kannada malayalam punjabi odia assamese'.split(' '),
);
const optional: Readonly<Record<string, Rule>> = {
  lead_date: isDate,
  language: (value) => typeof value === 'string' && languages.has(value),
};

function isField(field: string, { value, id }: { value: Json; id: string }): boolean {
  if (Object.hasOwn(required, field)) return required[field]?.(value, id) === true;
  if (Object.hasOwn(optional, field)) return value === null || optional[field]?.(value, id) === true;
  return isText(field, 64) && !['__proto__', 'constructor', 'prototype'].includes(field) && isStorable(value, 16);
}

function isDate(value: Json): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value) || value.startsWith('0000')) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function isText(text: string, charactersMax: number): boolean {
  const characters = Array.from(text).length;
  return characters >= 1 && characters <= charactersMax && isStorable(text, 0);
}

function isStorable(value: Json, levels: number): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  return Object.entries(value).every(
    ([key, member]) => key !== '__proto__' && isStorable(key, 0) && isStorable(member, levels - 1),
  );
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
