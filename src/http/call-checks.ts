import { JsonBody } from './json-body.ts';
import { malformed } from './malformed.ts';
import { compileQuery, type Query } from './query-check.ts';
import { queryPairs } from './query-pairs.ts';
import type { Route } from './route.ts';
import { compileCheck } from './schema-check.ts';
import { organizationParameter } from './organization-parameter.ts';
import { isStorable, textFaults } from './text-faults.ts';

export interface CallChecks {
  /**
   * Throws `RequestError` for a malformed query or path, with the body's faults beside them. What it hands back reads
   * the body when it is asked to, and throws for a malformed one.
   */
  check(received: Received): { query: Query; readBody: () => unknown };
}
interface Received {
  readonly url: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Checked = Pick<Route<never>, 'query' | 'body' | 'bodyCheck' | 'bodyOptional' | 'actsBelow'>;

/** Compiles what a route says about its query and its body. */
export function compileCallChecks(route: Checked): CallChecks {
  const checkQuery = compileQuery(route.query);
  const checkBody = compileBody(route);
  const organization = organizationParameter(route);
  return {
    check: ({ url, params, body }) => {
      const { pairs, faults: broken } = queryPairs(url);
      const mine = pairs.filter(([name]) => name !== organization);
      const { query, faults } = checkQuery({ pairs: mine, faults: broken });
      const early = [...pathFaults(params), ...faults];
      if (early.length > 0) throw malformed([...early, ...checkBody(body).faults]);
      if (route.bodyCheck === 'lenient') return { query, readBody: () => sound(checkBody(body)) };
      const value = sound(checkBody(body));
      return { query, readBody: () => value };
    },
  };
}

/** Compiled once for all operations without a body. */
const noFields = { type: 'object', additionalProperties: false };

type Read = { readonly value: unknown; readonly faults: readonly string[] };

/** A route without a body takes none, an empty one, or an object without fields, which some clients always send. */
function compileBody(route: Checked): (body: unknown) => Read {
  const depth = route.bodyCheck === 'lenient' ? 'top' : 'all';
  const check = compileCheck(route.body ?? noFields, { root: 'body', depth });
  return (received) => {
    const body = received instanceof JsonBody ? received : new JsonBody(Buffer.alloc(0));
    if (body.length === 0 && (!route.body || route.bodyOptional === true)) return { value: undefined, faults: [] };
    const parsed = body.take();
    if (!parsed) return { value: undefined, faults: ['body must be valid JSON'] };
    const { value } = parsed;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { value, faults: ['body must be a JSON object'] };
    }
    return { value: route.body ? value : undefined, faults: [...check(value), ...textFaults(value, depth)] };
  };
}

function sound({ value, faults }: Read): unknown {
  if (faults.length > 0) throw malformed(faults);
  return value;
}

function pathFaults(params: Received['params']): string[] {
  const bad = Object.entries(params).filter(([, text]) => !isStorable(text));
  return bad.map(([name]) => `${name} must not contain a NUL character`);
}
