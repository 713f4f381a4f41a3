import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { cutAtBorders, type PackEntry } from '../../../src/store/spool/borders.ts';

const packOf = (keys: readonly string[]): PackEntry => ({
  firstKey: keys[0] ?? '',
  lastKey: keys.at(-1) ?? '',
  count: keys.length,
});

/** Runs of keys, sorted, in packs of four. */
const anyRuns = fc
  .array(fc.array(fc.nat(400), { minLength: 1, maxLength: 120 }), { minLength: 1, maxLength: 4 })
  .map((runs) => runs.map((run) => run.sort((a, b) => a - b).map((n) => String(n).padStart(4, '0'))));

function packs(runs: readonly (readonly string[])[]): PackEntry[] {
  return runs.flatMap((run) =>
    Array.from({ length: Math.ceil(run.length / 4) }, (_, place) => packOf(run.slice(place * 4, place * 4 + 4))),
  );
}

function chunkSizes(keys: readonly string[], borders: readonly string[]): number[] {
  return borders.map((from, place) => {
    const until = borders[place + 1];
    return keys.filter((key) => key >= from && (until === undefined || key < until)).length;
  });
}

test('whatever the runs are, chunks are about as large as asked for, and no border stands twice', () => {
  fc.assert(
    fc.property(anyRuns, fc.integer({ min: 1, max: 200 }), (runs, chunkRecords) => {
      const keys = runs.flat();
      const borders = cutAtBorders(packs(runs), chunkRecords);
      assert.equal(borders[0], '');
      assert.deepEqual(borders, [...new Set(borders)].sort());
      const sizes = chunkSizes(keys, borders);
      assert.equal(
        sizes.reduce((sum, size) => sum + size, 0),
        keys.length,
      );
      assert.ok(borders.length <= Math.ceil(keys.length / chunkRecords));
      const twins = Math.max(...[...new Set(keys)].map((key) => keys.filter((other) => other === key).length));
      // Of each run a pack at either border is known by its ends alone, and no border lies among one customer's records.
      const slack = 2 * 4 * runs.length + twins;
      for (const size of sizes) assert.ok(size <= chunkRecords + slack, `${size} records, ${chunkRecords} asked for`);
    }),
  );
});

test('a single run is cut where its packs begin', () => {
  const run = Array.from({ length: 40 }, (_, n) => String(n).padStart(4, '0'));
  assert.deepEqual(cutAtBorders(packs([run]), 20), ['', '0020']);
  assert.deepEqual(cutAtBorders(packs([run]), 100), ['']);
  assert.deepEqual(cutAtBorders([], 20), []);
});

test('there are at most 512 chunks', () => {
  const entries = Array.from({ length: 5_000 }, (_, n) => packOf([String(n).padStart(6, '0')]));
  // Of ten records each, because with nine there would be 556.
  assert.equal(cutAtBorders(entries, 1).length, 500);
});
