import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Checkpoint, Fenced, type ListRef, LockTimeout, type NewBatch } from '../../src/engine/ports.ts';
import { PostgresBatchStore } from '../../src/store/batch-store.ts';
import { holdRows } from '../engine/hold-rows.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';
import { RecordingDatabase } from './recorded-statements.ts';

const none = { updated: 0, unchanged: 0, failed: 0, retried: 0 };
const checkpoint: Checkpoint = {
  chunk: 0,
  ...none,
  unchanged: 1,
  failed: 1,
  retried: 2,
  outcomes: [
    { index: 0, outcome: 'unchanged' },
    { index: 2, outcome: 'failed', error: 'document_missing_exception', reason: 'Document not found' },
  ],
};

describe('the store of batches', () => {
  let room: OpenStore;
  let list: ListRef;
  before(async () => {
    room = await openStore({ lockWaitMs: 20 });
    list = await room.list(['a']);
  });
  after(() => room[Symbol.asyncDispose]());

  let batches = 0;
  function newBatch(given: Partial<NewBatch> = {}): NewBatch {
    batches += 1;
    const what = {
      publicId: `batch_${batches}`,
      list,
      source: 'campaign',
      operation: 'update',
      atomic: false,
    } as const;
    const invalid = [{ index: 1, key: null, errors: ['id is required'] }];
    return { ...what, tokenId: null, total: 3, invalid, chunks: 2, chunkRecords: 1, keys: ['a', null, 'b'], ...given };
  }

  test('gives a batch that nobody runs to who asks for it, with all that is known of it', async () => {
    const store = await room.store();
    const asked = newBatch();
    const opened = await store.open(asked);
    await store.transact((tx) => tx.write(opened, [], checkpoint));
    store.abandon(opened);
    const found = await (await room.store()).resume(list.organizationId, asked.publicId);
    assert.deepEqual(found, {
      id: opened.id,
      publicId: asked.publicId,
      list,
      state: 'running',
      total: 3,
      chunkRecords: 1,
      invalid: asked.invalid,
      checkpoints: [checkpoint],
    });
  });

  test('takes up a batch that waits for its retry', async () => {
    const store = await room.store();
    const { id, publicId } = await store.open(newBatch());
    await room.database.query(`update batches set state = 'interrupted', owner = null where id = $1`, [id]);
    assert.equal((await store.resume(list.organizationId, publicId))?.state, 'running');
  });

  test('does not take up a batch that has ended, but tells how', async () => {
    const store = await room.store();
    const opened = await store.open(newBatch());
    await store.transact((tx) => tx.write(opened, [], checkpoint));
    const reason = 'The batch was cancelled before it reached this record';
    const unreached = [{ index: 1, outcome: 'failed', error: 'batch_cancelled_exception', reason } as const];
    await store.end(opened, { state: 'cancelled', counts: { ...checkpoint, failed: 2 }, unreached });
    const found = await store.resume(list.organizationId, opened.publicId);
    assert.equal(found?.state, 'cancelled');
    assert.deepEqual(
      found.checkpoints.map(({ chunk, failed }) => [chunk, failed]),
      [
        [-1, 1],
        [0, 1],
      ],
    );
    assert.equal(store.isRunning(opened.publicId), false);
    const { rows } = await room.database.query(
      'select state, owner, updated, unchanged, failed, retried, finished_at is not null as finished from batches where id = $1',
      [opened.id],
    );
    assert.deepEqual(rows, [
      { state: 'cancelled', owner: null, updated: 0, unchanged: 1, failed: 2, retried: 2, finished: true },
    ]);
  });

  test('knows no batch of another organization', async () => {
    const store = await room.store();
    const { publicId } = await store.open(newBatch());
    const stranger = await room.list();
    assert.equal(await store.resume(stranger.organizationId, publicId), null);
    assert.equal(store.isRunning(publicId), true);
  });

  test('knows which batches run in this process', async () => {
    const store = await room.store();
    const [ended, abandoned] = [await store.open(newBatch()), await store.open(newBatch())];
    assert.deepEqual(
      [ended, abandoned].map(({ publicId }) => store.isRunning(publicId)),
      [true, true],
    );
    await store.end(ended, { state: 'completed', counts: none, unreached: [] });
    store.abandon(abandoned);
    assert.deepEqual(
      [ended, abandoned].map(({ publicId }) => store.isRunning(publicId)),
      [false, false],
    );
    await store.resume(list.organizationId, abandoned.publicId);
    assert.equal(store.isRunning(abandoned.publicId), true);
    assert.equal(await store.resume(list.organizationId, 'batch_unknown'), null);
    assert.equal(store.isRunning('batch_unknown'), false);
  });

  test('runs nothing where a batch cannot be opened', async () => {
    const store = await room.store();
    const impossible = newBatch({ source: 'nowhere' as 'campaign' });
    await assert.rejects(store.open(impossible));
    assert.equal(store.isRunning(impossible.publicId), false);
  });

  test('opens no batch that another process has opened, and leaves that one alone', async () => {
    const [store, other] = [await room.store(), await room.store()];
    const asked = newBatch();
    await store.open(asked);
    await assert.rejects(other.open(asked), (error) => error instanceof Fenced && error.why === 'taken over');
    assert.deepEqual([store.isRunning(asked.publicId), other.isRunning(asked.publicId)], [true, false]);
    const { rows } = await room.database.query('select state from batches where public_id = $1', [asked.publicId]);
    assert.deepEqual(rows, [{ state: 'running' }]);
  });

  test('does not let one process end the batch of another', async () => {
    const store = await room.store();
    const opened = await store.open(newBatch());
    await (await room.store()).resume(list.organizationId, opened.publicId);
    const unreached = [{ index: 0, outcome: 'failed', error: 'batch_cancelled_exception', reason: '' } as const];
    await assert.rejects(store.end(opened, { state: 'cancelled', counts: none, unreached }), Fenced);
    const { rows } = await room.database.query(
      'select state, (select count(*) from chunks where batch_id = $1) as chunks from batches where id = $1',
      [opened.id],
    );
    assert.deepEqual(rows, [{ state: 'running', chunks: 0 }]);
  });

  test('says in the words of the engine that a row stayed held', async () => {
    const store = await room.store();
    await using writer = await holdRows(room.connectionString, list, ['a']);
    const waiting = store.transact((tx) => tx.lock(list, { keys: ['a'], mode: 'wait', fields: [] }));
    await assert.rejects(waiting, LockTimeout);
    await writer.rollback();
  });

  test('tells conflicts that a new try may settle from other errors', async () => {
    const store = await room.store();
    const conflicts = async (state: string): Promise<boolean> => {
      const raised = room.database.query(`do $$ begin raise sqlstate '${state}'; end $$`);
      return raised.then(
        () => false,
        (error: unknown) => store.isConflict(error),
      );
    };
    assert.deepEqual(await Promise.all(['40P01', '40001', '23505', '55P03', '57014'].map(conflicts)), [
      true,
      true,
      false,
      false,
      false,
    ]);
    assert.equal(store.isConflict(new Error('deadlock detected')), false);
    assert.equal(store.isConflict('40P01'), false);
  });

  test('waits for the disk where nothing later carries the commit along', async () => {
    const { connectionString } = room;
    const options = { connectionString, poolSize: 1, lockWaitMs: 20, onIdleError: () => undefined };
    await using database = new RecordingDatabase(options);
    const store = new PostgresBatchStore({ database, owner: await room.owner(), packRecordsMax: 250 });
    const opened = await store.open(newBatch());
    await store.transact((tx) => tx.write(opened, [], checkpoint));
    await store.end(opened, { state: 'completed', counts: checkpoint, unreached: [] });
    assert.deepEqual(database.durable, [false, true, false]);
    const empty = await store.open(newBatch());
    await store.end(empty, { state: 'completed', counts: none, unreached: [] });
    assert.deepEqual(database.durable.slice(3), [false, true]);
  });
});
