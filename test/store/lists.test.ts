import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Campaign } from '../../src/lists/campaign.ts';
import type { CampaignQuery, CampaignStore, NewCampaign } from '../../src/lists/campaign-store.ts';
import { Database, type Tx } from '../../src/store/database.ts';
import { campaignStore } from '../../src/store/lists.ts';
import { purgeLeftOver } from '../../src/store/purge-left-over.ts';
import { newCampaign } from '../lists/new-campaign.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

describe('campaigns in the database', () => {
  let server: TestDatabase;
  let database: Database;
  let store: CampaignStore<Tx>;
  before(async () => {
    server = await createTestDatabase();
    const { connectionString } = server;
    database = new Database({ connectionString, poolSize: 4, lockWaitMs: 200, onIdleError: () => undefined });
    store = campaignStore(database);
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  beforeEach(() => database.query('truncate lists, customers'));

  const insert = (wanted: Partial<NewCampaign>) =>
    database.transact((tx) => store.insert(tx, newCampaign(wanted)), { durable: false });
  const save = (campaign: Campaign) => database.transact((tx) => store.save(tx, campaign), { durable: false });
  const names = async (query: Partial<CampaignQuery>) => {
    const { campaigns, total } = await store.page({ organizationId: 1, page: 1, limit: 10, ...query });
    return { names: campaigns.map(({ name }) => name), total };
  };
  const addCustomers = (campaign: Campaign, count: number) =>
    database.query(
      `insert into customers (organization_id, list_id, key, data)
       select $1, $2, 'L' || n, '{}' from generate_series(1, $3::int) n`,
      [campaign.organizationId, campaign.listId, count],
    );
  const customersOf = async ({ listId }: Campaign) => {
    const { rows } = await database.query<{ n: number }>('select count(*) as n from customers where list_id = $1', [
      listId,
    ]);
    return rows[0]?.n;
  };

  test('come back as they were written', async () => {
    const wanted = newCampaign({ customFields: { score: 'integer' } });
    const created = await insert(wanted);
    assert.deepEqual({ ...created, ...wanted }, created);
    assert.deepEqual([created.status, created.fieldsVersion, created.customerCount], ['active', 1, 0]);
    assert.deepEqual(await store.find(wanted), created);
    const changed = { ...created, name: 'May', status: 'paused', fieldsVersion: 2, customFields: {} } as const;
    const saved = await save(changed);
    assert.ok(saved.updatedAt >= created.updatedAt);
    assert.deepEqual(saved, { ...changed, updatedAt: saved.updatedAt });
    assert.deepEqual(await store.find(wanted), saved);
  });

  test('of another organization and deleted ones are not found, not locked and not listed', async () => {
    const mine = await insert({});
    await insert({ organizationId: 2, publicId: 'camp_2' });
    const deleted = await insert({ publicId: 'camp_3' });
    await save({ ...deleted, status: 'deleted' });
    for (const [organizationId, publicId] of [
      [2, 'camp_1'],
      [1, 'camp_2'],
      [1, 'camp_3'],
      [1, 'camp_none'],
    ] as const) {
      assert.equal(await store.find({ organizationId, publicId }), null);
      assert.equal(await database.transact((tx) => store.lock(tx, { organizationId, publicId })), null);
    }
    assert.deepEqual(await names({}), { names: [mine.name], total: 1 });
  });

  test('are listed newest first, by pages, with how many there are', async () => {
    for (const n of [1, 2, 3, 4, 5]) await insert({ publicId: `camp_${n}`, name: `N${n}` });
    assert.deepEqual(await names({ limit: 2 }), { names: ['N5', 'N4'], total: 5 });
    assert.deepEqual(await names({ limit: 2, page: 3 }), { names: ['N1'], total: 5 });
    assert.deepEqual(await names({ limit: 1_000, page: 1_000_000 }), { names: [], total: 5 });
  });

  test('are listed by status, by type and by a part of the name, which is taken as it stands', async () => {
    await insert({ publicId: 'camp_1', name: '100% April_x', type: 'lead' });
    await insert({ publicId: 'camp_2', name: String.raw`back\slash april` });
    const paused = await insert({ publicId: 'camp_3', name: 'May' });
    await save({ ...paused, status: 'paused' });
    const search = async (text: string) => (await names({ search: text })).names;
    assert.deepEqual(await search('APRIL'), [String.raw`back\slash april`, '100% April_x']);
    assert.deepEqual(await search('%'), ['100% April_x']);
    assert.deepEqual(await search('l_x'), ['100% April_x']);
    assert.deepEqual(await search('\\'), [String.raw`back\slash april`]);
    assert.deepEqual(await search("'; drop table lists; --"), []);
    assert.deepEqual(await names({ status: 'paused' }), { names: ['May'], total: 1 });
    assert.deepEqual(await names({ type: 'lead' }), { names: ['100% April_x'], total: 1 });
    assert.deepEqual(await names({ type: 'lead', status: 'paused' }), { names: [], total: 0 });
  });

  test('that are locked are changed by nobody else until the transaction ends', async () => {
    const created = await insert({});
    await database.transact(async (tx) => {
      await store.lock(tx, created);
      await assert.rejects(save({ ...created, name: 'theirs' }), { code: '55P03' });
      await store.save(tx, { ...created, name: 'mine' });
    });
    assert.equal((await store.find(created))?.name, 'mine');
  });

  test('that are deleted lose their customers step by step, and no others do', async () => {
    const kept = await insert({ publicId: 'camp_1' });
    const deleted = await insert({ publicId: 'camp_2' });
    for (const campaign of [kept, deleted]) await addCustomers(campaign, 25);
    const step = () => database.transact((tx) => purgeLeftOver(tx, 'customers', { rowsMax: 10 }), { durable: false });
    assert.deepEqual(await step(), { rows: 0, done: true });
    await save({ ...deleted, status: 'deleted' });
    const steps = [await step(), await step(), await step(), await step()];
    assert.deepEqual(
      steps.map(({ rows, done }) => [rows, done]),
      [
        [10, false],
        [10, false],
        [5, false],
        [0, true],
      ],
    );
    assert.deepEqual([await customersOf(kept), await customersOf(deleted)], [25, 0]);
  });

  test('that are deleted while a batch still writes are purged without waiting for it', async () => {
    const deleted = await insert({});
    await addCustomers(deleted, 3);
    await save({ ...deleted, status: 'deleted' });
    await database.transact(async (batch) => {
      await batch.query(`select 1 from customers where list_id = $1 and key = 'L1' for no key update`, [
        deleted.listId,
      ]);
      const step = database.transact((tx) => purgeLeftOver(tx, 'customers', { rowsMax: 10 }));
      const first = await Promise.race([step, delay(5_000, 'waits', { ref: false })]);
      assert.deepEqual(first, { rows: 2, done: false });
    });
    const last = await database.transact((tx) => purgeLeftOver(tx, 'customers', { rowsMax: 10 }));
    assert.deepEqual(last, { rows: 1, done: false });
  });
});
