import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { type FailureCode, failureCodes, type Outcome } from '../../src/engine/records.ts';
import { packOutcomes, unpackOutcomes } from '../../src/store/outcomes.ts';

const codes = Object.keys(failureCodes) as FailureCode[];
const outcome: fc.Arbitrary<Outcome> = fc
  .oneof(
    fc.record({ index: fc.nat(), outcome: fc.constantFrom('updated' as const, 'unchanged' as const) }),
    fc.record({
      index: fc.nat(),
      outcome: fc.constant('failed' as const),
      error: fc.constantFrom(...codes),
      reason: fc.oneof(fc.constantFrom('a', 'a b', ''), fc.string({ unit: 'binary' })),
    }),
  )
  .map((one) => ({ ...one }));

describe('the outcomes of a chunk, packed', () => {
  test('come back as they were, each once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(outcome, { selector: ({ index }) => index }), (outcomes) => {
        assert.deepEqual(unpackOutcomes(packOutcomes(outcomes)).toSorted(byIndex), outcomes.toSorted(byIndex));
      }),
    );
  });

  test('take little where a hundred thousand failed for one reason', () => {
    const reason = 'The batch was cancelled before it reached this record';
    const bytes = packOutcomes(failures(100_000, () => reason)).length;
    assert.ok(bytes < 400_000, `${bytes} bytes`);
  });

  test('may have as many reasons as records', () => {
    const outcomes = failures(200_000, (index) => `The customer would take ${65_537 + index} bytes`);
    const unpacked = unpackOutcomes(packOutcomes(outcomes));
    assert.deepEqual([unpacked.length, unpacked.at(-1)], [200_000, outcomes.at(-1)]);
  });
});

function byIndex(a: Outcome, b: Outcome): number {
  return a.index - b.index;
}

function failures(count: number, reason: (index: number) => string): Outcome[] {
  const error = 'batch_cancelled_exception';
  return Array.from({ length: count }, (_, index) => ({ index, outcome: 'failed', error, reason: reason(index) }));
}
