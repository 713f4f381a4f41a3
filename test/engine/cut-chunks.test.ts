import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { type Chunk, cutIntoChunks } from '../../src/engine/cut-chunks.ts';
import type { ValidRecord } from '../../src/engine/records.ts';

const keys = fc.array(fc.oneof(fc.constantFrom('a', 'b', 'c', 'd', 'é', '😀', '\uffee'), fc.string({ minLength: 1 })), {
  maxLength: 60,
});
const recordsMax = fc.integer({ min: 1, max: 70 });

describe('cutting into chunks', () => {
  test('puts every record into exactly one chunk', () => {
    check((chunks, records) => {
      const cut = chunks.flatMap(({ customers }) => customers.flatMap((customer) => customer.records));
      assert.deepEqual(cut.map(({ index }) => index).sort(byNumber), indexes(records));
    });
  });

  test('puts all records of one customer together, in request order', () => {
    check((chunks, records) => {
      const customers = chunks.flatMap((chunk) => chunk.customers);
      assert.equal(new Set(customers.map(({ key }) => key)).size, customers.length);
      for (const customer of customers) {
        const own = records.filter(({ key }) => key === customer.key);
        assert.deepEqual(customer.records, own);
      }
    });
  });

  test('goes by key order, numbered from 0', () => {
    check((chunks) => {
      const cut = chunks.flatMap(({ customers }) => customers.map(({ key }) => key));
      assert.deepEqual(cut, cut.toSorted());
      assert.deepEqual(
        chunks.map(({ number }) => number),
        chunks.map((_, place) => place),
      );
    });
  });

  test('makes no chunk empty, and none larger than asked but where one customer alone is', () => {
    check((chunks, _records, chunkRecordsMax) => {
      for (const { customers } of chunks) {
        const size = customers.reduce((sum, { records }) => sum + records.length, 0);
        assert.ok(size > 0);
        assert.ok(size <= chunkRecordsMax || customers.length === 1, `${size} records of several customers`);
      }
    });
  });

  test('makes at most twice as many chunks as would hold the records', () => {
    check((chunks, records, chunkRecordsMax) => {
      assert.ok(chunks.length <= 2 * Math.ceil(records.length / chunkRecordsMax));
    });
  });

  test('makes chunks of equal size where no customer has twins', () => {
    const records = recordsOf(Array.from({ length: 10_001 }, (_, i) => `loan_${i}`));
    const sizes = cutIntoChunks(records, 2500).map(({ customers }) => customers.length);
    assert.deepEqual(sizes, [2001, 2001, 2001, 2001, 1997]);
  });

  test('draws the same borders whatever the order of the records', () => {
    fc.assert(
      fc.property(keys.chain(shuffledToo), recordsMax, ([inOrder, shuffled], chunkRecordsMax) => {
        assert.deepEqual(borders(recordsOf(inOrder), chunkRecordsMax), borders(recordsOf(shuffled), chunkRecordsMax));
      }),
    );
  });

  test('makes no chunk of no records', () => {
    assert.deepEqual(cutIntoChunks([], 10), []);
  });
});

function check(property: (chunks: Chunk[], records: ValidRecord[], chunkRecordsMax: number) => void): void {
  fc.assert(
    fc.property(keys, recordsMax, (list, chunkRecordsMax) => {
      const records = recordsOf(list);
      property(cutIntoChunks(records, chunkRecordsMax), records, chunkRecordsMax);
    }),
    { numRuns: 300 },
  );
}

function shuffledToo(list: string[]): fc.Arbitrary<[string[], string[]]> {
  return fc
    .shuffledSubarray(indexes(list), { minLength: list.length })
    .map((order) => [list, order.map((place) => list[place] ?? '')]);
}

function borders(records: ValidRecord[], chunkRecordsMax: number): string[][] {
  return cutIntoChunks(records, chunkRecordsMax).map(({ customers }) => customers.map(({ key }) => key));
}

function recordsOf(list: readonly string[]): ValidRecord[] {
  return list.map((key, index) => ({ index, key, patch: {} }));
}

function indexes(list: readonly unknown[]): number[] {
  return list.map((_, index) => index);
}

function byNumber(a: number, b: number): number {
  return a - b;
}
