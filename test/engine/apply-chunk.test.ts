import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LockTimeout, Rewrite } from '../../src/engine/ports.ts';
import type { BatchRequest, EngineLimits } from '../../src/engine/engine.ts';
import type { BatchResult } from '../../src/engine/records.ts';
import { MemoryStore } from './memory-store.ts';
import { recordsOf, request, startEngine } from './start-engine.ts';

const list = { organizationId: 1, listId: 1 };
const entries = recordsOf([
  ['a', { n: 1 }],
  ['b', { n: 1 }],
  ['a', { m: 1 }],
  ['c', { n: 1 }],
]);

describe('a chunk', () => {
  test('that meets nobody is written in one try', async () => {
    const store = storeWith('a', 'b', 'c');
    const { counts } = await run(store);
    assert.deepEqual(store.modes, ['skip-held']);
    assert.deepEqual([counts.updated, counts.retried], [4, 0]);
  });

  test('steps back from held rows, then waits for them; only their records count as retried', async () => {
    const store = storeWith('a', 'b', 'c');
    store.trouble.held = (attempt) => (attempt === 1 ? ['a'] : []);
    const { counts } = await run(store);
    assert.deepEqual(store.modes, ['skip-held', 'wait']);
    assert.deepEqual([counts.updated, counts.retried], [4, 2]);
  });

  test('skips in its last try what is held even then; those records fail, the others are applied', async () => {
    const store = storeWith('a', 'b', 'c');
    store.trouble.held = () => ['a'];
    const { counts, failures } = await run(store, { triesMax: 4 });
    assert.deepEqual(store.modes, ['skip-held', 'wait', 'wait', 'skip-held']);
    const error = 'resource_busy_exception';
    const reason = 'Another writer held the record through every try';
    assert.deepEqual(failures, [
      { index: 0, outcome: 'failed', error, reason, key: 'a' },
      { index: 2, outcome: 'failed', error, reason, key: 'a' },
    ]);
    assert.deepEqual([counts.updated, counts.failed], [2, 2]);
  });

  test('has one try, which skips, where only one is allowed', async () => {
    const store = storeWith('a', 'b', 'c');
    store.trouble.held = () => ['b'];
    const { counts } = await run(store, { triesMax: 1 });
    assert.deepEqual(store.modes, ['skip-held']);
    assert.deepEqual([counts.updated, counts.failed, counts.retried], [3, 1, 0]);
  });

  for (const [name, error] of [
    ['a deadlock', new Error('deadlock')],
    ['a row that appeared meanwhile', new Rewrite()],
    ['a lock timeout', new LockTimeout()],
  ] as const) {
    test(`that is rolled back for ${name} is tried again, and all of its records count as retried`, async () => {
      const store = storeWith('a', 'b', 'c');
      store.trouble.write = (attempt) => {
        if (attempt === 1) throw error;
      };
      const { counts } = await run(store);
      assert.deepEqual([counts.updated, counts.retried], [4, 4]);
      assert.equal(store.customers.get('a')?.version, 2);
    });
  }

  test('is not tried again for an error that will come again; the batch is given up', async () => {
    const store = storeWith('a', 'b', 'c');
    store.trouble.write = () => {
      throw new Error('disk full');
    };
    await assert.rejects(run(store), /disk full/);
    assert.deepEqual(store.modes, ['skip-held']);
    assert.equal(store.abandoned.length, 1);
    assert.deepEqual(store.ends, []);
  });

  test('that waits for a row keeps no other chunk from working', async () => {
    const store = storeWith('a', 'b', 'c');
    store.trouble.held = (attempt) => (attempt === 1 ? ['a'] : []);
    store.trouble.lock = async (_attempt, mode) => {
      if (mode !== 'wait') return;
      for (let turn = 0; store.checkpoints.length < 2; turn += 1) {
        assert.ok(turn < 1000, 'the other chunks do not work');
        await nextTurn();
      }
    };
    const { counts } = await run(store, { chunkRecordsMax: 1, chunksAtOnceMax: 1 });
    assert.equal(counts.updated, 4);
    assert.deepEqual(
      store.checkpoints.map(({ chunk }) => chunk),
      [1, 2, 0],
    );
  });
});

