import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { Overlaps } from '../../src/engine/overlaps.ts';

const list = { organizationId: 1, listId: 1 };

/** Work that says when it began and ends when it is told to. */
function work(begun: string[], name: string) {
  const { promise, resolve: end } = Promise.withResolvers<void>();
  const run = async () => {
    begun.push(name);
    await promise;
  };
  return { run, end };
}

/** Lets everything that can go on go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('chunks that share a customer', () => {
  test('run one after the other, in the order in which they came', async () => {
    const overlaps = new Overlaps();
    const begun: string[] = [];
    const [first, second, third] = [work(begun, 'first'), work(begun, 'second'), work(begun, 'third')];
    const all = [
      overlaps.run(list, ['a', 'c'], first.run),
      overlaps.run(list, ['b', 'c'], second.run),
      overlaps.run(list, ['b', 'd'], third.run),
    ];
    await settled();
    assert.deepEqual(begun, ['first']);
    first.end();
    await settled();
    assert.deepEqual(begun, ['first', 'second']);
    second.end();
    third.end();
    await Promise.all(all);
    assert.deepEqual(begun, ['first', 'second', 'third']);
  });

  test('run beside each other when they only lie among each other, or are of different lists', async () => {
    const overlaps = new Overlaps();
    const begun: string[] = [];
    const works = ['first', 'among', 'other list'].map((name) => work(begun, name));
    const [first, among, other] = works;
    const all = [
      overlaps.run(list, ['a', 'c'], first?.run ?? assert.fail()),
      overlaps.run(list, ['b', 'd'], among?.run ?? assert.fail()),
      overlaps.run({ organizationId: 1, listId: 2 }, ['a', 'c'], other?.run ?? assert.fail()),
    ];
    await settled();
    assert.deepEqual(begun, ['first', 'among', 'other list']);
    for (const { end } of works) end();
    await Promise.all(all);
  });

  test('go on when one before them failed, and its failure is its own', async () => {
    const overlaps = new Overlaps();
    const failed = overlaps.run(list, ['a'], async () => {
      throw new Error('no');
    });
    const after = overlaps.run(list, ['a'], async () => 'done');
    await assert.rejects(failed, /no/);
    assert.equal(await after, 'done');
  });

  test('are never at work together, whatever they are', async () => {
    const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 }).map((some) => some.sort());
    await fc.assert(
      fc.asyncProperty(fc.array(keys, { maxLength: 12 }), async (chunks) => {
        const overlaps = new Overlaps();
        const held = new Set<string>();
        await Promise.all(
          chunks.map((own) =>
            overlaps.run(list, own, async () => {
              for (const key of own) assert.ok(!held.has(key), `${key} is written twice at once`);
              for (const key of own) held.add(key);
              await settled();
              for (const key of own) held.delete(key);
            }),
          ),
        );
      }),
      { numRuns: 50 },
    );
  });
});
