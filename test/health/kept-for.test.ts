import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptFor } from '../../src/health/kept-for.ts';

test('what work came to, good or bad, is kept for a while after it ended, and what never ends is tried again', async () => {
  let now = 0;
  let begun = 0;
  let current = Promise.withResolvers<number>();
  const ask = keptFor(
    60,
    () => {
      begun += 1;
      return current.promise;
    },
    () => now,
  );
  const [first, second] = [ask(), ask()];
  now = 50;
  current.resolve(1);
  assert.deepEqual([await first, await second, begun], [1, 1, 1]);
  now = 109;
  assert.deepEqual([await ask(), begun], [1, 1]);
  current = Promise.withResolvers();
  now = 110;
  const third = ask();
  now = 111;
  current.reject(new Error('denied'));
  await assert.rejects(third, /denied/);
  await assert.rejects(ask(), /denied/);
  assert.equal(begun, 2);
  current = Promise.withResolvers();
  now = 171;
  void ask();
  now = 231;
  void ask();
  assert.equal(begun, 4);
});
