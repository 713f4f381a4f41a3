import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CompiledFields } from '../../src/engine/fields.ts';
import type { JsonObject, RecordIn } from '../../src/engine/records.ts';
import { validate, validatedBefore } from '../../src/engine/validate.ts';

const fields: CompiledFields = {
  keyField: 'loan_id',
  checkPatch: (patch) => (patch['amount'] === 'x' ? ['amount must be a number'] : []),
  checkNew: (data, key) => (data['amount'] === undefined ? [`amount is required for ${key}`] : []),
};

describe('validation', () => {
  test('lets the good records pass beside the bad ones, in request order', () => {
    const records = [record(0, {}), record(1, { amount: 'x' }), record(2, { amount: 1 })];
    const { valid, invalid } = validate(records, fields, 'update');
    assert.deepEqual(
      valid.map(({ index }) => index),
      [0, 2],
    );
    assert.deepEqual(invalid, [{ index: 1, key: 'loan_1', errors: ['amount must be a number'] }]);
  });

  test('holds a new customer to the rules of a whole one', () => {
    const { invalid } = validate([record(0, {}), record(1, { amount: 1 })], fields, 'add');
    assert.deepEqual(invalid, [{ index: 0, key: 'loan_0', errors: ['amount is required for loan_0'] }]);
  });

  test("names the door's faults before those of the fields", () => {
    const records = [{ ...record(0, { amount: 'x' }), key: null, faults: ['id is required'] }];
    const { valid, invalid } = validate(records, fields, 'update');
    assert.deepEqual(valid, []);
    assert.deepEqual(invalid, [{ index: 0, key: null, errors: ['id is required', 'amount must be a number'] }]);
  });

  test('counts a record that the door found at fault as invalid, however good its patch', () => {
    const records = [{ ...record(0, { amount: 1 }), faults: ['unknown field extra'] }];
    assert.deepEqual(validate(records, fields, 'update'), {
      valid: [],
      invalid: [{ index: 0, key: 'loan_0', errors: ['unknown field extra'] }],
    });
  });

  test('does not hold a record without a patch to the fields', () => {
    const records = [{ ...record(0, {}), patch: null, faults: ['data is required'] }];
    assert.deepEqual(validate(records, fields, 'add').invalid, [
      { index: 0, key: 'loan_0', errors: ['data is required'] },
    ]);
  });

  test('keeps the expected version of a valid record', () => {
    const { valid } = validate([{ ...record(0, {}), expectedVersion: 3 }], fields, 'update');
    assert.equal(valid[0]?.expectedVersion, 3);
  });

  test('is not repeated for a batch that is resumed: the stored verdict holds', () => {
    const records = [record(0, { amount: 'x' }), record(1, { amount: 1 })];
    const stored = [{ index: 1, key: 'loan_1', errors: ['as the rules were then'] }];
    const { valid, invalid } = validatedBefore(records, stored);
    assert.deepEqual(
      valid.map(({ index }) => index),
      [0],
    );
    assert.deepEqual(invalid, stored);
  });
});

function record(index: number, patch: JsonObject): RecordIn {
  return { index, key: `loan_${index}`, patch, faults: [] };
}
