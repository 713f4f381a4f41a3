import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import type { Counts } from '../../src/engine/records.ts';
import { cancelled, MemoryStore } from './memory-store.ts';
import { anyFields, recordsOf, request, startEngine } from './start-engine.ts';

const list = { organizationId: 1, listId: 1 };
const many = recordsOf(Array.from({ length: 3000 }, (_, i) => [`loan_${i % 2900}`, { n: 1 }]));

describe('the engine', () => {
  test('cuts a batch into no more chunks than the history can name, however small they are asked for', async () => {
    const store = new MemoryStore();
    const { chunks, counts } = await startEngine(store, { chunkRecordsMax: 1 }).run(request(many, { list }));
    assert.ok(chunks <= 1024, `${chunks} chunks`);
    assert.equal(counts.failed, 3000);
    assert.equal(store.opened[0]?.chunks, chunks);
  });

  test('opens a batch with what it takes to finish it: keys, invalid records and the cut', async () => {
    const store = new MemoryStore();
    const records = recordsOf([
      ['a', {}],
      ['b', {}],
      ['c', {}],
    ]).map((record) => (record.index === 1 ? { ...record, key: null, faults: ['id is required'] } : record));
    await startEngine(store, { chunkRecordsMax: 1 }).run(request(records, { list, tokenId: 7 }));
    const [opened] = store.opened;
    assert.deepEqual(opened && { ...opened, publicId: 'batch' }, {
      publicId: 'batch',
      list,
      source: 'campaign',
      operation: 'update',
      atomic: false,
      tokenId: 7,
      total: 3,
      invalid: [{ index: 1, key: null, errors: ['id is required'] }],
      chunks: 2,
      chunkRecords: 1,
      keys: ['a', null, 'c'],
    });
  });

  test('lists failures and invalid records in request order, whatever the order of chunks', async () => {
    const entries = recordsOf(['z', 'b', 'y', 'a', 'x'].map((key) => [key, key < 'c' ? { bad: 1 } : {}]));
    const fields = { ...anyFields, checkPatch: (patch: object) => ('bad' in patch ? ['is bad'] : []) };
    const engine = startEngine(new MemoryStore(), { chunkRecordsMax: 1 });
    const { failures, invalid } = await engine.run(request(entries, { list, fields }));
    assert.deepEqual(
      failures.map(({ index, key }) => [index, key]),
      [
        [0, 'z'],
        [2, 'y'],
        [4, 'x'],
      ],
    );
    assert.deepEqual(
      invalid.map(({ index, key }) => [index, key]),
      [
        [1, 'b'],
        [3, 'a'],
      ],
    );
  });

  test('runs no more chunks at once than allowed, over all of its batches', async () => {
    const store = new MemoryStore();
    let running = 0;
    let most = 0;
    store.trouble.lock = async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    };
    const engine = startEngine(store, { chunkRecordsMax: 10, chunksAtOnceMax: 3 });
    await Promise.all([engine.run(request(many, { list })), engine.run(request(many, { list }))]);
    assert.equal(most, 3);
  });

  test('finishes the other chunks before it gives a batch up for one that broke', async () => {
    const store = new MemoryStore();
    store.trouble.write = (attempt) => {
      if (attempt === 2) throw new Error('disk full');
    };
    const entries = recordsOf(['a', 'b', 'c', 'd'].map((key) => [key, {}]));
    await assert.rejects(startEngine(store, { chunkRecordsMax: 1 }).run(request(entries, { list })), /disk full/);
    assert.equal(store.checkpoints.length, 3);
    assert.equal(store.abandoned.length, 1);
  });

  test('ends a cancelled batch with an outcome for every record', async () => {
    const store = new MemoryStore();
    store.trouble.write = cancelled;
    const result = await startEngine(store).run(request(many.slice(0, 10), { list }));
    assert.deepEqual([result.state, result.counts.failed, result.failures.length], ['cancelled', 10, 10]);
    assert.equal(store.ends[0]?.unreached.length, 10);
    assert.equal(store.ends[0].counts.failed, 10);
  });

  test('tells its observer of every chunk and of the whole batch', async () => {
    const chunks: number[] = [];
    const batches: Counts[] = [];
    const engine = new Engine({
      store: new MemoryStore(),
      limits: { chunkRecordsMax: 1, chunksAtOnceMax: 1, triesMax: 1, customerBytesMax: 99 },
      observer: { chunk: (seconds) => chunks.push(seconds), batch: (counts) => batches.push(counts) },
    });
    const { counts } = await engine.run(request(many.slice(0, 3), { list }));
    assert.equal(chunks.length, 3);
    assert.deepEqual(batches, [counts]);
  });

  test('answers a batch without records', async () => {
    const store = new MemoryStore();
    const { state, chunks, counts } = await startEngine(store).run(request([], { list }));
    assert.deepEqual([state, chunks, counts.total, store.ends.length], ['completed', 0, 0, 1]);
  });
});
