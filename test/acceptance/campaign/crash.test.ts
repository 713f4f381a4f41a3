import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type BulkBody, client, type Fields, loans, type Tenant } from '../../tenant.ts';
import { createTestDatabase } from '../../postgres.ts';
import { holdCustomers, until, untilWaiting } from '../hold-customers.ts';
import { type ServiceProcess, startServiceProcess } from '../service-process.ts';

const update = 'PUT /api/v1/customers/update/bulk';
const environment = {
  AMEND_PROCESS_HEARTBEAT_MS: '100',
  AMEND_PROCESS_DEAD_AFTER_MS: '600',
  AMEND_LOCK_WAIT_MS: '60000',
};
const records = Array.from({ length: 10_000 }, (_, i) => ({ id: `loan_${i}`, data: { current_emi: 1000 + i } }));

interface Batch {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly chunks: { readonly done: number; readonly of: number };
}

/** Rules 4, 9 and 11: a crash neither loses nor repeats a record, and every batch ends. */
describe('a service that is killed in the middle of a bulk update', () => {
  let observer: TestService;
  let lender: Tenant;
  before(async () => {
    observer = await startTestService();
    lender = await observer.tenant();
  });
  after(() => observer[Symbol.asyncDispose]());

  /** Sends the update and kills the process when three of its four chunks are committed and the last one waits. */
  async function kill(service: ServiceProcess, campaignId: string, headers: Record<string, string>): Promise<string> {
    await using others = new AsyncDisposableStack();
    others.use(await holdCustomers(observer.connectionString, campaignId, ['loan_0']));
    const sent = service.as(lender).call(update, { campaignId, records }, headers);
    sent.catch(() => undefined);
    let batch: Batch | undefined;
    await until('three chunks are done', async () => {
      const { body } = await lender.call<{ data: Batch[] }>('GET /api/v1/batches?state=running');
      [batch] = body.data;
      return batch?.chunks.done === 3;
    });
    await untilWaiting(observer.database, 1);
    await service.end('SIGKILL');
    await assert.rejects(sent, 'the client got no answer');
    assert.ok(batch);
    assert.partialDeepStrictEqual(batch.counts, { total: 10_000, valid: 7500, pending: 2500 });
    return batch.id;
  }

  async function shown(id: string): Promise<Batch> {
    return (await lender.call<{ data: Batch }>(`GET /api/v1/batches/${id}`)).body.data;
  }

  /** How many customers have which version, and whether each has the value of its record, as far as it was applied. */
  async function versions(campaignId: string): Promise<Fields[]> {
    const { rows } = await observer.database.query<Fields>(
      `select c.version, count(*) as customers,
         bool_and((c.data ->> 'current_emi')::int = case when version = 1 then 3 else 1000 + substr(key, 6)::int end) as right
       from customers c join lists l on l.organization_id = c.organization_id and l.id = c.list_id
       where l.public_id = $1 group by c.version order by c.version`,
      [campaignId],
    );
    return rows;
  }

  test('with an Idempotency-Key: the retry finishes it and answers for the whole, each record applied once', async () => {
    const campaignId = await lender.campaign(loans(10_000));
    const key = { 'idempotency-key': 'after the crash' };
    await using first = await startServiceProcess(observer.connectionString, environment);
    const id = await kill(first, campaignId, key);
    assert.deepEqual(await versions(campaignId), [
      { version: 1, customers: 2500, right: true },
      { version: 2, customers: 7500, right: true },
    ]);
    await using second = await startServiceProcess(observer.connectionString, environment);
    const retry = () => second.as(lender).call<BulkBody>(update, { campaignId, records }, key);
    let answer = await retry();
    await until('the dead process counts as dead', async () => {
      if (answer.status === 409) answer = await retry();
      return answer.status !== 409;
    });
    assert.equal(answer.status, 200, answer.text.slice(0, 500));
    assert.equal(answer.body.batchId, id);
    assert.equal(answer.body.message, 'Updated 10000 of 10000 records');
    assert.partialDeepStrictEqual(answer.body.results, {
      successful: 10_000,
      failed: 0,
      batchesProcessed: 4,
      errors: [],
    });
    assert.deepEqual(await versions(campaignId), [{ version: 2, customers: 10_000, right: true }]);
    const batch = await shown(id);
    assert.equal(batch.state, 'completed');
    assert.partialDeepStrictEqual(batch.counts, { total: 10_000, valid: 10_000, pending: 0, updated: 10_000 });
    const again = await retry();
    assert.deepEqual([again.headers.get('idempotency-replayed'), again.text], ['true', answer.text]);
    const history = await lender.call<{ data: unknown[] }>(
      `GET /api/v1/customers/loan_1/history?campaignId=${campaignId}`,
    );
    assert.equal(history.body.data.length, 2);
    assert.equal(await second.end('SIGTERM'), 0);
  });

  test('without a key: the batch is closed as failed, what was not reached as interrupted, and the counts close', async () => {
    const campaignId = await lender.campaign(loans(10_000));
    await using first = await startServiceProcess(observer.connectionString, environment);
    const id = await kill(first, campaignId, {});
    await using others = new AsyncDisposableStack();
    others.use(await startServiceProcess(observer.connectionString, environment));
    await until('the batch has ended', async () => (await shown(id)).state !== 'running');
    const batch = await shown(id);
    assert.equal(batch.state, 'failed');
    assert.partialDeepStrictEqual(batch.counts, {
      total: 10_000,
      valid: 10_000,
      invalid: 0,
      pending: 0,
      successful: 7500,
      updated: 7500,
      failed: 2500,
    });
    const outcomes = await lender.call<{ data: Fields[] }>(
      `GET /api/v1/batches/${id}/outcomes?outcome=failed&limit=1000`,
    );
    assert.equal(outcomes.body.data.length, 1000);
    assert.deepEqual(new Set(outcomes.body.data.map(({ error }) => error)), new Set(['batch_interrupted_exception']));
    assert.deepEqual(await versions(campaignId), [
      { version: 1, customers: 2500, right: true },
      { version: 2, customers: 7500, right: true },
    ]);
  });
});

describe('a service that is told to stop', () => {
  test('makes the first token, answers what runs, and ends with exit code 0', async () => {
    await using database = await createTestDatabase();
    await using service = await startServiceProcess(database.connectionString, environment);
    const administrator = client(service.url, await service.administratorToken());
    const { status } = await administrator.call('GET /api/v1/me');
    assert.equal(status, 200);
    assert.equal(await service.end('SIGTERM'), 0);
  });

  test('SIGTERM during a request: the request is answered, then the process ends', async () => {
    await using observer = await startTestService();
    const lender = await observer.tenant();
    const campaignId = await lender.campaign(loans(10));
    await using service = await startServiceProcess(observer.connectionString, environment);
    const held = await holdCustomers(observer.connectionString, campaignId, ['loan_0']);
    const sent = service.as(lender).call<BulkBody>(update, { campaignId, records: records.slice(0, 10) });
    await untilWaiting(observer.database, 1);
    service.signal('SIGTERM');
    await until('nobody new is let in', () =>
      service
        .as(lender)
        .call('GET /healthz')
        .then(
          () => false,
          () => true,
        ),
    );
    await held.release();
    const { status, body, headers } = await sent;
    assert.equal(status, 200);
    assert.equal(body.message, 'Updated 10 of 10 records');
    assert.equal(headers.get('connection'), 'close');
    assert.equal(await service.ended, 0);
    await held[Symbol.asyncDispose]();
  });
});
