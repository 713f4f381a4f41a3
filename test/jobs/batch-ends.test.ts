import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BatchEnds, type WaitedBatch } from '../../src/jobs/batch-ends.ts';

const batch = (batchId: string): WaitedBatch => ({ organizationId: 7, batchId });
const signal = new AbortController().signal;
const long = { signal, ms: 60_000 };

/** Batches that end when the test says so. */
class Batches {
  readonly asked: string[][] = [];
  readonly ended = new Set<string>();
  readonly errors: unknown[] = [];
  failing = false;
  #looked = Promise.withResolvers<void>();

  readonly ends = new BatchEnds({
    ended: async (batches) => {
      this.asked.push(batches.map(({ batchId }) => batchId));
      this.#looked.resolve();
      this.#looked = Promise.withResolvers();
      if (this.failing) throw new Error('away');
      return batches.filter(({ batchId }) => this.ended.has(batchId));
    },
    onError: (error) => this.errors.push(error),
  });

  async looks(many: number): Promise<void> {
    for (let i = 0; i < many; i += 1) await this.#looked.promise;
  }
}

describe('waiting for the end of a batch', () => {
  test('comes back when it has ended, wherever it ran', async () => {
    const batches = new Batches();
    const waiting = batches.ends.wait(batch('b1'), long);
    await batches.looks(3);
    batches.ended.add('b1');
    assert.equal(await waiting, 'ended');
  });

  test('looks for all that are waited for at once, and for nothing when nobody waits', async () => {
    const batches = new Batches();
    const all = ['b1', 'b2', 'b3'].map((name) => batches.ends.wait(batch(name), long));
    await batches.looks(2);
    assert.deepEqual(batches.asked.at(-1), ['b1', 'b2', 'b3']);
    batches.ended.add('b2');
    assert.equal(await all[1], 'ended');
    await batches.looks(1);
    assert.deepEqual(batches.asked.at(-1), ['b1', 'b3']);
    await batches.ends[Symbol.asyncDispose]();
    const looks = batches.asked.length;
    const since = performance.now();
    assert.deepEqual(await Promise.all(all), ['still running', 'ended', 'still running']);
    assert.ok(performance.now() - since < 1_000, 'nobody waits any longer');
    assert.equal(await batches.ends.wait(batch('b4'), long), 'still running');
    assert.equal(batches.asked.length, looks);
  });

  test('is given up after its time, and when whoever waits goes away', async () => {
    const batches = new Batches();
    assert.equal(await batches.ends.wait(batch('b1'), { signal, ms: 30 }), 'still running');
    const gone = new AbortController();
    const waiting = batches.ends.wait(batch('b1'), { ...long, signal: gone.signal });
    gone.abort();
    assert.equal(await waiting, 'still running');
    assert.equal(await batches.ends.wait(batch('b1'), { ...long, signal: gone.signal }), 'still running');
  });

  test('is over at once when this process was told of the end', async () => {
    const batches = new Batches();
    const waiting = batches.ends.wait(batch('b1'), long);
    // By now it looks more and more seldom.
    await batches.looks(25);
    batches.ended.add('b1');
    const since = performance.now();
    batches.ends.nudge();
    assert.equal(await waiting, 'ended');
    assert.ok(performance.now() - since < 15, 'it did not wait for its next look');
  });

  test('goes on when the database is away for a while, and tells of it once', async () => {
    const batches = new Batches();
    batches.failing = true;
    const waiting = batches.ends.wait(batch('b1'), long);
    await batches.looks(3);
    batches.failing = false;
    batches.ended.add('b1');
    assert.equal(await waiting, 'ended');
    assert.equal(batches.errors.length, 1);
  });

  test('can be begun again after everyone was told', async () => {
    const batches = new Batches();
    batches.ended.add('b1');
    assert.equal(await batches.ends.wait(batch('b1'), long), 'ended');
    assert.equal(await batches.ends.wait(batch('b1'), long), 'ended');
    const name = { organizationId: 8, batchId: 'b1' };
    const foreign = new BatchEnds({ ended: async () => [batch('b1')], onError: () => undefined });
    assert.equal(await foreign.wait(name, { signal, ms: 30 }), 'still running');
  });
});
