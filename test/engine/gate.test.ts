import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { Gate } from '../../src/engine/gate.ts';

describe('a gate', () => {
  test('lets the work in by the order in which it came', async () => {
    const { entered, leave, run } = bench(1);
    const all = [run('a'), run('b'), run('c')];
    assert.deepEqual(entered, ['a']);
    await leave('a');
    assert.deepEqual(entered, ['a', 'b']);
    const late = run('d');
    await leave('b');
    await leave('c');
    assert.deepEqual(entered, ['a', 'b', 'c', 'd']);
    await leave('d');
    await Promise.all([...all, late]);
  });

  test('never gives one owner more than his share, so that the others get in', async () => {
    const gate = new Gate(3, 2);
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const run = (name: string, owner: number) =>
      gate.run(async () => {
        begun.push(name);
        await new Promise<void>((end) => ends.set(name, end));
      }, owner);
    const all = [run('a1', 1), run('a2', 1), run('a3', 1), run('b1', 2), run('b2', 2)];
    assert.deepEqual(begun, ['a1', 'a2', 'b1']);
    ends.get('b1')?.();
    await all[3];
    assert.deepEqual(begun, ['a1', 'a2', 'b1', 'b2'], 'a3 came earlier and is over its share');
    ends.get('a1')?.();
    await all[0];
    assert.deepEqual(begun.at(-1), 'a3');
    for (const name of ['a2', 'a3', 'b2']) ends.get(name)?.();
    await Promise.all(all);
  });

  test('lets the next in when work throws, and passes the error on', async () => {
    const gate = new Gate(1);
    const failing = gate.run(async () => {
      throw new Error('no');
    });
    const next = gate.run(async () => 'next');
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'next');
    assert.equal(await gate.run(async () => 'later'), 'later');
  });

  test('lets the next in when work throws before it is a promise', async () => {
    const gate = new Gate(1);
    const failing = gate.run(() => {
      throw new Error('no');
    });
    await assert.rejects(failing, /no/);
    assert.equal(await gate.run(async () => 'next'), 'next');
  });

  test('never runs more than its limit, and never fewer while work waits', async () => {
    const turns = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), turns, async (limit, lengths) => {
        const gate = new Gate(limit);
        let running = 0;
        let most = 0;
        await Promise.all(
          lengths.map((turnsLong) =>
            gate.run(async () => {
              running += 1;
              most = Math.max(most, running);
              for (let turn = 0; turn < turnsLong; turn += 1) await Promise.resolve();
              running -= 1;
            }),
          ),
        );
        assert.equal(most, Math.min(limit, lengths.length));
      }),
    );
  });
});

/** A gate whose work ends when the test says so. */
function bench(limit: number) {
  const gate = new Gate(limit);
  const entered: string[] = [];
  const ends = new Map<string, () => void>();
  const runs = new Map<string, Promise<void>>();
  const run = (name: string): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.set(name, resolve);
    const done = gate.run(async () => {
      entered.push(name);
      await promise;
    });
    runs.set(name, done);
    return done;
  };
  const leave = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await runs.get(name);
    await Promise.resolve();
  };
  return { entered, leave, run };
}
