import * as fc from 'fast-check';
import type { JsonSchema } from '../documented-operations.ts';
import { hostileJson, hostileText } from './hostile-values.ts';

interface Schema extends JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Values that fit the schema, as far as it says; often those of a good one (`sample`), whose ids are known. */
export function valuesOf(schema: Schema, sample?: unknown): fc.Arbitrary<unknown> {
  const any = generated(schema, sample);
  if (sample === undefined || schema.type === 'object' || schema.type === 'array') return any;
  return fc.oneof({ arbitrary: fc.constant(sample), weight: 4 }, { arbitrary: any, weight: 1 });
}

function generated(schema: Schema, sample: unknown): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, sample)));
  switch (schema.type ?? '') {
    case 'object':
      return objects(schema, sample);
    case 'array':
      return arrays(schema, sample);
    case 'string':
      return texts(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -(2 ** 31), max: Math.min(schema.maximum ?? 2 ** 31, 2 ** 31) });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return hostileJson;
  }
}

function objects({ properties = {}, required = [], additionalProperties }: Schema, sample: unknown) {
  const given = isObject(sample) ? sample : {};
  const others = Object.keys(given).filter((name) => !Object.hasOwn(properties, name));
  const arbitraries = {
    ...mapped(properties, (schema, name) => valuesOf(schema, given[name])),
    ...Object.fromEntries(others.map((name) => [name, valuesOf({}, given[name])])),
  };
  const known = fc.record(arbitraries, {
    requiredKeys: Object.keys(arbitraries).filter((name) => required.includes(name)),
  });
  // What is given is what makes the request a good one.
  const all = fc.record(arbitraries, {
    requiredKeys: Object.keys(arbitraries).filter((name) => required.includes(name) || Object.hasOwn(given, name)),
  });
  const either = fc.oneof({ arbitrary: all, weight: 3 }, { arbitrary: known, weight: 1 });
  if (additionalProperties === false || additionalProperties === undefined) return either;
  const more = additionalProperties === true ? hostileJson : valuesOf(additionalProperties);
  return fc
    .tuple(either, fc.array(fc.tuple(hostileText, more), { maxLength: 2 }))
    .map(([object, entries]) => Object.fromEntries([...Object.entries(object), ...entries]));
}

function arrays({ items = {}, minItems = 0, maxItems = 3 }: Schema, sample: unknown): fc.Arbitrary<unknown> {
  const [first] = Array.isArray(sample) ? (sample as unknown[]) : [];
  return fc.array(valuesOf(items, first), {
    minLength: minItems,
    maxLength: Math.max(minItems, Math.min(maxItems, 4)),
  });
}

function texts({ pattern, format, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  if (format === 'date') return moment.map((date) => date.toISOString().slice(0, 10));
  if (format === 'date-time') return moment.map((date) => date.toISOString());
  const longest = Math.max(minLength, Math.min(maxLength, 40));
  return fc.string({ unit: 'grapheme', minLength, maxLength: longest });
}

function mapped(
  properties: Readonly<Record<string, Schema>>,
  to: (schema: Schema, name: string) => fc.Arbitrary<unknown>,
): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, to(schema, name)]));
}

/** The value with one place in it made bad: another value there, nothing there, or something beside it. */
export function nearly(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('put', 'put', 'drop', 'add'),
    name: hostileText,
    bad: hostileJson,
  });
  return fc.tuple(values, change).map(([value, { at, how, name, bad }]) => {
    const places = placesIn(value);
    const [parent, key] = places[at % Math.max(1, places.length)] ?? [];
    if (parent === undefined || key === undefined) return bad;
    return replaced(value, parent, (entries) => {
      if (how === 'add') return [...entries, [name, bad]];
      if (how === 'drop') return entries.filter(([one]) => one !== key);
      return entries.map(([one, old]) => [one, one === key ? bad : old]);
    });
  });
}

type Entries = (readonly [name: string, value: unknown])[];

function placesIn(value: unknown): (readonly [parent: object, key: string])[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[value, key] as const, ...placesIn(inner)]);
}

function replaced(value: unknown, parent: object, change: (entries: Entries) => Entries): unknown {
  if (!isObject(value)) return value;
  const entries: Entries = Object.entries(value).map(([key, inner]) => [key, replaced(inner, parent, change)]);
  const changed = value === parent ? change(entries) : entries;
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
