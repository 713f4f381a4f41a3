import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateFaults } from '../../../src/cli/demo/check-update.ts';

const expected = {
  total: 5,
  valid: 4,
  invalid: 1,
  successful: 3,
  failed: 1,
  updated: 2,
  unchanged: 1,
  repeating: 1,
  invalidIndexes: [4],
  failedIndexes: [2],
  twice: { id: 'LN1', status: 'paid' },
};
const answer = {
  batchId: 'batch_1',
  results: {
    total: 5,
    valid: 4,
    invalid: 1,
    successful: 3,
    failed: 1,
    retried: 0,
    errors: [{ index: 2, id: 'LN9', error: 'document_missing_exception', reason: 'Document not found' }],
    invalidRecords: [{ index: 4, id: null, errors: ['id is required'] }],
  },
};
const state = { batches: 2, updated: 2, unchanged: 1, version: 2, status: 'paid' };

test('an update that went as it must has no faults, however often it had to be retried', () => {
  assert.deepEqual(updateFaults(answer, state, expected), []);
  const retried = { ...answer, results: { ...answer.results, retried: 3 } };
  assert.deepEqual(updateFaults(retried, state, expected), []);
});

test('names each count that is not what it must be', () => {
  const results = { ...answer.results, successful: 2, failed: 2 };
  assert.deepEqual(updateFaults({ ...answer, results }, state, expected), [
    'successful is 2 and must be 3',
    'failed is 2 and must be 1',
  ]);
  assert.deepEqual(updateFaults(answer, { ...state, unchanged: 0 }, expected), ['unchanged is 0 and must be 1']);
});

test('sees that other records failed than must', () => {
  const errors = answer.results.errors.map((error) => ({ ...error, index: 3 }));
  const faults = updateFaults({ ...answer, results: { ...answer.results, errors } }, state, expected);
  assert.deepEqual(faults, ['the failed records are not those without a customer']);
});

test('sees that a customer who is named twice was not updated once, to the later status', () => {
  assert.deepEqual(updateFaults(answer, { ...state, version: 3 }, expected), [
    'LN1 must be paid in version 2 and is paid in 3',
  ]);
});
