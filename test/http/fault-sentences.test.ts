import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TSchema, Type } from 'typebox';
import { compileCheck } from '../../src/http/schema-check.ts';

const cases: readonly (readonly [string, TSchema, unknown])[] = [
  ['a must be a string', Type.String(), 1],
  ['a must be an array', Type.Array(Type.String()), {}],
  ['a must be an object', Type.Object({}), null],
  ['a must be null', Type.Null(), 0],
  ['a must be a string or null', Type.Union([Type.String(), Type.Null()]), 1],
  ['a must be one of x, 2', Type.Union([Type.Literal('x'), Type.Literal(2)]), 'y'],
  ['a must be x', Type.Literal('x'), 'y'],
  ['a has none of the allowed forms', Type.Union([Type.Object({ b: Type.String() }), Type.Null()]), { b: 1 }],
  ['a must be at least 1', Type.Number({ minimum: 1 }), 0],
  ['a must be at most 1', Type.Number({ maximum: 1 }), 2],
  ['a must be greater than 1', Type.Number({ exclusiveMinimum: 1 }), 1],
  ['a must be less than 1', Type.Number({ exclusiveMaximum: 1 }), 1],
  ['a must be a multiple of 5', Type.Number({ multipleOf: 5 }), 1],
  ['a must be a number', Type.Number(), Number.POSITIVE_INFINITY],
  ['a must be an integer', Type.Integer(), 1.5],
  ['a must have at least 2 items', Type.Array(Type.String(), { minItems: 2 }), ['x']],
  ['a must not repeat an item', Type.Array(Type.String(), { uniqueItems: true }), ['x', 'x']],
  ['a must have at least 2 characters', Type.String({ minLength: 2 }), 'x'],
  ['a must match ^x$', Type.String({ pattern: '^x$' }), 'y'],
  ['a must be an x', Type.String({ pattern: '^x$', mustBe: 'an x' }), 'y'],
  ['a must be left out: because', Type.Never({ mustBe: 'left out: because' }), 1],
  ['a must be a date YYYY-MM-DD', Type.String({ format: 'date' }), '2026-02-29'],
  ['a must be a time YYYY-MM-DDTHH:MM:SSZ', Type.String({ format: 'date-time' }), 'now'],
  ['a cannot be empty', Type.Object({}, { minProperties: 1 }), {}],
  ['a cannot exceed 1 fields', Type.Object({}, { maxProperties: 1 }), { b: 1, c: 1 }],
  ['a.b[1].c is required', Type.Object({ b: Type.Array(Type.Object({ c: Type.Null() })) }), { b: [{ c: null }, {}] }],
  ['unknown field a.b/~', Type.Object({}, { additionalProperties: false }), { 'b/~': 1 }],
  ['field name a.B is not allowed', Type.Object({}, { propertyNames: { pattern: '^[a-z]$' } }), { B: 1 }],
  ['a[1] cannot exceed 1 items', Type.Array(Type.Array(Type.Null(), { maxItems: 1 })), [[], [null, null]]],
];

for (const [sentence, schema, value] of cases) {
  test(`says "${sentence}"`, () => {
    const check = compileCheck(Type.Object({ a: schema }), { root: 'body', depth: 'all' });
    assert.deepEqual(check({ a: value }), [sentence]);
  });
}

test('knows the days of the months', () => {
  const check = compileCheck(Type.Object({ a: Type.String({ format: 'date' }) }), { root: 'body', depth: 'all' });
  for (const date of ['2024-02-29', '0099-12-31', '2026-01-31']) assert.deepEqual(check({ a: date }), [], date);
  for (const date of ['2026-13-01', '2026-00-10', '2026-04-31', '2026-4-3', '26-04-03']) {
    assert.deepEqual(check({ a: date }), ['a must be a date YYYY-MM-DD'], date);
  }
});

test('refuses to start with a keyword that nobody knows', () => {
  const schema = Type.Object({ a: Type.String({ maxLenght: 5 }) });
  assert.throws(() => compileCheck(schema, { root: 'body', depth: 'all' }), /maxLenght/);
});
