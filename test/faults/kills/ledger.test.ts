import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Entry, Ledger } from './ledger.ts';

const start = [{ key: 'a', version: 1, value: null }];
const change = (version: number, from: unknown, to: unknown): Entry => ({
  key: 'a',
  version,
  from,
  to,
  batchId: `batch_${version}`,
});
const found = (version: number, value: unknown) => [{ key: 'a', version, value }];

/** The faults of these changes, for a customer that ends so. */
function faultsOf(entries: readonly Entry[], end: ReturnType<typeof found>): string[] {
  const ledger = new Ledger(start);
  for (const entry of entries) ledger.add(entry);
  ledger.close(end);
  return ledger.faults;
}

describe('the ledger that checks the fault tests', () => {
  test('has nothing to say of changes that go on from each other, in whatever order they come', () => {
    assert.deepEqual(faultsOf([change(3, 'x', 'y'), change(2, null, 'x')], found(3, 'y')), []);
  });

  for (const [what, entries, end, says] of [
    [
      'that was applied twice',
      [change(2, null, 'x'), change(2, null, 'x')],
      found(2, 'x'),
      /two changes made version 2/,
    ],
    ['that went on from another state', [change(2, 'w', 'x')], found(2, 'x'), /does not go on from null/],
    ['that no batch tells of', [change(3, 'x', 'y')], found(3, 'y'), /version 2 of a is in no batch/],
    ['that was lost', [change(2, null, 'x')], found(1, null), /a is null in version 1; by its batches "x" in 2/],
    ['of a customer that is gone', [], [], /a is gone/],
    ['of nobody', [{ ...change(2, null, 'x'), key: 'b' }], found(1, null), /b, which is nobody/],
  ] as const) {
    test(`tells of a change ${what}`, () => {
      assert.match(faultsOf(entries, [...end]).join('\n'), says);
    });
  }
});
