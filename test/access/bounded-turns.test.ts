import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BoundedTurns } from '../../src/access/bounded-turns.ts';

describe('bounded turns', () => {
  const turns = (atOnceMax: number, waitingMax: number) =>
    new BoundedTurns({ atOnceMax, waitingMax, full: () => new Error('full') });

  /** Work that goes on until it is told to end. */
  function held(log: string[], name: string) {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const work = () => {
      log.push(name);
      return promise;
    };
    return { work, end: () => resolve(name), fail: () => reject(new Error(name)) };
  }
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

  test('let so many run at once, and the others one after the other as they came', async () => {
    const log: string[] = [];
    const room = turns(2, 3);
    const works = ['a', 'b', 'c', 'd', 'e'].map((name) => held(log, name));
    const results = works.slice(0, 4).map(({ work }) => room.run(work));
    await settled();
    assert.deepEqual(log, ['a', 'b']);
    works[1]?.end();
    await settled();
    assert.deepEqual(log, ['a', 'b', 'c']);
    // Nor does whoever comes now find room.
    results.push(...works.slice(4).map(({ work }) => room.run(work)));
    await settled();
    assert.deepEqual(log, ['a', 'b', 'c']);
    for (const { end } of works) end();
    assert.deepEqual(await Promise.all(results), ['a', 'b', 'c', 'd', 'e']);
  });

  test('refuse whoever finds the queue full, and take the next when there is room again', async () => {
    const log: string[] = [];
    const room = turns(1, 1);
    const [a, b] = [held(log, 'a'), held(log, 'b')];
    const first = room.run(a.work);
    const second = room.run(b.work);
    await assert.rejects(
      room.run(() => Promise.resolve('c')),
      /full/,
    );
    a.end();
    await first;
    const third = room.run(() => Promise.resolve('d'));
    b.end();
    assert.deepEqual(await Promise.all([second, third]), ['b', 'd']);
  });

  test('go on after work that failed', async () => {
    const room = turns(1, 1);
    await assert.rejects(
      room.run(() => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(await room.run(() => Promise.resolve(1)), 1);
  });
});
