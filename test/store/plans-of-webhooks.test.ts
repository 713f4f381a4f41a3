import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { announceEnd } from '../../src/store/announce-end.ts';
import { sweepDeliveries } from '../../src/store/sweep-deliveries.ts';
import { deliveryLog } from '../../src/store/webhook-deliveries.ts';
import { webhookWork } from '../../src/store/webhook-work.ts';
import { webhookStore } from '../../src/store/webhooks.ts';
import { createTestDatabase, postgres15, type TestDatabase } from '../postgres.ts';
import { RecordingDatabase } from './recorded-statements.ts';
import { planOf, scans } from './statement-plan.ts';

/** Tables that grow, and what must lead to their rows. */
const large = new Map([
  ['webhooks', ['organization_id']],
  ['webhook_deliveries', ['organization_id', 'id|public_id|webhook_id']],
  ['batches', ['organization_id']],
]);
/** What is still to be sent is little, and what is out of date is read in steps. */
const smallIndexes = new Set(['webhook_deliveries_without_job', 'webhook_deliveries_due', 'webhook_deliveries_age']);
const { server, missing } = postgres15();

plans('the statements of webhooks', {});
plans('the statements of webhooks, on PostgreSQL 15', { server: server ?? '', skip: missing ?? false });

function plans(name: string, { server: on = '', skip = false }: { server?: string; skip?: string | false }): void {
  describe(name, { skip }, () => {
    let empty: TestDatabase;
    let database: RecordingDatabase;
    before(async () => {
      empty = await createTestDatabase(on === '' ? {} : { server: on });
      const { connectionString } = empty;
      database = new RecordingDatabase({ connectionString, poolSize: 2, lockWaitMs: 20, onIdleError: () => undefined });
    });
    after(async () => {
      await database[Symbol.asyncDispose]();
      await empty[Symbol.asyncDispose]();
    });

    for (const [state, deliveries] of [
      ['empty', 0],
      ['of 20,000 deliveries', 20_000],
    ] as const) {
      test(`read their own rows alone, planned on tables ${state}`, async () => {
        await fill(database, deliveries);
        database.statements.length = 0;
        database.recordsReads = true;
        await askAll(database);
        database.recordsReads = false;
        const distinct = [...new Map(database.statements.map((one) => [one.text, one])).values()];
        assert.ok(distinct.length > 12, `${distinct.length} different statements`);
        const bad: string[] = [];
        for (const statement of distinct) {
          const plan = await database.transact((tx) => planOf(tx, statement));
          bad.push(...scans(plan, large, smallIndexes).map((scan) => `${scan}: ${statement.text}`));
        }
        assert.deepEqual(bad, []);
      });
    }
  });
}

const organizationId = 3;
const batchId = 5;

async function fill(database: RecordingDatabase, deliveries: number): Promise<void> {
  await database.query(
    `insert into webhooks (organization_id, public_id, url, description, events, secret)
     select o, 'wh_' || o || '_' || $1, 'https://example.com', '', '{batch.completed}', 'whsec_AAAA'
     from generate_series(1, 50) o`,
    [deliveries],
  );
  await database.query(
    `insert into webhook_deliveries (organization_id, webhook_id, event, payload, state, created_at)
     select i % 50 + 1, i % 50 + 1, 'batch.completed', '{}', 'delivered', now() - i * interval '1 minute'
     from generate_series(1, $1) i`,
    [deliveries],
  );
  await database.query(
    `insert into batches (organization_id, id, public_id, list_id, source, operation, state, atomic, total, valid, invalid,
       chunks, chunk_records, keys)
     overriding system value
     values ($1, $2, 'batch_1', 1, 'campaign', 'update', 'completed', false, 0, 0, 0, 0, 1, '') on conflict do nothing`,
    [organizationId, batchId],
  );
  if (deliveries > 0) await database.query('analyze');
}

/** Every statement that webhooks ask. */
async function askAll(database: RecordingDatabase): Promise<void> {
  const store = webhookStore(database);
  const log = deliveryLog(database);
  const work = webhookWork(database);
  const id = { organizationId, publicId: 'wh_3_0' };
  const page = { limit: 10, after: null };
  await database.transact(async (tx) => {
    const made = { organizationId, url: '', description: '', events: [], secret: '', publicId: `wh_${Math.random()}` };
    await store.insert(tx, made, 10);
    await store.change(tx, id, { disabled: false });
    await announceEnd(tx, { organizationId, batchId });
    const [job] = await work.giveJobs(tx, 10);
    assert.ok(job);
    const result = { delivered: false, status: null, error: 'no' };
    await work.settle(
      tx,
      { ...job, id: '00000000-0000-0000-0000-000000000000' },
      { result: null, next: null, disables: true },
    );
    await work.settle(tx, job, { result, next: null, disables: true });
    await work.forgetJob(tx, job);
    const delivery = `msg_${Math.random()}`;
    await log.add(tx, { ...id, delivery, event: 'webhook.test', payload: '', result });
    await log.again(tx, { ...id, delivery });
    await store.change(tx, id, { disabled: false });
    await log.again(tx, { ...id, delivery });
    await sweepDeliveries(tx, { days: 3650, max: 10 });
    await store.remove(tx, { organizationId, publicId: made.publicId });
  });
  await store.list(organizationId, page);
  await store.find(id);
  await log.list(id, { ...page, after: 'msg_1' });
  await log.find({ ...id, delivery: 'msg_1' });
  await log.target(id);
  await work.look();
  await work.overdue({ ms: 1, limit: 10 });
  await work.load({ id: '00000000-0000-0000-0000-000000000000', organizationId, webhookId: 3, deliveryId: 1 });
}
