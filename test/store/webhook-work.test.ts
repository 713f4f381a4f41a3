import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { sweepDeliveries } from '../../src/store/sweep-deliveries.ts';
import { webhookWork } from '../../src/store/webhook-work.ts';
import type { DeliveryJob } from '../../src/webhooks/ports.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';

const refused = { delivered: false, status: 500, error: 'no' } as const;

describe('deliveries and their jobs', () => {
  let room: OpenEngine;
  before(async () => {
    room = await openEngine();
  });
  after(() => room[Symbol.asyncDispose]());

  const work = () => webhookWork(room.database);
  const giveJobs = (limit = 100) => room.database.transact((tx) => work().giveJobs(tx, limit));
  const settle = (job: DeliveryJob, settlement: Parameters<ReturnType<typeof work>['settle']>[2]) =>
    room.database.transact((tx) => work().settle(tx, job, settlement));
  const state = async ({ organizationId, deliveryId }: DeliveryJob) => {
    const { rows } = await room.database.query<{ state: string; attempts: number; job_id: string | null }>(
      'select state, attempts, job_id from webhook_deliveries where organization_id = $1 and id = $2',
      [organizationId, deliveryId],
    );
    return rows[0];
  };
  /** A webhook of an organization of its own, with so many deliveries. */
  let made = 0;
  const webhook = async (deliveries: number, daysAgo = 0): Promise<number> => {
    made += 1;
    const { organizationId } = await room.addList(`CEKHOOK${String(made).padStart(3, '0')}`);
    await room.database.query(
      `with w as (
         insert into webhooks (organization_id, public_id, url, description, events, secret)
         values ($1, 'wh_1', 'https://example.com', '', '{batch.completed}', 'whsec_AAAA') returning *
       )
       insert into webhook_deliveries (organization_id, webhook_id, event, payload, state, next_attempt_at, created_at)
       select organization_id, id, 'batch.completed', '{}', 'pending', now(), now() - $3 * interval '1 day'
       from w, generate_series(1, $2)`,
      [organizationId, deliveries, daysAgo],
    );
    return organizationId;
  };
  const one = async (): Promise<DeliveryJob> => {
    await webhook(1);
    const [job] = await giveJobs();
    assert.ok(job);
    return job;
  };

  test('each delivery gets one job, however many processes give them', async () => {
    await webhook(50);
    const given = await Promise.all([1, 2, 3].map(() => giveJobs(30)));
    const jobs = [...given.flat(), ...(await giveJobs())];
    assert.equal(new Set(jobs.map(({ deliveryId }) => deliveryId)).size, 50);
    assert.equal(jobs.length, 50);
    assert.equal((await work().look()).withoutJob, false);
  });

  test('a process gives jobs to what no other one is just giving jobs to, and does not wait for it', async () => {
    await webhook(4);
    const [first, second] = await room.database.transact(async (tx) => {
      const taken = await work().giveJobs(tx, 2);
      // Not committed yet: another process looks at the same moment.
      return [taken, await giveJobs()] as const;
    });
    const given = [...first, ...second].map(({ deliveryId }) => deliveryId);
    assert.deepEqual([first.length, second.length, new Set(given).size], [2, 2, 4]);
    for (const job of [...first, ...second]) assert.equal((await state(job))?.job_id, job.id);
    assert.deepEqual(await giveJobs(), []);
  });

  test("a delivery is its own job's alone: what another one writes of it is passed over", async () => {
    const job = await one();
    const stranger = { ...job, id: randomUUID() };
    assert.equal(await work().load(stranger), null);
    assert.equal(await settle(stranger, { result: refused, next: null, disables: false }), false);
    assert.deepEqual(await state(job), { state: 'pending', attempts: 0, job_id: job.id });
  });

  test('a refused one waits for its next job; the one before has nothing to say any more', async () => {
    const job = await one();
    const jobId = randomUUID();
    const next = { at: new Date(Date.now() + 60_000), jobId };
    assert.equal(await settle(job, { result: refused, next, disables: false }), true);
    assert.deepEqual(await state(job), { state: 'pending', attempts: 1, job_id: jobId });
    assert.equal(await work().load(job), null);
    assert.equal((await work().load({ ...job, id: jobId }))?.attempts, 1);
  });

  test('what a disabled webhook should get fails, without an attempt', async () => {
    const job = await one();
    await settle(job, { result: { ...refused, status: 410 }, next: { at: new Date(), jobId: job.id }, disables: true });
    assert.equal((await work().load(job))?.target, null);
    await settle(job, { result: null, next: null, disables: false });
    assert.deepEqual(await state(job), { state: 'failed', attempts: 1, job_id: null });
  });

  test('one that is long overdue is found, and gets a new job', async () => {
    const job = await one();
    await room.database.query(
      `update webhook_deliveries set next_attempt_at = now() - interval '1 hour' where organization_id = $1 and id = $2`,
      [job.organizationId, job.deliveryId],
    );
    const overdue = await work().overdue({ ms: 1_800_000, limit: 10 });
    assert.deepEqual(overdue, [job]);
    await room.database.transact((tx) => work().forgetJob(tx, job));
    assert.deepEqual(
      (await giveJobs()).map(({ deliveryId }) => deliveryId),
      [job.deliveryId],
    );
  });

  test('the log is swept of what is older than it is kept, a bounded number at a time', async () => {
    const organizationId = await webhook(3, 31);
    const sweep = () => room.database.transact((tx) => sweepDeliveries(tx, { days: 30, max: 2 }));
    assert.deepEqual([await sweep(), await sweep(), await sweep()], [2, 1, 0]);
    const { rows } = await room.database.query<{ count: number }>(
      'select count(*) from webhook_deliveries where organization_id = $1',
      [organizationId],
    );
    assert.equal(rows[0]?.count, 0);
    assert.ok((await room.database.query('select 1 from webhook_deliveries limit 1')).rowCount > 0);
  });
});
