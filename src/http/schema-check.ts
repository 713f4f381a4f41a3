import { Ajv, type ErrorObject, type Options } from 'ajv';
import type { TSchema } from 'typebox';
import { faultSentences } from './fault-sentences.ts';
import { limits } from './limits.ts';

/** Says what is wrong with a value, one sentence a fault; none when it fits. Never changes the value. */
export type Check = (value: unknown) => readonly string[];

interface CheckOptions {
  /** What the value as a whole is called, e.g. `body`. */
  readonly root: string;
  /** `top`: only the top level is looked at, what is inside its arrays and objects is left to the handler. */
  readonly depth: 'all' | 'top';
}

/**
 * Compiles a schema. A value is first checked up to its first fault, which is all that a good one ever costs. All
 * faults of a bad one are listed, unless it has so many entries that the list itself could exhaust the memory.
 */
export function compileCheck(schema: TSchema, { root, depth }: CheckOptions): Check {
  const checked = depth === 'top' ? withoutInsides(schema) : schema;
  const first = firstFault.compile(checked);
  // Of most operations nobody ever sends a bad one, and compiling this, too, took a tenth of the start.
  let all: ReturnType<typeof allFaults.compile> | undefined;
  const countable = depth === 'top' ? 1 : Number.POSITIVE_INFINITY;
  return (value) => {
    if (first(value)) return [];
    all ??= allFaults.compile(checked);
    const errors = (hasMoreEntries(value, countable) ? null : faultsOf(all, value)) ?? first.errors ?? [];
    return shortened(faultSentences(errors, root));
  };
}

/** A keyword that no validator knows must be a mistake, so it stops the start; these are for readers (`explode`: of a query). */
export const documentation = ['mustBe', 'example', 'explode'];

export const strict: Options = {
  strictSchema: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  verbose: true,
  // `constructor` is required of a body itself, not of its prototype.
  ownProperties: true,
  unicodeRegExp: true,
  formats: { date: isDate, 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/ },
};
const firstFault = new Ajv({ ...strict, allErrors: false }).addVocabulary(documentation);
const allFaults = new Ajv({ ...strict, allErrors: true }).addVocabulary(documentation);

const insides = new Set([
  'items',
  'contains',
  'prefixItems',
  'uniqueItems',
  'properties',
  'patternProperties',
  'required',
]);

/** The schema of a request whose items may be bad: each top-level property is held to its type and size alone. */
function withoutInsides(schema: TSchema): TSchema {
  const { properties = {} } = schema as { properties?: Record<string, Record<string, unknown>> };
  const shallow = Object.entries(properties).map(([name, property]) => {
    const kept = Object.entries(property).filter(([key]) => !insides.has(key) && key !== 'additionalProperties');
    return [name, Object.fromEntries(kept)];
  });
  return { ...schema, properties: Object.fromEntries(shallow) };
}

function faultsOf(validate: { (value: unknown): boolean; errors?: ErrorObject[] | null }, value: unknown) {
  return validate(value) ? null : validate.errors;
}

/** Counts to the limit and no further, without recursion: a body may be as deep as it is long. */
function hasMoreEntries(value: unknown, depthMax: number): boolean {
  const open: [value: object, depth: number][] = isObject(value) ? [[value, 1]] : [];
  let entries = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const [parent, depth] = next;
    const children: unknown[] = Array.isArray(parent) ? parent : Object.values(parent);
    entries += children.length;
    if (entries > limits.faultEntriesMax) return true;
    if (depth >= depthMax) continue;
    for (const child of children) if (isObject(child)) open.push([child, depth + 1]);
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shortened(faults: string[]): string[] {
  const { faultsMax } = limits;
  if (faults.length <= faultsMax) return faults;
  return [...faults.slice(0, faultsMax), `and ${faults.length - faultsMax} more faults`];
}

function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.slice(1).map(Number);
  if (!parts) return false;
  const [year = 0, month = 0, day = 0] = parts;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
