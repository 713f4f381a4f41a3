import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Cell } from '../../../src/fields/cell.ts';
import { CellPacks, readCellPack } from '../../../src/store/spool/cell-packs.ts';
import type { SpooledRow } from '../../../src/uploads/ports.ts';

const plain = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(fields, { noNullPrototype: true });
const anyCell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom('', '[0,"1"]', '__proto__', '\\', '"', '\n', '\u2028'),
  plain({ type: fc.constant('number' as const), digits: fc.nat().map(String) }),
  plain({ type: fc.constant('number' as const), digits: fc.nat().map(String), format: fc.constant('00000') }),
  plain({ type: fc.constant('date' as const), iso: fc.constant('2026-01-31') }),
  plain({ type: fc.constant('boolean' as const), value: fc.boolean() }),
  plain({ type: fc.constant('error' as const), code: fc.constant('#N/A') }),
);

/** Rows as they are read: empty ones between them, each as long as it likes. */
const anyRows = fc
  .array(fc.record({ gap: fc.nat(2), cells: fc.array(anyCell, { maxLength: 5 }) }), { minLength: 1, maxLength: 40 })
  .map((rows) => {
    let row = 1;
    return rows.map(({ gap, cells }, index): SpooledRow => ({ index: index + 7, row: (row += 1 + gap), cells }));
  });

test('any rows are read from their packs as they were', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const packs = new CellPacks();
      const written = [...packs.collect(rows), ...packs.collect(null)];
      const read = written.flatMap(({ text, rows: own }) => readCellPack(text, own[0]?.index ?? -1));
      assert.deepEqual(read, rows);
    }),
  );
});

test('a pack has up to a thousand rows, fewer where they are long, and one however long it is', () => {
  const sizes = (count: number, characters: number): number[] => {
    const rows = Array.from({ length: count }, (_, index) => ({
      index,
      row: index + 2,
      cells: ['x'.repeat(characters)],
    }));
    const packs = new CellPacks();
    return [...packs.collect(rows), ...packs.collect(null)].map((pack) => pack.rows.length);
  };
  assert.deepEqual(sizes(2_500, 5), [1_000, 1_000, 500]);
  assert.deepEqual(sizes(5, 100_000), [3, 2]);
  assert.deepEqual(sizes(2, 3_000_000), [1, 1]);
});
