import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { summarize } from '../../bench/cpu-profile.ts';

const ours = pathToFileURL(path.resolve(import.meta.dirname, '../../src/engine/judge.ts')).href;
const node = (id: number, functionName: string, { url = '', children = [] as number[] } = {}) => {
  return { id, callFrame: { functionName, url, lineNumber: 9 }, children };
};
const profile = {
  nodes: [
    node(1, '(root)', { children: [2, 4] }),
    node(2, 'judge', { url: ours, children: [3] }),
    node(3, 'stringify'),
  ].concat(node(4, '(idle)')),
  startTime: 1_000,
  // At 1,000, 3,000, 5,000 and 7,000 µs, and one more at 9,000 µs where the last but one ends.
  samples: [2, 3, 4, 3, 1],
  timeDeltas: [0, 2_000, 2_000, 2_000, 2_000],
};

test('time within the spans counts, a sample until the next one', () => {
  const { self, idleMs } = summarize(profile, [{ from: 0, to: 7_000 }]);
  assert.equal(idleMs, 2);
  assert.deepEqual(self, [
    { frame: 'judge src/engine/judge.ts:10', ms: 2 },
    { frame: 'stringify', ms: 2 },
  ]);
});

test('our own functions are charged with what they call', () => {
  const { total } = summarize(profile, [{ from: 0, to: 7_000 }]);
  assert.deepEqual(total, [{ frame: 'judge src/engine/judge.ts:10', ms: 4 }]);
});

test('figures are those of one span', () => {
  const { self } = summarize(profile, [
    { from: 0, to: 5_000 },
    { from: 6_000, to: 9_000 },
  ]);
  assert.deepEqual(
    self.map(({ ms }) => ms),
    [2, 1],
  );
});
