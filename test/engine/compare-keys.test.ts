import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compareKeys } from '../../src/engine/compare-keys.ts';

test('any two keys are ordered as their bytes are', () => {
  const key = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', '\0', 'é', '\u{d7ff}', '\u{fffd}'), maxLength: 5 }),
    fc.string({ unit: fc.constantFrom('a', '\u{e000}', '\u{ffff}', '\u{10000}', '\u{10ffff}'), maxLength: 3 }),
  );
  fc.assert(
    fc.property(key, key, (a, b) => {
      assert.equal(compareKeys(a, b), Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