describe('an atomic batch', () => {
  const atomic = { atomic: true };
  const aborted = (by: number): string => `The batch is atomic and record ${by} was not applied`;
  const errors = ({ failures }: BatchResult): [number, string][] => failures.map(({ index, error }) => [index, error]);

  test('is one chunk, however many records', async () => {
    const store = storeWith('a', 'b', 'c');
    const result = await run(store, { chunkRecordsMax: 1 }, atomic);
    assert.deepEqual([result.chunks, result.counts.updated, store.modes.length], [1, 4, 1]);
  });

  test('writes nothing where one record fails; the others are aborted, and name it', async () => {
    const store = storeWith('a', 'c');
    const result = await run(store, {}, atomic);
    assert.deepEqual(errors(result), [
      [0, 'batch_aborted_exception'],
      [1, 'document_missing_exception'],
      [2, 'batch_aborted_exception'],
      [3, 'batch_aborted_exception'],
    ]);
    assert.equal(result.failures[0]?.reason, aborted(1));
    assert.deepEqual([result.state, result.chunks], ['completed', 1]);
    assert.equal(store.customers.get('a')?.version, 1);
  });

  test('names the lowest record at fault, be it invalid or failed', async () => {
    const records = entries.map((record) => (record.index === 3 ? { ...record, faults: ['is bad'] } : record));
    const failedFirst = await run(storeWith('a', 'c'), {}, { ...atomic, records });
    assert.equal(failedFirst.failures[0]?.reason, aborted(1));
    const invalidFirst = records.map((record) => (record.index === 0 ? { ...record, faults: ['is bad'] } : record));
    const result = await run(storeWith('a', 'c'), {}, { ...atomic, records: invalidFirst });
    assert.deepEqual(errors(result), [
      [1, 'document_missing_exception'],
      [2, 'batch_aborted_exception'],
    ]);
    assert.equal(result.failures[1]?.reason, aborted(0));
  });

  test('aborts unchanged records as well', async () => {
    const records = recordsOf([
      ['a', {}],
      ['gone', { n: 1 }],
    ]);
    assert.deepEqual(errors(await run(storeWith('a'), {}, { ...atomic, records })), [
      [0, 'batch_aborted_exception'],
      [1, 'document_missing_exception'],
    ]);
  });

  test('has no chunk where no record is valid', async () => {
    const records = entries.map((record) => ({ ...record, faults: ['is bad'] }));
    const result = await run(storeWith('a'), {}, { ...atomic, records });
    assert.deepEqual([result.chunks, result.counts.invalid, result.failures.length], [0, 4, 0]);
  });

  test('is aborted by a row that is held through every try', async () => {
    const store = storeWith('a', 'b', 'c');
    store.trouble.held = () => ['b'];
    const result = await run(store, { triesMax: 2 }, atomic);
    assert.deepEqual(errors(result)[1], [1, 'resource_busy_exception']);
    assert.equal(result.failures[0]?.reason, aborted(1));
    assert.equal(store.customers.get('a')?.version, 1);
  });
});

function storeWith(...keys: string[]): MemoryStore {
  const store = new MemoryStore();
  for (const key of keys) {
    store.customers.set(key, { key, version: 1, removed: false, lastPack: null, data: { n: 0 }, bytes: 7 });
  }
  return store;
}

async function run(
  store: MemoryStore,
  limits: Partial<EngineLimits> = {},
  { records = entries, ...given }: Partial<BatchRequest> = {},
): Promise<BatchResult> {
  return startEngine(store, limits).run(request(records, { list, ...given }));
}
