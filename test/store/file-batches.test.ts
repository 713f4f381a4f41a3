import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Fenced, type OpenBatch } from '../../src/engine/ports.ts';
import type { Outcome } from '../../src/engine/records.ts';
import { cancelBatch } from '../../src/store/cancel-batch.ts';
import type { Tx } from '../../src/store/database.ts';
import { fileBatches } from '../../src/store/file-batches.ts';
import { packOutcomes } from '../../src/store/outcomes.ts';
import type { FileBatch, FileBatches } from '../../src/uploads/batch-ports.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';

describe('the batch of a file', () => {
  let room: OpenStore;
  let batches: FileBatches<Tx>;
  /** Those that the first process says it is at work on. */
  const running = new Set<string>();
  before(async () => {
    room = await openStore();
    batches = fileBatches({ database: room.database, owner: await room.owner(), running });
  });
  after(() => room[Symbol.asyncDispose]());

  let made = 0;
  async function newBatch(): Promise<OpenBatch> {
    const list = await room.list();
    made += 1;
    const batch = { publicId: `batch_${made}`, list, source: 'company', operation: 'update', atomic: true } as const;
    return room.database.transact((tx) => batches.insert(tx, { ...batch, tokenId: null, uploadId: 7 }));
  }
  const take = async ({ id: batchId, list }: OpenBatch, by = batches): Promise<FileBatch> => {
    const batch = await by.take({ organizationId: list.organizationId, batchId });
    assert.ok(batch);
    return batch;
  };
  async function row({ id, list }: OpenBatch): Promise<Record<string, unknown>> {
    const { rows } = await room.database.query<Record<string, unknown>>(
      `select state, total, valid, invalid, warned, chunks, updated, unchanged, failed, phase, phase_done, phase_of, error,
         owner is null as free from batches where organization_id = $1 and id = $2`,
      [list.organizationId, id],
    );
    return rows[0] ?? {};
  }
  async function checkpoint({ id, list }: OpenBatch, chunk: number, outcomes: readonly Outcome[]): Promise<void> {
    const count = (kind: string) => outcomes.filter(({ outcome }) => outcome === kind).length;
    const counts = [count('updated'), count('unchanged'), count('failed')];
    await room.database.query(
      `insert into chunks (organization_id, batch_id, chunk, updated, unchanged, failed, retried, outcomes)
       values ($1, $2, $3, $4, $5, $6, 0, $7)`,
      [list.organizationId, id, chunk, ...counts, packOutcomes(outcomes)],
    );
  }
  const plan = { total: 5, invalid: 2, warned: 1, chunks: 3, chunkRecords: 1_000 };
  const isFenced = (error: unknown) => error instanceof Fenced && error.why === 'taken over';

  test('is queued until a process takes it, and knows nothing of its records until its plan is made', async () => {
    const open = await newBatch();
    assert.partialDeepStrictEqual(await row(open), { state: 'queued', total: 0, free: true });
    const batch = await take(open);
    const { publicId } = open;
    assert.partialDeepStrictEqual(batch, {
      publicId,
      state: 'running',
      operation: 'update',
      atomic: true,
      chunks: null,
    });
    assert.deepEqual([batch.finished.size, batch.cancelRequested], [0, false]);
    assert.ok(running.has(publicId));
    await batches.plan(batch, plan);
    assert.partialDeepStrictEqual(await row(open), { total: 5, valid: 3, invalid: 2, warned: 1, chunks: 3 });
    assert.partialDeepStrictEqual(await take(open), { chunks: 3 });
    batches.abandon(batch);
    assert.ok(!running.has(publicId));
  });

  test('is taken from a process that is dead; whatever that one still writes is refused', async () => {
    const batch = await take(await newBatch());
    const others = fileBatches({ database: room.database, owner: await room.owner(), running: new Set() });
    await take(batch, others);
    await assert.rejects(batches.plan(batch, plan), isFenced);
    await assert.rejects(batches.progress(batch, { phase: 'applying', done: 1, of: 2 }), isFenced);
    await assert.rejects(batches.writeUnreached(batch, []), isFenced);
    await assert.rejects(batches.end(batch, { state: 'completed' }), isFenced);
    await others.progress(batch, { phase: 'applying', done: 1, of: 2 });
    assert.partialDeepStrictEqual(await row(batch), {
      state: 'running',
      phase: 'applying',
      phase_done: 1,
      phase_of: 2,
    });
  });

  test('is not taken again once it has ended', async () => {
    const batch = await take(await newBatch());
    await batches.end(batch, { state: 'failed', error: 'why' });
    assert.partialDeepStrictEqual(await row(batch), { state: 'failed', error: 'why', free: true });
    assert.equal((await take(batch)).state, 'failed');
    assert.ok(!running.has(batch.publicId));
    await assert.rejects(batches.end(batch, { state: 'completed' }), isFenced);
  });

  test('gives back what became of its records chunk by chunk, and sums them up when it ends', async () => {
    const batch = await take(await newBatch());
    const failed = { outcome: 'failed', error: 'document_missing_exception', reason: 'why' } as const;
    const unreached = { outcome: 'failed', error: 'batch_cancelled_exception', reason: 'cancelled' } as const;
    await batches.plan(batch, plan);
    await checkpoint(batch, 2, [{ index: 0, outcome: 'unchanged' }]);
    await checkpoint(batch, 0, [
      { index: 3, outcome: 'updated' },
      { index: 1, ...failed },
    ]);
    assert.deepEqual(await batches.finishedChunks(batch), new Set([0, 2]));
    await batches.writeUnreached(batch, [{ index: 4, ...unreached }]);
    assert.deepEqual(await Array.fromAsync(batches.outcomes(batch)), [
      [{ index: 4, ...unreached }],
      [
        { index: 3, outcome: 'updated' },
        { index: 1, ...failed },
      ],
      [{ index: 0, outcome: 'unchanged' }],
    ]);
    assert.deepEqual((await take(batch)).finished, new Set([-1, 0, 2]));
    await batches.end(batch, { state: 'cancelled' });
    assert.partialDeepStrictEqual(await row(batch), { state: 'cancelled', updated: 1, unchanged: 1, failed: 2 });
  });

  test('that was cancelled before its turn is taken as it is: ended', async () => {
    const open = await newBatch();
    const { organizationId } = open.list;
    await room.database.transact((tx) => cancelBatch(tx, { organizationId, publicId: open.publicId }));
    assert.equal((await take(open)).state, 'cancelled');
    const started = await take(await newBatch());
    const id = { organizationId: started.list.organizationId, publicId: started.publicId };
    await room.database.transact((tx) => cancelBatch(tx, id));
    assert.partialDeepStrictEqual(await take(started), { state: 'running', cancelRequested: true });
  });

  test('of another organization is not there', async () => {
    const { id, list } = await newBatch();
    assert.equal(await batches.take({ organizationId: list.organizationId + 1_000, batchId: id }), null);
  });
});
