import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atLeast, atMost, type Row } from '../../bench/case.ts';
import { report, verdict } from '../../bench/report.ts';

test('a figure at its limit reaches it', () => {
  assert.equal(verdict({ value: 1, target: atMost(1.5, 1) }), 'goal');
  assert.equal(verdict({ value: 1.5, target: atMost(1.5, 1) }), 'must');
  assert.equal(verdict({ value: 0.6, target: atLeast(0.6, 1) }), 'must');
});

test('a figure that is too large, too small or no number is missed', () => {
  assert.equal(verdict({ value: 1.51, target: atMost(1.5, 1) }), 'MISSED');
  assert.equal(verdict({ value: 0.59, target: atLeast(0.6, 1) }), 'MISSED');
  assert.equal(verdict({ value: NaN, target: atMost(1.5, 1) }), 'MISSED');
});

test('a line tells the figure of both sides, the ratio, the targets and the verdict', () => {
  const row: Row = {
    name: 'json-10k',
    ours: '220 ms',
    floor: '200 ms',
    value: 1.1,
    unit: 'ratio',
    target: atMost(1.5, 1),
    notes: ['45,455 records a second'],
    details: {},
  };
  const [head, line, , note] = report([row]).split('\n');
  assert.equal(head, 'case      ours    floor   ratio  must   goal  verdict');
  assert.equal(line, 'json-10k  220 ms  200 ms  1.10   ≤ 1.5  ≤ 1   must');
  assert.equal(note, 'json-10k: 45,455 records a second');
});
