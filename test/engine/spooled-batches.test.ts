import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type BatchStore, Fenced, type ListRef } from '../../src/engine/ports.ts';
import type { Outcome, ValidRecord } from '../../src/engine/records.ts';
import { fileBatches } from '../../src/store/file-batches.ts';
import type { FileBatch, FileBatches } from '../../src/uploads/batch-ports.ts';
import type { Tx } from '../../src/store/database.ts';
import { hookedStore } from './hooked-store.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { startEngine } from './start-engine.ts';

const chunks = 6;
const chunkRecords = 4;
const keys = Array.from({ length: chunks * chunkRecords }, (_, i) => `k${String(i).padStart(2, '0')}`);

describe('a batch whose records lie in a spool', () => {
  let room: OpenStore;
  before(async () => {
    room = await openStore();
  });
  after(() => room[Symbol.asyncDispose]());

  interface Process {
    readonly store: BatchStore;
    readonly batches: FileBatches<Tx>;
  }
  async function process(): Promise<Process> {
    const owner = await room.owner();
    const store = await room.store({ owner, packRecordsMax: 3 });
    return { store, batches: fileBatches({ database: room.database, owner, running: store.running }) };
  }
  let made = 0;
  async function insert({ batches }: Process, list: ListRef): Promise<{ organizationId: number; batchId: number }> {
    made += 1;
    const upload = { publicId: `batch_${made}`, list, source: 'upload', operation: 'update', atomic: false } as const;
    const { id } = await room.database.transact((tx) =>
      batches.insert(tx, { ...upload, tokenId: null, uploadId: made }),
    );
    return { organizationId: list.organizationId, batchId: id };
  }
  async function take({ batches }: Process, id: { organizationId: number; batchId: number }): Promise<FileBatch> {
    const batch = await batches.take(id);
    assert.equal(batch?.state, 'running');
    if (batch.chunks === null) {
      await batches.plan(batch, { total: keys.length, invalid: 0, warned: 0, chunks, chunkRecords });
    }
    return batch;
  }
  const run = (store: BatchStore, batch: FileBatch) =>
    startEngine(store, { chunksAtOnceMax: 2 }).runSpooled({
      batch,
      operation: 'update',
      atomic: null,
      chunks: { count: chunks, finished: batch.finished, read: async (chunk) => recordsOfChunk(chunk) },
      signal: new AbortController().signal,
    });
  async function outcomes({ batches }: Process, batch: FileBatch): Promise<Outcome[]> {
    const all: Outcome[] = [];
    for await (const some of batches.outcomes(batch)) all.push(...some);
    return all.toSorted((a, b) => a.index - b.index);
  }
  const stateOf = async (batchId: number) =>
    (
      await room.database.query<{ state: string; counts: string }>(
        `select state, format('%s %s %s %s', total, updated, unchanged, failed) as counts from batches where id = $1`,
        [batchId],
      )
    ).rows[0];

  test('that breaks off is gone on with by another process: each record is applied once, and has one outcome', async () => {
    const list = await room.list(keys);
    const first = await process();
    const id = await insert(first, list);
    let written = 0;
    const dying = hookedStore(first.store, {
      beforeWrite() {
        written += 1;
        if (written > 3) throw new Error('the process dies');
      },
    });
    await assert.rejects(run(dying, await take(first, id)), /the process dies/);
    const second = await process();
    const batch = await take(second, id);
    assert.deepEqual([batch.finished.size, batch.chunks, batch.chunkRecords], [3, chunks, chunkRecords]);
    assert.equal(await run(second.store, batch), 'done');
    await second.batches.end(batch, { state: 'completed' });
    assert.deepEqual(
      await outcomes(second, batch),
      keys.map((_, index) => ({ index, outcome: 'updated' })),
    );
    assert.deepEqual(new Set((await room.customers(list)).map(({ version }) => version)), new Set([2]));
    assert.deepEqual(await stateOf(id.batchId), { state: 'completed', counts: '24 24 0 0' });
  });

  test('that another process has taken over is written no more by the one before', async () => {
    const list = await room.list(keys);
    const first = await process();
    const id = await insert(first, list);
    const stale = await take(first, id);
    const second = await process();
    const batch = await take(second, id);
    const taken = (error: unknown) => error instanceof Fenced && error.why === 'taken over';
    await assert.rejects(run(first.store, stale), taken);
    await assert.rejects(first.batches.progress(stale, { phase: 'applying', done: 1, of: 2 }), taken);
    await assert.rejects(first.batches.end(stale, { state: 'completed' }), taken);
    await assert.rejects(first.batches.writeUnreached(stale, []), taken);
    assert.deepEqual(new Set((await room.customers(list)).map(({ version }) => version)), new Set([1]));
    assert.equal(await run(second.store, batch), 'done');
  });

  test('that is cancelled is not written any further, and closes its counts', async () => {
    const list = await room.list(keys);
    const own = await process();
    const id = await insert(own, list);
    let written = 0;
    const cancelling = hookedStore(own.store, {
      async beforeWrite() {
        written += 1;
        if (written === 3) {
          await room.database.query('update batches set cancel_requested = true where id = $1', [id.batchId]);
        }
      },
    });
    const batch = await take(own, id);
    assert.equal(await run(cancelling, batch), 'cancelled');
    const finished = await own.batches.finishedChunks(batch);
    assert.ok(finished.size < chunks);
    const unreached = Array.from({ length: chunks }, (_, chunk) => chunk)
      .filter((chunk) => !finished.has(chunk))
      .flatMap((chunk) => recordsOfChunk(chunk));
    await own.batches.writeUnreached(
      batch,
      unreached.map(({ index }) => ({ index, outcome: 'failed', error: 'batch_cancelled_exception', reason: 'x' })),
    );
    await own.batches.end(batch, { state: 'cancelled' });
    const applied = finished.size * chunkRecords;
    const { state, counts } = (await stateOf(id.batchId)) ?? {};
    assert.deepEqual([state, counts], ['cancelled', `24 ${applied} 0 ${24 - applied}`]);
    assert.equal((await outcomes(own, batch)).length, keys.length);
    const versions = (await room.customers(list)).map(({ version }) => version);
    assert.equal(versions.filter((version) => version === 2).length, applied);
    assert.equal((await own.batches.take(id))?.state, 'cancelled');
  });
});

function recordsOfChunk(chunk: number): ValidRecord[] {
  const first = chunk * chunkRecords;
  return keys.slice(first, first + chunkRecords).map((key, i) => ({ index: first + i, key, patch: { n: 1 } }));
}
