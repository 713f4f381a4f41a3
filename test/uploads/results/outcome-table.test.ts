import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Outcome } from '../../../src/engine/records.ts';
import { OutcomeTable } from '../../../src/uploads/results/outcome-table.ts';

const failed = (index: number, reason = `why ${index}`): Outcome => ({
  index,
  outcome: 'failed',
  error: 'document_missing_exception',
  reason,
});
const aborted = (index: number): Outcome => ({
  index,
  outcome: 'failed',
  error: 'batch_aborted_exception',
  reason: 'another',
});

/** Outcomes in chunks of three, in no order of their indexes; counts how often they are read. */
async function tableOf(outcomes: readonly Outcome[], { total = outcomes.length, failuresHeldMax = 1_000 } = {}) {
  const reads = { count: 0 };
  async function* read() {
    reads.count += 1;
    for (let at = 0; at < outcomes.length; at += 3) yield outcomes.slice(at, at + 3).toReversed();
  }
  return { reads, table: await OutcomeTable.read({ total, read, failuresHeldMax }) };
}

describe('the outcomes of a file', () => {
  test('say of each record what became of it; of one that was never valid, or not reached yet, nothing', async () => {
    const { table } = await tableOf([{ index: 3, outcome: 'unchanged' }, failed(0), { index: 1, outcome: 'updated' }], {
      total: 5,
    });
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((index) => [table.outcomeOf(index), table.isApplied(index)]),
      [
        ['failed', false],
        ['updated', true],
        [null, false],
        ['unchanged', true],
        [null, false],
        [null, false],
      ],
    );
    assert.equal(await table.failureOf(1), null);
    assert.equal(await table.failureOf(2), null);
  });

  test('hold the reasons of a window of the file alone, and are read again for the next', async () => {
    const { table, reads } = await tableOf(
      Array.from({ length: 10 }, (_, index) => failed(index)),
      { failuresHeldMax: 4 },
    );
    assert.equal(reads.count, 1);
    for (let index = 0; index < 10; index += 1) assert.equal((await table.failureOf(index))?.reason, `why ${index}`);
    assert.equal(reads.count, 4);
  });

  test('give each reason to its record, whatever the window', async () => {
    const outcome = fc.constantFrom('updated' as const, 'unchanged' as const, 'failed' as const, null);
    await fc.assert(
      fc.asyncProperty(fc.array(outcome, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), async (kinds, held) => {
        const outcomes = kinds.flatMap((kind, index): Outcome[] => {
          if (kind === null) return [];
          return [kind === 'failed' ? failed(index) : { index, outcome: kind }];
        });
        const { table } = await tableOf(outcomes, { total: kinds.length, failuresHeldMax: held });
        for (const [index, kind] of kinds.entries()) {
          assert.equal(table.outcomeOf(index), kind);
          assert.equal((await table.failureOf(index))?.reason ?? null, kind === 'failed' ? `why ${index}` : null);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('know the first record that failed by itself, and whether it kept others from being applied', async () => {
    const { table } = await tableOf([aborted(0), failed(4), failed(2), aborted(3)], { total: 5 });
    assert.deepEqual([table.isAborted, table.lowestFailed], [true, 2]);
    const { table: well } = await tableOf([{ index: 0, outcome: 'updated' }]);
    assert.deepEqual([well.isAborted, well.lowestFailed], [false, null]);
  });
});
