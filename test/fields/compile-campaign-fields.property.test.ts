import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../src/engine/records.ts';
import { campaignFields, campaignTypes } from '../../src/fields/campaign-fields.ts';
import { compileCampaignFields } from '../../src/fields/compile-campaign-fields.ts';
import { faultyFields, requiredOn } from './field-model.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 4 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('__proto__', 'constructor', 'prototype', '', 'x'.repeat(65), '\0', '\ud800', '\\u0000'),
);
const leaf = fc.oneof(
  anyText,
  fc.double(),
  fc.integer(),
  fc.constantFrom(2 ** 53, -(2 ** 53), Number.POSITIVE_INFINITY, -0),
  fc.boolean(),
  fc.constant(null),
);
const { tree: anyValue } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(anyText, tie('tree'), { maxKeys: 3 }),
    fc.integer({ min: 14, max: 19 }).map((levels) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown),
  ),
}));
const likelyValue = fc.constantFrom<Json>(
  '2026-02-28',
  '2026-02-30',
  '0000-01-01',
  '9876543210',
  '00919876543210',
  'paid',
  'x',
  3,
  3.5,
  -1,
  null,
);
const fieldName = fc.oneof(fc.constantFrom('loan_id', 'lead_id', ...campaignFields.map(({ name }) => name)), anyText);
const patches = fc.array(fc.tuple(fieldName, fc.oneof(likelyValue, anyValue)), { maxLength: 6 }).map((entries) => {
  const patch: JsonObject = {};
  // As JSON.parse does it: `__proto__` is a field like any other.
  for (const [key, value] of entries) {
    if (key !== 'language') Object.defineProperty(patch, key, { value, enumerable: true, configurable: true });
  }
  return patch;
});

test('any JSON has the faults that a plain reading of the contract finds, in the order of its fields', () => {
  fc.assert(
    fc.property(fc.constantFrom(...campaignTypes), patches, (type, patch) => {
      const fields = compileCampaignFields({
        type,
        customFields: {},
        limits: { nestingMax: 16, fieldNameCharactersMax: 64 },
      });
      const expected = faultyFields(patch, 'x', type);
      const faults = fields.checkPatch(patch, 'x');
      assert.equal(faults.length, expected.length, `${JSON.stringify(expected)} but ${JSON.stringify(faults)}`);
      expected.forEach((name, i) => assertNames(faults[i] ?? '', name));

      const missing = requiredOn(type).filter((name) => !Object.hasOwn(patch, name));
      const ofNew = fields.checkNew(patch, 'x');
      assert.equal(ofNew.length, expected.length + missing.length);
      assert.deepEqual(
        ofNew.slice(expected.length).toSorted(),
        missing.map((name) => `${name} is required`).toSorted(),
      );
    }),
    { numRuns: 3_000 },
  );
  assert.equal(({} as Record<string, unknown>)['admin'], undefined);
});

function assertNames(sentence: string, name: string): void {
  const start = JSON.stringify(Array.from(name).slice(0, 20).join('')).slice(1, -1);
  assert.ok(name === '' || sentence.includes(name.slice(0, 20)) || sentence.includes(start), `${sentence} / ${start}`);
}
