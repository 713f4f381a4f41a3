import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BatchEnd, ListRef } from '../../src/engine/ports.ts';
import type { BatchSource } from '../../src/engine/records.ts';
import { batchReader } from '../../src/store/batch-reader.ts';
import { idOf } from '../../src/store/batch-reports.ts';
import { endBatch, openBatch } from '../../src/store/batches.ts';
import { cancelBatch } from '../../src/store/cancel-batch.ts';
import { closeBatch } from '../../src/store/close-batch.ts';
import { Database, type Tx } from '../../src/store/database.ts';
import { createTestDatabase } from '../postgres.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';
import { RecordingDatabase } from './recorded-statements.ts';

const keys = ['a', 'b', 'c', 'd'];
const update = (value: number) => keys.map((key) => [key, { value }] as const);
const completed = {
  state: 'completed',
  counts: { updated: 0, unchanged: 0, failed: 0, retried: 0 },
  unreached: [],
} as const;

describe('the end of a batch', () => {
  let room: OpenEngine;
  let owner: number;
  before(async () => {
    room = await openEngine();
    const { rows } = await room.database.query<{ id: number }>('insert into processes default values returning id');
    owner = rows[0]?.id ?? 0;
  });
  after(() => room[Symbol.asyncDispose]());

  /** An organization with a list of four customers and with one webhook. */
  let made = 0;
  const tenant = async (events = allEvents, disabled = false): Promise<ListRef> => {
    made += 1;
    const list = await room.addList(`CEKTEN${String(made).padStart(4, '0')}`);
    await room.run({ id: 'batch_add', list, operation: 'add', records: keys.map((key) => [key, { value: 0 }]) });
    await addWebhook(list, events, disabled);
    return list;
  };
  const addWebhook = async (
    { organizationId }: ListRef,
    events: readonly string[],
    disabled = false,
  ): Promise<void> => {
    await room.database.query(
      `insert into webhooks (organization_id, public_id, url, description, events, secret, disabled_at)
       values ($1, 'wh_' || gen_random_uuid(), 'https://example.com', '', $2, 'whsec_AAAA', case when $3 then now() end)`,
      [organizationId, events, disabled],
    );
  };
  const announced = async ({ organizationId }: ListRef): Promise<Announced[]> => {
    const { rows } = await room.database.query<{ payload: string }>(
      'select payload from webhook_deliveries where organization_id = $1 order by id',
      [organizationId],
    );
    return rows.map(({ payload }) => JSON.parse(payload) as Announced);
  };
  const events = async (list: ListRef) =>
    (await announced(list)).map(({ type, data }) => `${type} ${String(data['id'])}`);
  const open = async (tx: Tx, list: ListRef, more: { publicId: string; source?: BatchSource; single?: boolean }) => {
    const cut = { total: 0, invalid: [], chunks: 0, chunkRecords: 1, keys: [], tokenId: null };
    return openBatch(tx, { list, source: 'campaign', operation: 'update', atomic: false, ...cut, ...more }, owner);
  };
  const runWhole = (list: ListRef, more: Parameters<typeof open>[2]) =>
    room.database.transact(async (tx) => {
      const batch = await open(tx, list, more);
      await endBatch(tx, { batch, end: completed, owner });
    });
  /** Takes `batch_1` back by `batch_2`, which ends like this. */
  const undo = (list: ListRef, end: BatchEnd) =>
    room.database.transact(async (tx) => {
      const batch = await open(tx, list, { publicId: 'batch_2', source: 'undo' });
      const which = [list.organizationId, batch.id];
      await tx.query(
        `update batches set undoes = (select id from batches where organization_id = $1 and public_id = 'batch_1')
         where organization_id = $1 and id = $2`,
        which,
      );
      await tx.query(`update batches set undone_by = $2 where organization_id = $1 and public_id = 'batch_1'`, which);
      await endBatch(tx, { batch, end, owner });
    });
  const shown = async ({ organizationId }: ListRef, { data }: Announced): Promise<unknown> => {
    const report = await batchReader(room.database).find({ organizationId, publicId: String(data['id']) });
    return JSON.parse(JSON.stringify(report));
  };

  test('is announced as our own API shows the batch, without a record of it', async () => {
    const list = await tenant();
    await room.run({ id: 'batch_1', list, records: [...update(1), [null, { secret: 'of a customer' }]] });
    const [news, ...more] = await announced(list);
    assert.ok(news);
    assert.deepEqual(more, []);
    assert.deepEqual(news.data, await shown(list, news));
    assert.deepEqual(Object.keys(news), ['type', 'timestamp', 'data']);
    assert.doesNotMatch(JSON.stringify(news), /of a customer/);
  });

  test('is announced to each enabled webhook that wants the event, and to no other organization', async () => {
    const list = await tenant(['batch.completed']);
    await addWebhook(list, allEvents);
    await addWebhook(list, ['batch.failed', 'batch.cancelled', 'batch.undone']);
    await addWebhook(list, allEvents, true);
    const other = await tenant();
    await room.run({ id: 'batch_1', list, records: update(1) });
    assert.deepEqual(await events(list), ['batch.completed batch_1', 'batch.completed batch_1']);
    assert.deepEqual(await events(other), []);
  });

  test('is announced when the batch is closed as failed, closed with nothing missing, and cancelled', async () => {
    const list = await tenant();
    const { organizationId } = list;
    const close = async (publicId: string): Promise<void> => {
      const batchId = (await idOf(room.database, { organizationId, publicId })) ?? 0;
      const why = { state: 'failed', code: 'batch_interrupted_exception', reason: 'Its process died' } as const;
      await room.database.transact((tx) => closeBatch(tx, { organizationId, batchId, ...why }));
    };
    await room.runHalf({ id: 'batch_half', list, chunkRecords: 2, records: update(1) }, 1);
    await close('batch_half');
    await room.database.transact((tx) => open(tx, list, { publicId: 'batch_whole' }));
    await close('batch_whole');
    await room.runHalf({ id: 'batch_cancelled', list, chunkRecords: 2, records: update(2) }, 1);
    await room.database.query(
      `update batches set state = 'interrupted' where organization_id = $1 and public_id = 'batch_cancelled'`,
      [organizationId],
    );
    await room.database.transact((tx) => cancelBatch(tx, { organizationId, publicId: 'batch_cancelled' }));
    assert.deepEqual(await events(list), [
      'batch.failed batch_half',
      'batch.completed batch_whole',
      'batch.cancelled batch_cancelled',
    ]);
    for (const news of await announced(list)) assert.deepEqual(news.data, await shown(list, news));
  });

  test('is announced neither of a preview nor of an operation on one customer', async () => {
    const list = await tenant();
    await runWhole(list, { publicId: 'batch_preview', source: 'preview' });
    await runWhole(list, { publicId: 'batch_single', single: true });
    assert.deepEqual(await events(list), []);
  });

  test('of an undo is announced, and so is what it took back, with the name of the undo', async () => {
    const list = await tenant();
    await room.run({ id: 'batch_1', list, records: update(1) });
    await undo(list, { ...completed, counts: { ...completed.counts, updated: 1, failed: 3 } });
    const told = (await announced(list)).slice(1);
    assert.deepEqual(
      told.map(({ type, data }) => [type, data['id'], data['undoneBy'], data['undoes']]),
      [
        ['batch.completed', 'batch_2', null, 'batch_1'],
        ['batch.undone', 'batch_1', 'batch_2', undefined],
      ],
    );
    for (const news of told) assert.deepEqual(news.data, await shown(list, news));
  });

  const restored = { ...completed.counts, updated: 1 };
  for (const [how, end] of [
    ['failed', { ...completed, counts: restored, state: 'failed', error: 'no' }],
    ['was cancelled', { ...completed, counts: restored, state: 'cancelled' }],
    ['restored nothing', { ...completed, counts: { ...completed.counts, unchanged: 1, failed: 3 } }],
  ] as const) {
    test(`of an undo that ${how} undoes nothing`, async () => {
      const list = await tenant();
      await room.run({ id: 'batch_1', list, records: update(1) });
      await undo(list, end);
      assert.deepEqual((await events(list)).slice(1), [`batch.${end.state} batch_2`]);
    });
  }

  test('that is rolled back is announced to nobody', async () => {
    const list = await tenant();
    const rolledBack = new Error('rolled back');
    const ending = room.database.transact(async (tx) => {
      const batch = await open(tx, list, { publicId: 'batch_gone' });
      await endBatch(tx, { batch, end: completed, owner });
      const { rows } = await tx.query('select 1 from webhook_deliveries where organization_id = $1', [
        list.organizationId,
      ]);
      assert.equal(rows.length, 1);
      throw rolledBack;
    });
    await assert.rejects(ending, rolledBack);
    assert.deepEqual(await events(list), []);
  });
});

test('the end of a batch takes one statement where the organization has no webhook', async () => {
  await using cloned = await createTestDatabase();
  const { connectionString } = cloned;
  const options = { connectionString, poolSize: 2, lockWaitMs: 2000, onIdleError: () => undefined };
  await using database = new RecordingDatabase(options);
  await using plain = new Database(options);
  const { rows } = await plain.query<{ id: number }>('insert into processes default values returning id');
  const owner = rows[0]?.id ?? 0;
  const list = { organizationId: 1, listId: 1 };
  const named = { publicId: 'batch_1', list, source: 'campaign', operation: 'update', atomic: false } as const;
  const cut = { total: 0, invalid: [], chunks: 0, chunkRecords: 1, keys: [], tokenId: null };
  const batch = await plain.transact((tx) => openBatch(tx, { ...named, ...cut }, owner));
  await database.transact((tx) => endBatch(tx, { batch, end: completed, owner }));
  assert.equal(database.statements.length, 1);
});

interface Announced {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}
const allEvents = ['batch.completed', 'batch.failed', 'batch.cancelled', 'batch.undone'];
