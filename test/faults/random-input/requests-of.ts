import * as fc from 'fast-check';
import type { Ask } from '../ask.ts';
import type { DocumentedOperation, Parameter } from '../documented-operations.ts';
import { organizationParameters } from '../isolation/expected-status.ts';
import { bodiesOf } from './bodies-of.ts';
import { hostileText } from './hostile-values.ts';
import type { RawRequest } from './raw-request.ts';
import { valuesOf } from './values-of.ts';

type Pairs = readonly (readonly [string, string])[];

/** Who asks. */
export interface Asker {
  readonly token: string;
  /** Of his organization: `CEK…`. */
  readonly code: string;
}

/** Requests of an operation: good ones, nearly good ones, hostile ones. `ask` is a good one. */
export function requestsOf(operation: DocumentedOperation, ask: Ask, { token, code }: Asker): fc.Arbitrary<RawRequest> {
  const method =
    operation.method === 'GET' ? fc.constantFrom('GET', 'GET', 'GET', 'HEAD') : fc.constant(operation.method);
  return fc
    .record({
      method,
      path: pathsOf(operation, ask),
      query: queriesOf(operation, ask, code),
      headers: headersOf(operation, ask, token),
      body: bodiesOf(operation, ask),
    })
    .map(({ method: chosen, path, query, headers, body }) => ({
      method: chosen,
      target: query === '' ? path : `${path}?${query}`,
      headers: body.type === null ? headers : [...headers, ['content-type', body.type] as const],
      body: body.bytes,
    }));
}

function pathsOf({ path }: DocumentedOperation, { params = {} }: Ask): fc.Arbitrary<string> {
  const parts = path.split('/').map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return fc.constant(part);
    return fc.oneof(
      { arbitrary: fc.constant(encoded(params[name] ?? 'x')), weight: 6 },
      { arbitrary: hostileText.filter((text) => text !== '').map(encoded), weight: 2 },
      {
        arbitrary: fc.constantFrom('%', '%zz', '%C0%80', '%ff', '%2F', '%2e%2e', 'x;y', '*', 'x'.repeat(600)),
        weight: 1,
      },
    );
  });
  return fc.tuple(...parts).map((all) => all.join('/'));
}

function queriesOf({ parameters }: DocumentedOperation, { query = {} }: Ask, code: string): fc.Arbitrary<string> {
  const declared = parameters.filter(({ in: place }) => place === 'query');
  const given: Pairs = Object.entries(query);
  const good = fc.constant(given);
  const valid = fc
    .tuple(...declared.map((parameter) => optional(parameter, query, code)))
    .map((pairs) => pairs.flatMap((pair) => (pair === null ? [] : [pair])));
  const name = fc.oneof(fc.constantFrom('__proto__', 'x', 'limit', ...declared.map((one) => one.name)), hostileText);
  const odd = fc.array(fc.tuple(name, hostileText), { minLength: 1, maxLength: 3 });
  const pairs = fc.oneof(
    { arbitrary: good, weight: 3 },
    { arbitrary: valid, weight: 4 },
    { arbitrary: fc.tuple(valid, odd).map(([some, more]) => [...some, ...more]), weight: 2 },
    // Each twice.
    { arbitrary: valid.map((some) => [...some, ...some]), weight: 1 },
  );
  const broken = fc.constantFrom('%', '%zz=1', '=', '&&&', 'a=b=c', '%00', 'a[]=1', 'a[__proto__]=1', '%ff=%fe');
  return fc.oneof({ arbitrary: pairs.map(inQuery), weight: 12 }, { arbitrary: broken, weight: 1 });
}

/** Null: left out. What a good request has stays as it is there. */
function optional({ name, schema }: Parameter, query: NonNullable<Ask['query']>, code: string) {
  const sample = query[name];
  const pair = (value: unknown) => [name, textOf(value)] as const;
  if (sample !== undefined) return fc.constant(pair(sample));
  const actsFor = (organizationParameters as readonly string[]).includes(name);
  return fc.option((actsFor ? valuesOf(schema, code) : valuesOf(schema)).map(pair), { freq: 1 });
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function inQuery(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
}

/** Percent-encoded; a lone surrogate as the three bytes that are no UTF-8. */
export function encoded(text: string): string {
  const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  return text
    .split(lone)
    .map((part) => encodeURIComponent(part))
    .join('%ED%A0%80');
}

const oddHeaders: readonly (readonly [string, readonly string[]])[] = [
  ['if-match', ['"1"', '*', '"', '"999999999999999999999"', 'W/"1"', '']],
  ['if-none-match', ['"1"', '*', '', '"0", "1"', 'x'.repeat(3_000)]],
  ['prefer', ['wait=0', 'wait=99999999999', 'respond-async', 'wait', ',;=']],
  ['last-event-id', ['1', '-1', '99999999999999999999', 'x', '']],
  ['x-request-id', ['mine', '', 'a b', '\u00e9'.repeat(20), 'x'.repeat(500)]],
  ['accept', ['*/*', 'image/png', 'text/html;q=x', '']],
  ['accept-encoding', ['gzip', 'br', 'identity;q=0', '*;q=0', ',,']],
  ['content-encoding', ['gzip', 'identity', 'x']],
  ['range', ['bytes=0-1', 'bytes=9-1']],
  ['origin', ['null', 'https://elsewhere.example']],
  ['x-http-method-override', ['DELETE']],
  ['x-forwarded-for', ['127.0.0.1', '\u00ff']],
  ['cookie', ['__proto__=1', '=;;=']],
];

function headersOf({ parameters }: DocumentedOperation, { headers = {} }: Ask, token: string) {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const authorization = own.some(([name]) => name === 'authorization')
    ? []
    : [['authorization', `Bearer ${token}`] as const];
  const good = fc.constant<Pairs>([...authorization, ...own]);
  const bad = fc.constantFrom<Pairs>(
    [],
    [['authorization', 'Bearer']],
    [['authorization', 'Basic Og==']],
    [['authorization', 'Bearer amd_\u00ff']],
  );
  const odd = fc
    .constantFrom(...oddHeaders)
    .chain(([name, values]) => fc.constantFrom(...values).map((value) => [name, value] as const));
  const keys = parameters.some(({ name }) => name === 'Idempotency-Key')
    ? fc.oneof(
        { arbitrary: fc.constant<Pairs>([]), weight: 6 },
        {
          arbitrary: fc
            .oneof(
              fc.constantFrom('one', '"two"', '"', '""', 'x'.repeat(300), '\u00e9'),
              fc.stringMatching(/^[\w-]{1,20}$/),
            )
            .map((key): Pairs => [['idempotency-key', key]]),
          weight: 2,
        },
      )
    : fc.constant<Pairs>([]);
  const odds = fc.oneof(
    { arbitrary: fc.constant<Pairs>([]), weight: 4 },
    { arbitrary: fc.array(odd, { maxLength: 3 }), weight: 1 },
  );
  const who = fc.oneof({ arbitrary: good, weight: 30 }, { arbitrary: bad, weight: 1 });
  return fc.tuple(who, keys, odds).map((all): Pairs => all.flat());
}
