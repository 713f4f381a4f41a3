import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inLanes } from '../../../src/uploads/compare/in-lanes.ts';

describe('work in lanes', () => {
  test('is done once for each number, two at a time, the next when one ends', async () => {
    const steps: string[] = [];
    const ends = new Map<number, () => void>();
    const done = inLanes(4, async (number) => {
      steps.push(`begins ${number}`);
      await new Promise<void>((end) => ends.set(number, end));
    });
    for (const number of [1, 0, 2, 3]) {
      assert.ok(ends.has(number));
      ends.get(number)?.();
      await new Promise(setImmediate);
      steps.push(`ended ${number}`);
    }
    await done;
    const first = ['begins 0', 'begins 1'];
    assert.deepEqual(steps, [...first, 'begins 2', 'ended 1', 'begins 3', 'ended 0', 'ended 2', 'ended 3']);
    await inLanes(0, async () => assert.fail());
  });

  test('that fails is told once the other lane has ended too, and nothing more is begun', async () => {
    const ended: number[] = [];
    const failing = inLanes(9, async (number) => {
      if (number === 1) throw new Error('one is bad');
      await new Promise(setImmediate);
      ended.push(number);
    });
    await assert.rejects(failing, /one is bad/);
    assert.deepEqual(ended, [0]);
  });
});
