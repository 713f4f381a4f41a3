import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FailureCode, failureCodes } from '../../../src/engine/records.ts';
import { faultOfFailure } from '../../../src/uploads/results/failure-faults.ts';

describe('what a bookkeeper is told of a row that was right and not applied', () => {
  test('is a whole sentence for every reason', () => {
    for (const error of Object.keys(failureCodes) as FailureCode[]) {
      const { column, code, message, value } = faultOfFailure({ error, reason: 'the customer has 10 of them' }, null);
      assert.deepEqual([column, code, value], [null, error, null]);
      assert.match(message, /^[A-Z].*\.$/);
      assert.doesNotMatch(message, /exception|document|record/);
    }
  });

  test('names the row that kept the others from being applied, where it is known', () => {
    const failure = {
      error: 'batch_aborted_exception',
      reason: 'The batch is atomic and record 5 was not applied',
    } as const;
    const told = (row: string | null) => faultOfFailure(failure, row).message;
    assert.match(told('row 7'), /, and row 7 was not applied\.$/);
    assert.match(told(null), /, and another row was not applied\.$/);
  });
});
