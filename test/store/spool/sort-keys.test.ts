import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { sortKeys } from '../../../src/store/spool/sort-keys.ts';

function sorted(keys: readonly string[]): number[] {
  const encoded = keys.map((key) => Buffer.from(key));
  const starts = new Uint32Array(keys.length + 1);
  for (const [place, { length }] of encoded.entries()) starts[place + 1] = (starts[place] ?? 0) + length;
  return [...sortKeys({ bytes: Buffer.concat(encoded), starts, count: keys.length })];
}

function model(keys: readonly string[]): number[] {
  const encoded = keys.map((key) => Buffer.from(key));
  const order = (a: number, b: number) => Buffer.compare(encoded[a] ?? Buffer.of(), encoded[b] ?? Buffer.of());
  return [...keys.keys()].sort((a, b) => order(a, b) || a - b);
}

test('any keys come into the order of their bytes, and equal ones stay in theirs', () => {
  const key = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', '\0', 'é', '\u{7ff}', '\u{800}'), maxLength: 6 }),
    fc.string({ unit: fc.constantFrom('a', 'b', '\u{ffff}', '\u{10000}'), maxLength: 3 }),
    fc.nat(50).map((n) => `loan_${n}`),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200, size: 'max' }), (keys) => assert.deepEqual(sorted(keys), model(keys))),
    { numRuns: 50 },
  );
});

test('many keys that share their beginning, or all of it, are no trouble', () => {
  const long = 'x'.repeat(500);
  const keys = Array.from({ length: 3_000 }, (_, i) => `${long}${i % 3 === 0 ? '' : i % 100}`);
  assert.deepEqual(sorted(keys), model(keys));
  assert.deepEqual(sorted([]), []);
});
