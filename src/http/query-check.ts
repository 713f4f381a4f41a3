import { Ajv } from 'ajv';
import type { TSchema } from 'typebox';
import { faultSentences } from './fault-sentences.ts';
import type { queryPairs } from './query-pairs.ts';
import { documentation, strict } from './schema-check.ts';
import { isStorable } from './text-faults.ts';

export type Query = Readonly<Record<string, unknown>>;
type Pairs = ReturnType<typeof queryPairs>;

/**
 * Compiles a query's schema. Numbers and booleans are read from their text, a list is split at its commas (one with
 * `explode: true`, whose values may hold commas, is given by repeating its name), a default that the schema states is
 * filled in; nothing else is guessed: an unknown, repeated or malformed parameter is a fault.
 */
export function compileQuery(
  schema: TSchema | undefined,
): (pairs: Pairs) => { query: Query; faults: readonly string[] } {
  const { properties = {} } = (schema ?? {}) as { properties?: Record<string, Schema> };
  const validate = queries.compile(schema ? { type: 'object', ...schema } : nothing);
  return ({ pairs, faults: broken }) => {
    const faults = new Set(broken);
    const query: Record<string, unknown> = {};
    for (const [name, text] of pairs) {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (!isStorable(text)) faults.add(`query parameter ${printable(name)} must not contain a NUL character`);
      if (!property) faults.add(`unknown query parameter ${printable(name)}`);
      else if (property.explode === true) append(query, name, read(text, property.items ?? {}));
      else if (Object.hasOwn(query, name)) faults.add(`query parameter ${name} is given more than once`);
      else query[name] = read(text, property);
    }
    if (!validate(query)) for (const fault of faultSentences(validate.errors ?? [], 'query')) faults.add(fault);
    return { query, faults: [...faults] };
  };
}

/** Compiled once for all operations without parameters. */
const nothing = { type: 'object' };

interface Schema {
  readonly type?: string;
  readonly items?: Schema;
  readonly explode?: boolean;
}

const queries = new Ajv({ ...strict, allErrors: true, useDefaults: true }).addVocabulary(documentation);

/** Only of a name that the schema knows. */
function append(query: Record<string, unknown>, name: string, value: unknown): void {
  const values = query[name];
  if (Array.isArray(values)) values.push(value);
  else query[name] = [value];
}

/** The value that the text stands for; the text itself where it stands for none, for the check to name it. */
function read(text: string, { type, items }: Schema): unknown {
  if (type === 'array') return text.split(',').map((item) => read(item, items ?? {}));
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if ((type === 'integer' || type === 'number') && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  return text;
}

/** Names come from outside and go into a sentence. */
function printable(name: string): string {
  return name.slice(0, 100).replaceAll(/[^\x20-\x7e]/g, '?');
}
