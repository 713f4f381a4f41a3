import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { cutUndo, isWide } from '../../src/undo/cut-undo.ts';
import type { PackSize } from '../../src/undo/ports.ts';

const size = fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 10, max: 2 ** 20 }));

describe('the cut of an undo', () => {
  test('has every pack once, in order, in chunks that a batch has ids for, and small ones where it can', () => {
    fc.assert(
      fc.property(fc.array(size, { maxLength: 5_000 }), fc.integer({ min: 1, max: 5_000 }), (sizes, chunkRecords) => {
        const packs = sizes.map(([count, characters], pack): PackSize => [pack, count, characters]);
        const chunks = cutUndo(packs, chunkRecords);
        assert.deepEqual(
          chunks.flatMap((chunk) => chunk.packs),
          packs.map(([pack]) => pack),
        );
        assert.ok(chunks.length <= 1_024, `${chunks.length} chunks`);
        let first = 0;
        for (const chunk of chunks) {
          assert.equal(chunk.first, first);
          first += chunk.count;
        }
        const characters = chunks.map((chunk) => chunk.packs.reduce((sum, pack) => sum + (sizes[pack]?.[1] ?? 0), 0));
        if (!isWide(packs)) assert.ok(Math.max(0, ...characters) <= 2 * 2 ** 20, 'no chunk holds much text');
      }),
      { numRuns: 50 },
    );
  });
});
