import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BatchReader } from '../../src/doors/api/batch-ports.ts';
import { Fenced } from '../../src/engine/ports.ts';
import { batchReader } from '../../src/store/batch-reader.ts';
import { idOf } from '../../src/store/batch-reports.ts';
import { closeBatch } from '../../src/store/close-batch.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';

const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
const interrupted = { state: 'failed', code: 'batch_interrupted_exception', reason: 'Its process died' } as const;

describe('closing a batch that nobody runs', () => {
  let room: OpenEngine;
  let batches: BatchReader;
  let organizationId: number;
  before(async () => {
    room = await openEngine();
    ({ organizationId } = room.list);
    batches = batchReader(room.database);
    await room.run({ id: 'batch_add', operation: 'add', records: keys.map((key) => [key, { score: 0 }]) });
  });
  after(() => room[Symbol.asyncDispose]());

  const close = async (publicId: string, how: { state: 'cancelled' | 'failed' } = interrupted) => {
    const batchId = await idOf(room.database, { organizationId, publicId });
    assert.ok(batchId);
    return room.database.transact((tx) => closeBatch(tx, { organizationId, batchId, ...interrupted, ...how }));
  };
  const report = async (publicId: string) => {
    const found = await batches.find({ organizationId, publicId });
    assert.ok(found);
    return found;
  };
  const scores = async () => {
    const { rows } = await room.database.query<{ score: number }>(
      `select (data -> 'score')::int as score from customers where organization_id = $1 order by key`,
      [organizationId],
    );
    return rows.map(({ score }) => score);
  };

  test('fails each record without an outcome, so that the counts close, and keeps what was applied', async () => {
    const records = [...keys.map((key) => [key, { score: 1 }] as const), [null, {}] as const];
    await room.runHalf({ id: 'batch_half', chunkRecords: 2, records }, 1);
    assert.equal(await close('batch_half'), 'failed');
    const { state, counts, chunks, error, finishedAt } = await report('batch_half');
    assert.deepEqual([state, error, chunks], ['failed', 'Its process died', { done: 1, of: 3 }]);
    assert.deepEqual(
      [counts.total, counts.valid, counts.invalid, counts.pending, counts.updated, counts.failed],
      [7, 6, 1, 0, 2, 4],
    );
    assert.ok(finishedAt);
    assert.deepEqual(await scores(), [1, 1, 0, 0, 0, 0]);
    const kinds = ['failed', 'invalid'] as const;
    const page = await batches.outcomes({
      organizationId,
      publicId: 'batch_half',
      outcomes: kinds,
      limit: 9,
      after: null,
    });
    const { code: error_, reason } = interrupted;
    assert.deepEqual(page?.entries, [
      ...[2, 3, 4, 5].map((index) => ({ index, key: keys[index], outcome: 'failed', error: error_, reason })),
      { index: 6, key: null, outcome: 'invalid', errors: ['id is required'] },
    ]);
  });

  test('completes it when every record has its outcome already', async () => {
    const records = keys.map((key) => [key, { score: 2 }] as const);
    await room.run({ id: 'batch_unended', chunkRecords: 2, records });
    await room.database.query(
      `update batches set state = 'running', finished_at = null, updated = 0 where public_id = 'batch_unended'`,
    );
    assert.equal(await close('batch_unended'), 'completed');
    const { state, counts, chunks, error } = await report('batch_unended');
    assert.deepEqual([state, error, chunks], ['completed', undefined, { done: 3, of: 3 }]);
    assert.deepEqual([counts.updated, counts.failed, counts.pending], [6, 0, 0]);
  });

  test('ends one that applied nothing, as cancelled without an error', async () => {
    await room.runHalf({ id: 'batch_nothing', records: [['a', { score: 3 }]] }, 0);
    assert.equal(await close('batch_nothing', { state: 'cancelled' }), 'cancelled');
    const { state, counts, error } = await report('batch_nothing');
    assert.deepEqual([state, error, counts.failed, counts.updated], ['cancelled', undefined, 1, 0]);
  });

  test('leaves one alone that has ended, and one of another organization', async () => {
    const before = await report('batch_half');
    assert.equal(await close('batch_half'), null);
    assert.deepEqual(await report('batch_half'), before);
    await room.runHalf({ id: 'batch_mine', records: [['a', { score: 4 }]] }, 0);
    const batchId = await idOf(room.database, { organizationId, publicId: 'batch_mine' });
    const foreign = { organizationId: -1, batchId: batchId ?? 0, ...interrupted };
    assert.equal(await room.database.transact((tx) => closeBatch(tx, foreign)), null);
    assert.equal((await report('batch_mine')).state, 'running');
  });

  test('fences a process that still takes itself for its owner', async () => {
    const before = await scores();
    const run = room.run({
      id: 'batch_stolen',
      records: keys.map((key) => [key, { score: 5 }]),
      beforeWrite: async () => void (await close('batch_stolen')),
    });
    await assert.rejects(run, (error) => error instanceof Fenced && error.why === 'taken over');
    assert.deepEqual(await scores(), before);
    assert.equal((await report('batch_stolen')).counts.failed, 6);
  });
});
