import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { cutIntoChunks } from '../../src/engine/cut-chunks.ts';
import { fieldsToRead } from '../../src/engine/fields-to-read.ts';
import { dataBytes } from '../../src/engine/fields.ts';
import { mergePatch } from '../../src/engine/json.ts';
import { type FieldsToRead, smallCustomerBytesMax } from '../../src/engine/ports.ts';
import type { JsonObject } from '../../src/engine/records.ts';

const plenty = 65_536;

describe('the fields to read', () => {
  test('are those that the records name', () => {
    assert.deepEqual(
      read([
        ['a', { n: 1, m: null }],
        ['b', { n: 2, o: {} }],
      ]).names,
      ['n', 'm', 'o'],
    );
    assert.deepEqual(read([['a', {}]]).names, []);
  });

  test('are not asked for one by one where they are many, or one is called `__proto__`', () => {
    const fields = (many: number): JsonObject =>
      Object.fromEntries(Array.from({ length: many }, (_, i) => [`f${i}`, 1]));
    assert.equal(read([['a', fields(16)]]).names?.length, 16);
    assert.equal(read([['a', fields(17)]]).names, null);
    assert.equal(read([['a', JSON.parse('{"__proto__":1}') as JsonObject]]).names, null);
  });

  test('are cut out of whole data customer by customer', () => {
    const fields = read([
      ['a', { n: 1, absent: 1 }],
      ['a', { o: null }],
      ['b', JSON.parse('{"__proto__":1}') as JsonObject],
    ]);
    const data = JSON.parse('{"n":5,"m":6,"o":{"p":7},"__proto__":8}') as JsonObject;
    assert.equal(JSON.stringify(fields.named('a', data)), '{"n":5,"o":{"p":7}}');
    assert.equal(JSON.stringify(fields.named('b', data)), '{"__proto__":8}');
    assert.equal(JSON.stringify(fields.named('c', data)), '{}');
  });
});

describe('whether a customer stays within its limit', () => {
  test('depends on its own records, not on those of others', () => {
    const fields = read([
      ['a', { t: 'x'.repeat(60_000) }],
      ['b', { t: 'x' }],
    ]);
    assert.equal(fields.staysWithin('a', smallCustomerBytesMax), false);
    assert.equal(fields.staysWithin('b', smallCustomerBytesMax), true);
    const added = dataBytes({ t: 'x' });
    assert.equal(fields.staysWithin('b', plenty - added), true);
    assert.equal(fields.staysWithin('b', plenty - added + 1), false);
  });

  test('depends on all its records together', () => {
    const half: JsonObject = { a: { b: 'x'.repeat(26_000) } };
    assert.equal(read([['a', half]]).staysWithin('a', smallCustomerBytesMax), true);
    const twice = read([
      ['a', half],
      ['a', half],
    ]);
    assert.equal(twice.staysWithin('a', 14_000), false);
  });

  test('is never wrong that way: no patch adds more bytes than it has itself', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (data, patch) => {
        const merged = dataBytes(mergePatch(data, patch));
        assert.ok(!read([['a', patch]], merged - 1).staysWithin('a', dataBytes(data)));
      }),
      { numRuns: 500 },
    );
  });
});

const anyObject = fc.dictionary(
  fc.constantFrom('a', 'b', 'é', '\n', '__proto__'),
  fc.jsonValue({ maxDepth: 2 }),
) as fc.Arbitrary<JsonObject>;

function read(entries: [key: string, patch: JsonObject][], customerBytesMax = plenty): FieldsToRead {
  const records = entries.map(([key, patch], index) => ({ index, key, patch }));
  const customers = cutIntoChunks(records, 1000).flatMap((chunk) => chunk.customers);
  return fieldsToRead(customers, customerBytesMax);
}
