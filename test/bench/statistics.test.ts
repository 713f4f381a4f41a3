import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statistics } from '../../bench/statistics.ts';

test('the median is the middle one, or between the two in the middle', () => {
  assert.equal(statistics([10, 2, 33]).median, 10);
  assert.equal(statistics([10, 2, 33, 4]).median, 7);
});

test('samples are kept in the order in which they were taken', () => {
  assert.deepEqual(statistics([10, 2, 33]), { median: 10, min: 2, max: 33, samples: [10, 2, 33] });
});
