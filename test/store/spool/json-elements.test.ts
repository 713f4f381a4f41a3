import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { jsonElements } from '../../../src/store/spool/json-elements.ts';

const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '[', ']', ',', 'é', '\u{1f600}', '\n') });
const element = fc.oneof(fc.nat(), fc.constant(null), text, fc.array(fc.oneof(text, fc.array(text))));

test('the elements of any array of texts, numbers and arrays are found as JSON has them', () => {
  fc.assert(
    fc.property(fc.array(element, { size: 'medium' }), (elements) => {
      const found = [...jsonElements(Buffer.from(JSON.stringify(elements)))];
      assert.deepEqual(
        found.map((bytes) => JSON.parse(Buffer.from(bytes).toString()) as unknown),
        elements,
      );
    }),
  );
});
