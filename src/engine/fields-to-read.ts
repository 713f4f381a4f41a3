import type { CustomerRecords } from './cut-chunks.ts';
import { smallCustomerBytesMax } from './ports.ts';
import type { Json } from './records.ts';

/** With more fields than these, reading whole customers is as cheap. */
const fieldsMax = 16;

/**
 * The fields that records name, if it is enough to read these: they are few, and no customer that is small now could
 * exceed its limit by them, so that nobody needs to know its whole size. Else null: read whole customers.
 */
export function fieldsToRead(
  customers: readonly CustomerRecords[],
  customerBytesMax: number,
): readonly string[] | null {
  /** The most bytes that a value of the field takes. */
  const named = new Map<string, number>();
  for (const { records } of customers) {
    // the records of one customer may put a field together part by part, so their parts add up
    const parts = records.length === 1 ? null : new Map<string, number>();
    for (const { patch } of records) {
      for (const field of Object.keys(patch)) {
        const bytes = textBytesAtMost(patch[field] ?? null) + (parts?.get(field) ?? 0);
        parts?.set(field, bytes);
        if (bytes > (named.get(field) ?? -1)) named.set(field, bytes);
      }
      if (named.size > fieldsMax || named.has('__proto__')) return null;
    }
  }
  let grown = smallCustomerBytesMax;
  for (const [field, bytes] of named) grown += textBytesAtMost(field) + 2 + bytes;
  return grown > customerBytesMax ? null : [...named.keys()];
}

/** At most so many bytes as compact JSON: an escaped character takes six (`\u0001`), a number 25. */
export function textBytesAtMost(value: Json): number {
  if (typeof value === 'string') return value.length * 6 + 2;
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length * 3 : 25;
}
