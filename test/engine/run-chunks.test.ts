import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SpooledRequest } from '../../src/engine/engine.ts';
import type { ValidRecord } from '../../src/engine/records.ts';
import { cancelled, MemoryStore } from './memory-store.ts';
import { startEngine } from './start-engine.ts';

const list = { organizationId: 1, listId: 1 };
const batch = { id: 1, publicId: 'batch_1', list };

describe('the chunks of a spooled batch', () => {
  test('are read and applied, but for those that are finished', async () => {
    const store = storeOf(4);
    const { end, read } = await run(store, { finished: [1, 2] });
    assert.equal(end, 'done');
    assert.deepEqual(new Set(read), new Set([0, 3]));
    assert.deepEqual(
      new Map(store.checkpoints.map(({ chunk, updated }) => [chunk, updated])),
      new Map([
        [0, 2],
        [3, 2],
      ]),
    );
    assert.deepEqual(versions(store), [2, 1, 1, 2]);
  });

  test('are in memory a few at once, in order', async () => {
    const store = storeOf(9);
    let now = 0;
    let most = 0;
    store.trouble.lock = async () => {
      most = Math.max(most, (now += 1));
      await nextTurn();
      now -= 1;
    };
    const { read } = await run(store, { atOnce: 3 });
    assert.equal(most, 3);
    assert.deepEqual(
      read,
      Array.from({ length: 9 }, (_, chunk) => chunk),
    );
  });

  test('are one where it is all or nothing: a record that is at fault already aborts it', async () => {
    const store = storeOf(1);
    const { end } = await run(store, { atomic: { faulty: [7] } });
    assert.equal(end, 'done');
    const [checkpoint] = store.checkpoints;
    assert.deepEqual([checkpoint?.updated, checkpoint?.failed], [0, 2]);
    assert.match(JSON.stringify(checkpoint?.outcomes), /record 7 was not applied/);
    assert.deepEqual(versions(store), [1]);
  });

  test('end early where the batch is cancelled; what is begun meanwhile is written or not, as a whole', async () => {
    const store = storeOf(6);
    store.trouble.write = (attempt) => {
      if (attempt >= 3) cancelled();
    };
    const { end, read } = await run(store, { atOnce: 2 });
    assert.equal(end, 'cancelled');
    assert.deepEqual(
      store.checkpoints.map(({ chunk }) => chunk),
      [0, 1],
    );
    assert.ok(read.length <= 4, `${read.length} chunks were read`);
    assert.deepEqual(versions(store), [2, 2, 1, 1, 1, 1]);
  });

  test('are begun no further where one of them breaks; the others are waited for', async () => {
    const store = storeOf(6);
    store.trouble.write = (attempt) => {
      if (attempt === 1) throw new Error('disk full');
    };
    const read: number[] = [];
    await assert.rejects(run(store, { atOnce: 2, read }), /disk full/);
    assert.deepEqual(read, [0, 1]);
    assert.deepEqual(
      store.checkpoints.map(({ chunk }) => chunk),
      [1],
    );
  });

  test('break where they cannot be read', async () => {
    const store = storeOf(3);
    const request = requestOf(3, {});
    const chunks = { ...request.chunks, read: async () => Promise.reject(new Error('no spool')) };
    await assert.rejects(startEngine(store).runSpooled({ ...request, chunks }), /no spool/);
    assert.deepEqual(store.checkpoints, []);
  });

  test('are given up before the next one when the process stops', async () => {
    const store = storeOf(5);
    const stopping = new AbortController();
    store.trouble.write = (attempt) => {
      if (attempt === 2) stopping.abort(new Error('the process stops'));
    };
    await assert.rejects(run(store, { atOnce: 1, signal: stopping.signal }), /the process stops/);
    assert.deepEqual(
      store.checkpoints.map(({ chunk }) => chunk),
      [0, 1],
    );
    const read: number[] = [];
    await assert.rejects(run(store, { signal: stopping.signal, read }), /the process stops/);
    assert.deepEqual(read, []);
  });
});

interface Given {
  readonly finished?: readonly number[];
  readonly atOnce?: number;
  readonly atomic?: SpooledRequest['atomic'];
  readonly signal?: AbortSignal;
  /** Gets the numbers of the chunks that are read. */
  readonly read?: number[];
}

async function run(store: MemoryStore, given: Given): Promise<{ end: 'done' | 'cancelled'; read: readonly number[] }> {
  const read = given.read ?? [];
  const engine = startEngine(store, { chunksAtOnceMax: given.atOnce ?? 4 });
  const end = await engine.runSpooled(requestOf(store.customers.size, { ...given, read }));
  return { end, read };
}

function requestOf(chunks: number, { finished = [], atomic = null, signal, read = [] }: Given): SpooledRequest {
  return {
    batch,
    operation: 'update',
    atomic,
    chunks: {
      count: chunks,
      finished: new Set(finished),
      read: async (chunk) => {
        read.push(chunk);
        return recordsOfChunk(chunk);
      },
    },
    signal: signal ?? new AbortController().signal,
  };
}

/** Each chunk is of one customer, with two records. */
function recordsOfChunk(chunk: number): ValidRecord[] {
  return [1, 2].map((n) => ({ index: chunk * 2 + n - 1, key: String(chunk), patch: { n } }));
}

function storeOf(chunks: number): MemoryStore {
  const store = new MemoryStore();
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const key = String(chunk);
    store.customers.set(key, { key, version: 1, removed: false, lastPack: null, data: { n: 0 }, bytes: 7 });
  }
  return store;
}

function versions(store: MemoryStore): number[] {
  return [...store.customers.values()].map(({ version }) => version);
}
