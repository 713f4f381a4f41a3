import type { CustomerRecords } from './cut-chunks.ts';
import { dataBytes } from './fields.ts';
import { own, setOwn } from './json.ts';
import type { FieldsToRead } from './ports.ts';
import type { Json, JsonObject, ValidRecord } from './records.ts';

/** With more fields than these, reading whole customers is as cheap. */
const fieldsMax = 16;

/**
 * The fields that records name are enough to judge them, unless the customer may outgrow its limit: then its whole size
 * is needed too. Small customers are most, so whether they may is found without looking at each.
 */
export function fieldsToRead(customers: readonly CustomerRecords[], customerBytesMax: number): FieldsToRead {
  const named = namedFields(customers);
  let grown = 0;
  for (const [field, bytes] of named ?? []) grown += textBytesAtMost(field) + 2 + bytes;
  const nobodyGrowsMore = named === null ? Infinity : grown;
  let byKey: ReadonlyMap<string, CustomerRecords['records']> | undefined;
  const recordsOf = (key: string): CustomerRecords['records'] => {
    byKey ??= new Map(customers.map((customer) => [customer.key, customer.records]));
    return byKey.get(key) ?? [];
  };
  return {
    names: named && [...named.keys()],
    named(key, data) {
      const part: JsonObject = {};
      for (const field of recordsOf(key).flatMap(({ patch }) => Object.keys(patch))) {
        const value = own(data, field);
        if (value !== undefined) setOwn(part, field, value);
      }
      return part;
    },
    staysWithin(key, bytesAtMost) {
      if (bytesAtMost + nobodyGrowsMore <= customerBytesMax) return true;
      // A merge patch adds no more bytes than it has itself.
      const added = recordsOf(key).reduce((sum, record) => sum + dataBytes(record.patch) + settling(record), 0);
      return bytesAtMost + added <= customerBytesMax;
    },
  };
}

/** Of customers that are removed: all they have, for their history. */
export const wholeCustomers: FieldsToRead = {
  names: null,
  named: (_key, data) => data,
  staysWithin: () => false,
};

/** What a patch may have grown by once it is settled: the id that a new contact gets, above all. */
const settledBytesMax = 256;

/** The most bytes that the records of one customer add to a field; null: the fields are too many. */
function namedFields(customers: readonly CustomerRecords[]): ReadonlyMap<string, number> | null {
  const named = new Map<string, number>();
  for (const { records } of customers) {
    // the records of one customer may put a field together part by part, so their parts add up
    const parts = records.length === 1 ? null : new Map<string, number>();
    for (const record of records) {
      const { patch } = record;
      for (const field of Object.keys(patch)) {
        const bytes = textBytesAtMost(patch[field] ?? null) + settling(record) + (parts?.get(field) ?? 0);
        parts?.set(field, bytes);
        if (bytes > (named.get(field) ?? -1)) named.set(field, bytes);
      }
      if (named.size > fieldsMax || named.has('__proto__')) return null;
    }
  }
  return named;
}

function settling({ settle }: ValidRecord): number {
  return settle ? settledBytesMax : 0;
}

/** At most so many bytes as compact JSON: an escaped character takes six (`\u0001`), a number 25. */
export function textBytesAtMost(value: Json): number {
  if (typeof value === 'string') return value.length * 6 + 2;
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length * 3 : 25;
}
