import * as fc from 'fast-check';

/** Texts that have broken programs before. */
const hostileTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00a',
  '\ufffe\uffff',
  '\u202e',
  '🙂न',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-0',
  '1e999',
  '0x10',
  '99999999999999999999',
  '-9223372036854775809',
  "' or 1=1 --",
  '%',
  '\\',
  '"',
  '\r\nx: y',
  '../../etc/passwd',
  '=cmd|x',
  '${7*7}',
  '{{7*7}}',
  '2026-02-30',
  '9999-12-31T23:59:60Z',
  '+275760-09-13',
] as const;

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom<string>(...hostileTexts), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 12 }), weight: 2 },
  { arbitrary: fc.constantFrom(300, 5_000).map((length) => 'x'.repeat(length)), weight: 1 },
);

const hostileNumber = fc.constantFrom(
  0,
  -0,
  -1,
  0.5,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  2 ** 63,
  1e300,
  -1e300,
  5e-324,
  1e21,
);

const names = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'id', 'data', '', 'a.b', '\u0000'), hostileText);

/** Any JSON value, the worse ones often. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}), weight: 3 },
    { arbitrary: hostileText, weight: 3 },
    { arbitrary: hostileNumber, weight: 3 },
    { arbitrary: fc.array(tie('value'), { maxLength: 3 }), weight: 1 },
    { arbitrary: fc.array(fc.tuple(names, tie('value')), { maxLength: 3 }).map(ownEntries), weight: 2 },
    { arbitrary: fc.integer({ min: 10, max: 60 }).map(nested), weight: 1 },
  ),
})).value;

/** `__proto__` becomes a key like any other. */
function ownEntries(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries);
}

function nested(depth: number): unknown {
  return Array.from({ length: depth }).reduce<unknown>((inner) => ({ a: [inner] }), 1);
}

const brokenTexts: readonly string[] = [
  '',
  ' ',
  'null',
  '[]',
  '{',
  '{}',
  '[{}]',
  '"x"',
  '1e999',
  '{"a":1,"a":2}',
  '{"a":1e999}',
  "{'a':1}",
  '{"a":01}',
  '\ufeff{}',
  '{"__proto__":{"a":1}}',
  '{"a":"\\ud800"}',
  '{"a":\u0000}',
  'NaN',
  '{}{}',
  '// x\n{}',
];

/** Bytes that are no JSON, or only just. */
export const hostileBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(...brokenTexts).map((text) => Buffer.from(text)),
  fc.constantFrom(100, 50_000).map((depth) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))),
  fc.constantFrom(100, 50_000).map((depth) => Buffer.from('{"a":'.repeat(depth))),
);
