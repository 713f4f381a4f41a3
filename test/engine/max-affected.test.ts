import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type BatchRequest, TooManyAffected } from '../../src/engine/engine.ts';
import type { BatchResult, RecordIn } from '../../src/engine/records.ts';
import { MemoryStore } from './memory-store.ts';
import { recordsOf, request, startEngine } from './start-engine.ts';

const list = { organizationId: 1, listId: 1 };

/** Of these three would be updated: the two of `a`, and `b`. */
const entries: RecordIn[] = [
  ...recordsOf([
    ['a', { n: 1 }],
    ['gone', { n: 1 }],
    ['b', { n: 1 }],
    ['c', { n: 0 }],
    ['a', { m: 1 }],
  ]),
  { index: 5, key: 'c', patch: { n: 9 }, faults: ['is bad'] },
];

describe('a batch with a brake', () => {
  test('is applied where no more records would be updated than it may', async () => {
    const store = customers();
    const { counts } = await run(store, { maxAffected: 3 });
    assert.deepEqual([counts.updated, counts.unchanged, counts.failed, counts.invalid], [3, 1, 1, 1]);
  });

  test('is refused where more would be, before anything is written, also of the batch itself', async () => {
    const store = customers();
    for (const maxAffected of [0, 2]) {
      await assert.rejects(run(store, { maxAffected }), (error) => {
        assert.ok(error instanceof TooManyAffected);
        assert.equal(error.affected, 3);
        return true;
      });
    }
    assert.deepEqual([store.opened.length, store.checkpoints.length, store.modes.length], [0, 0, 0]);
    assert.equal(store.customers.get('a')?.version, 1);
  });

  test('counts over all chunks', async () => {
    const store = customers();
    await assert.rejects(run(store, { maxAffected: 2 }, 1), TooManyAffected);
    assert.equal((await run(store, { maxAffected: 3 }, 1)).counts.updated, 3);
  });

  test('counts nothing of an all-or-nothing batch that one record keeps from being applied', async () => {
    const store = customers();
    const { counts } = await run(store, { maxAffected: 0, atomic: true });
    assert.deepEqual([counts.updated, counts.failed], [0, 5]);
    const whole = recordsOf([
      ['a', { n: 1 }],
      ['b', { n: 1 }],
    ]);
    await assert.rejects(run(store, { maxAffected: 1, atomic: true, records: whole }), TooManyAffected);
  });

  test('counts nothing of what is unchanged in the end', async () => {
    const undone = recordsOf([
      ['a', { n: 1 }],
      ['a', { n: 0 }],
    ]);
    assert.equal((await run(customers(), { maxAffected: 0, records: undone })).counts.unchanged, 2);
  });

  test('is not compared again when it is finished by a retry: its first chunk has changed what would be counted', async () => {
    const store = customers();
    const asked = request(entries, { list, maxAffected: 3 });
    const engine = startEngine(store, { chunkRecordsMax: 1, chunksAtOnceMax: 1 });
    store.resume = async () => ({
      id: 1,
      publicId: asked.publicId,
      list,
      state: 'running',
      total: 6,
      chunkRecords: 1,
      invalid: [{ index: 5, key: 'c', errors: ['is bad'] }],
      checkpoints: [],
    });
    const { counts } = await engine.run({ ...asked, maxAffected: 0, resumed: true });
    assert.equal(counts.updated, 3);
  });
});

function customers(): MemoryStore {
  const store = new MemoryStore();
  for (const key of ['a', 'b', 'c']) {
    store.customers.set(key, { key, version: 1, removed: false, lastPack: null, data: { n: 0 }, bytes: 7 });
  }
  return store;
}

async function run(
  store: MemoryStore,
  { records = entries, ...given }: Partial<BatchRequest>,
  chunkRecordsMax = 100,
): Promise<BatchResult> {
  return startEngine(store, { chunkRecordsMax }).run(request(records, { list, ...given }));
}
