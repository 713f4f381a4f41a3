import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BatchReader, Cancelling } from '../../src/doors/api/batch-ports.ts';
import { batchReader } from '../../src/store/batch-reader.ts';
import { cancelBatch } from '../../src/store/cancel-batch.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';

const records = ['a', 'b', 'c', 'd'].map((key) => [key, { score: 1 }] as const);

describe('cancelling a batch', () => {
  let room: OpenEngine;
  let batches: BatchReader;
  before(async () => {
    room = await openEngine();
    batches = batchReader(room.database);
    await room.run({ id: 'batch_add', operation: 'add', records: records.map(([key]) => [key, { score: 0 }]) });
  });
  after(() => room[Symbol.asyncDispose]());

  const cancel = (publicId: string, { organizationId } = room.list) =>
    room.database.transact((tx) => cancelBatch(tx, { organizationId, publicId }));
  const setState = (publicId: string, state: string) =>
    room.database.query(`update batches set state = $1, owner = null where public_id = $2`, [state, publicId]);

  test('that runs makes its runner end it at the next chunk; what was applied stays', async () => {
    let asked: Cancelling | null = null;
    const { state, counts, failures } = await room.run({
      id: 'batch_running',
      chunkRecords: 1,
      records,
      beforeWrite: async (chunk) => {
        if (chunk === 2) asked = await cancel('batch_running');
      },
    });
    assert.deepEqual([state, counts.updated, counts.failed], ['cancelled', 2, 2]);
    assert.deepEqual(
      failures.map(({ key, error }) => [key, error]),
      [
        ['c', 'batch_cancelled_exception'],
        ['d', 'batch_cancelled_exception'],
      ],
    );
    const report = await batches.find({ ...room.list, publicId: 'batch_running' });
    assert.deepEqual([report?.state, report?.chunks, report?.counts.failed], ['cancelled', { done: 2, of: 4 }, 2]);
    const { ended, report: then } = asked as unknown as Cancelling;
    assert.deepEqual([ended, then.state, then.counts.pending], [null, 'running', 2]);
  });

  test('that is interrupted ends it at once', async () => {
    await room.runHalf({ id: 'batch_interrupted', chunkRecords: 1, records }, 1);
    await setState('batch_interrupted', 'interrupted');
    const answer = await cancel('batch_interrupted');
    assert.deepEqual([answer?.ended, answer?.report.state], [null, 'cancelled']);
    const page = await batches.outcomes({
      ...room.list,
      publicId: 'batch_interrupted',
      outcomes: ['failed'],
      limit: 10,
      after: null,
    });
    assert.deepEqual(new Set(page?.entries.map((entry) => entry.error)), new Set(['batch_cancelled_exception']));
    assert.equal(page?.entries.length, 3);
  });

  test('that waits marks it for whoever begins it', async () => {
    await room.runHalf({ id: 'batch_queued', records }, 0);
    await setState('batch_queued', 'queued');
    assert.equal((await cancel('batch_queued'))?.report.state, 'queued');
    const { rows } = await room.database.query('select from batches where cancel_requested and state = $1', ['queued']);
    assert.equal(rows.length, 1);
  });

  test('that has ended changes nothing and names its state', async () => {
    await room.run({ id: 'batch_done', records });
    const answer = await cancel('batch_done');
    assert.deepEqual([answer?.ended, answer?.report.state], ['completed', 'completed']);
    assert.equal((await cancel('batch_interrupted'))?.ended, 'cancelled');
    const { rows } = await room.database.query(
      `select from batches where public_id = 'batch_done' and cancel_requested`,
    );
    assert.equal(rows.length, 0);
  });

  test('is answered alike where it is unknown and where it is foreign', async () => {
    const other = await room.addList('CEKOTHER00');
    assert.equal(await cancel('batch_nobody'), null);
    assert.equal(await cancel('batch_done', other), null);
  });
});
