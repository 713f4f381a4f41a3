import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../src/engine/records.ts';

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, -0, 1, -1.5, 1e21, 5e-324, '', 'x', 'é😀', 'a\nb\t"\\\u0001', '\u2028'),
  fc.integer({ min: 0, max: 3 }),
);

/** Few keys, so that patches meet; some of them are names that a prototype has. */
const fieldName = fc.constantFrom('a', 'b', 'c', '__proto__', 'toString');

/** `Object.fromEntries` defines own members, `__proto__` too, as `JSON.parse` does. */
function objectOf(member: fc.Arbitrary<Json>, maxLength: number): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(fieldName, member), { maxLength }).map((entries) => Object.fromEntries(entries));
}

/** Any JSON value, nested up to three deep. */
export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    objectOf(tie('value'), 4),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value;

/** A merge patch, or a customer's data. */
export const jsonObject: fc.Arbitrary<JsonObject> = objectOf(json, 4);
