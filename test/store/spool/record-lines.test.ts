import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { setOwn } from '../../../src/engine/json.ts';
import type { Json, JsonObject } from '../../../src/engine/records.ts';
import { aroundLines, findRecordLines, readRecordLines, recordLine } from '../../../src/store/spool/record-lines.ts';
import type { SpoolRecord } from '../../../src/uploads/ports.ts';

const anyField = fc.oneof(
  fc.constantFrom('a', 'b', '__proto__', 'constructor', '\\', 'a\nb'),
  fc.string({ maxLength: 4 }),
);
const anyPatch = fc
  .array(fc.tuple(anyField, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>), { maxLength: 6 })
  .map((entries) => {
    const patch: JsonObject = {};
    for (const [field, value] of entries) setOwn(patch, field, value);
    return patch;
  });
const anyRecord: fc.Arbitrary<SpoolRecord> = fc.record(
  { index: fc.nat(), key: fc.string({ unit: 'binary', maxLength: 5 }), patch: anyPatch, expectedVersion: fc.nat() },
  { requiredKeys: ['index', 'key', 'patch'] },
);

test('any records are read from their lines as they were', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 20 }), (records) => {
      const places = new Map<string, number>();
      const lines = records.map((record) => `,${recordLine(record, places)}\n`);
      const [before, after] = aroundLines(places);
      const read = readRecordLines([before, ...lines, after].join(''));
      assert.deepEqual(
        read.map(({ patch: _patch, ...rest }) => rest),
        records.map(({ patch: _patch, ...rest }) => rest),
      );
      assert.deepEqual(
        read.map(({ patch }) => sortedJson(patch)),
        records.map(({ patch }) => sortedJson(patch)),
      );
    }),
  );
});

test('the records of any one customer are found among the others', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 20 }), (records) => {
      const places = new Map<string, number>();
      const lines = records.map((record) => `,${recordLine(record, places)}\n`);
      const [before, after] = aroundLines(places);
      const text = [before, ...lines, after].join('');
      const read = readRecordLines(text);
      for (const key of [...records.map((record) => record.key), 'nobody']) {
        assert.deepEqual(
          findRecordLines(text, key),
          read.filter((record) => record.key === key),
        );
      }
    }),
  );
});

/** As JSON has it: there -0 is 0. */
function sortedJson(patch: JsonObject): string {
  const fields = Object.keys(patch).sort();
  return JSON.stringify(fields.map((field) => [field, patch[field] ?? null]));
}
