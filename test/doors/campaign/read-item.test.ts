import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { readAddItem, readDataItem, readUpdateItem } from '../../../src/doors/campaign/read-item.ts';

const limits = { keyCharactersMax: 128 };
const adding = { ...limits, keyField: 'loan_id' };
const ofUpdate = (item: unknown) => readUpdateItem(item, 0, limits).faults;
const ofAdd = (item: unknown) => readAddItem(item, 0, adding).faults;
const long = 'x'.repeat(10_000);

describe('an item of a bulk update', () => {
  test('that is good is a record without faults', () => {
    const data = { emi_amount: 1 };
    assert.deepEqual(readUpdateItem({ id: 'L1', data }, 3, limits), { index: 3, key: 'L1', patch: data, faults: [] });
    const record = readUpdateItem({ id: 'L1', data, version: 7 }, 0, limits);
    assert.deepEqual([record.expectedVersion, record.faults], [7, []]);
    assert.equal(record.patch, data, 'nothing is copied');
    assert.equal(record.faults, readUpdateItem({ id: 'L2', data: {} }, 1, limits).faults, 'nor made');
  });

  test('that is no object is a fault', () => {
    for (const item of [null, 1, 'L1', true, [], [{ id: 'L1', data: {} }], undefined]) {
      assert.deepEqual(readUpdateItem(item, 2, limits), {
        index: 2,
        key: null,
        patch: null,
        faults: ['record must be an object'],
      });
    }
  });

  test('has an id that can be a key', () => {
    const ids: [unknown, string][] = [
      [undefined, 'id is required'],
      [null, 'id must be a string'],
      [7, 'id must be a string'],
      ['', 'id cannot be empty'],
      ['x'.repeat(129), 'id cannot exceed 128 characters'],
      [long, 'id cannot exceed 128 characters'],
      ['a\0', 'id cannot contain a NUL character'],
      ['a\udc00', 'id cannot contain a lone surrogate (half of a character)'],
    ];
    for (const [id, sentence] of ids) assert.deepEqual(ofUpdate({ id, data: {} }), [sentence]);
    for (const id of ['x'.repeat(128), '🙂'.repeat(128), ' ', '../..'])
      assert.deepEqual(ofUpdate({ id, data: {} }), []);
  });

  test('is named by the string received, cut to 128 characters', () => {
    const key = (id: unknown) => readUpdateItem({ id, data: {} }, 0, limits).key;
    assert.equal(key(long), 'x'.repeat(128));
    assert.equal(key('🙂'.repeat(200)), '🙂'.repeat(128));
    assert.deepEqual([key(''), key('a\0'), key(7), key(undefined)], ['', 'a\0', null, null]);
  });

  test('has data', () => {
    assert.deepEqual(ofUpdate({ id: 'L1' }), ['data is required']);
    for (const data of [null, [], 'x', 1]) assert.deepEqual(ofUpdate({ id: 'L1', data }), ['data must be an object']);
  });

  test('has a version that is a positive integer, if any', () => {
    for (const version of [0, -1, 1.5, '1', null, true, 2 ** 53]) {
      const record = readUpdateItem({ id: 'L1', data: {}, version }, 0, limits);
      assert.deepEqual(record.faults, ['version must be a positive integer']);
      assert.equal(record.expectedVersion, undefined);
    }
  });

  test('has nothing else, and is told every fault', () => {
    const item: unknown = JSON.parse(
      `{"__proto__":{"id":"L9"},"id":1,"Data":{},"version":"x","a\\u0000":1,"constructor":1,"${long}":1}`,
    );
    assert.deepEqual(ofUpdate(item), [
      'id must be a string',
      'data is required',
      'version must be a positive integer',
      'unknown field __proto__',
      'unknown field Data',
      String.raw`unknown field "a\u0000"`,
      'unknown field constructor',
      `unknown field ${'x'.repeat(64)}…`,
    ]);
  });

  test('whatever it is, is read without a throw: it has faults, or a key and a patch', () => {
    const item = fc.oneof(
      fc.jsonValue(),
      fc.record({ id: fc.jsonValue(), data: fc.jsonValue(), version: fc.jsonValue() }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(item, (item) => {
        const records = [readUpdateItem(item, 0, limits), readAddItem(item, 0, adding), readDataItem(item, 0, adding)];
        for (const { key, patch, faults } of records.slice(0, 2)) {
          assert.ok(faults.length > 0 || (key !== null && patch !== null) || isNullKey(item));
        }
      }),
    );
  });
});

/** `{"data":{"loan_id":null}}` is for the fields to refuse. */
function isNullKey(item: unknown): boolean {
  return (item as { data?: { loan_id?: unknown } }).data?.loan_id === null;
}

describe('an item of a bulk addition', () => {
  const data = { loan_id: 'L1', emi_amount: 1 };

  test('names its key as id, in its data, or in both', () => {
    const whole = { index: 0, key: 'L1', patch: data, faults: [] };
    assert.deepEqual(readAddItem({ id: 'L1', data }, 0, adding), whole);
    assert.deepEqual(readAddItem({ data }, 0, adding), whole);
    assert.deepEqual(readAddItem({ id: 'L1', data: { emi_amount: 1 } }, 0, adding), whole);
    assert.deepEqual(readDataItem(data, 0, adding), whole);
  });

  test('without a key is told so', () => {
    assert.deepEqual(ofAdd({ data: {} }), ['id is required']);
    assert.deepEqual(ofAdd({ data: { loan_id: 7 } }), ['loan_id must be a string']);
    assert.deepEqual(ofAdd({ id: '', data }), ['id cannot be empty']);
    assert.deepEqual(readDataItem({}, 0, adding).faults, ['loan_id is required']);
    assert.deepEqual(readDataItem({ loan_id: '' }, 0, adding).faults, ['loan_id cannot be empty']);
  });

  test('expects no version and nothing else', () => {
    assert.deepEqual(ofAdd({ id: 'L1', data, version: 1 }), ['unknown field version']);
    assert.deepEqual(ofAdd({ data, x: 1 }), ['unknown field x']);
    assert.deepEqual(ofAdd({ id: 'L1' }), ['data is required']);
    assert.deepEqual(ofAdd({ id: 'L1', data: [] }), ['data must be an object']);
    assert.deepEqual(ofAdd({}), ['id is required', 'data is required']);
  });

  test('keeps a field __proto__ a field, for the list to refuse', () => {
    const sent = JSON.parse('{"id":"L1","data":{"__proto__":{"admin":true}}}') as unknown;
    const { patch } = readAddItem(sent, 0, adding);
    assert.deepEqual(Object.keys(patch ?? {}), ['loan_id', '__proto__']);
    assert.equal(Object.getPrototypeOf(patch), Object.prototype);
  });
});
