import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cutIntoChunks } from '../../src/engine/cut-chunks.ts';
import { fieldsToRead } from '../../src/engine/fields-to-read.ts';
import { smallCustomerBytesMax } from '../../src/engine/ports.ts';
import type { JsonObject } from '../../src/engine/records.ts';

const plenty = 65_536;

describe('the fields to read', () => {
  test('are those that the records name', () => {
    assert.deepEqual(
      read([
        ['a', { n: 1, m: null }],
        ['b', { n: 2, o: {} }],
      ]),
      ['n', 'm', 'o'],
    );
    assert.deepEqual(read([['a', {}]]), []);
  });

  test('are all where a small customer may outgrow its limit by them', () => {
    const room = plenty - smallCustomerBytesMax;
    const fits = Math.floor((room - 3 - 6 - 2 - 2) / 6);
    assert.deepEqual(read([['a', { t: 'x'.repeat(fits) }]]), ['t']);
    assert.equal(read([['a', { t: 'x'.repeat(fits + 2) }]]), null);
    assert.equal(read([['a', { n: 1 }]], smallCustomerBytesMax), null);
  });

  test('are all where the records of one customer may make it too large together, not where those of several do', () => {
    const half: JsonObject = { a: { b: 'x'.repeat(10_000) } };
    assert.deepEqual(
      read([
        ['a', half],
        ['b', half],
        ['c', half],
      ]),
      ['a'],
    );
    assert.equal(
      read([
        ['a', half],
        ['a', half],
        ['b', half],
      ]),
      null,
    );
  });

  test('are all where they are many, or one is called `__proto__`', () => {
    const fields = (many: number): JsonObject =>
      Object.fromEntries(Array.from({ length: many }, (_, i) => [`f${i}`, 1]));
    assert.equal(read([['a', fields(16)]])?.length, 16);
    assert.equal(read([['a', fields(17)]]), null);
    assert.equal(read([['a', JSON.parse('{"__proto__":1}') as JsonObject]]), null);
  });
});

function read(entries: [key: string, patch: JsonObject][], customerBytesMax = plenty): readonly string[] | null {
  const records = entries.map(([key, patch], index) => ({ index, key, patch }));
  const customers = cutIntoChunks(records, 1000).flatMap((chunk) => chunk.customers);
  return fieldsToRead(customers, customerBytesMax);
}
