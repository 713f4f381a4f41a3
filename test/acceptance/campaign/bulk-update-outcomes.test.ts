import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from 'pg';
import { startTestService, type TestService } from '../../service.ts';
import { loan, loans, type Tenant } from '../../tenant.ts';
import { holdCustomers, untilWaiting } from '../hold-customers.ts';

/** "`errors[].error` is one of", code by code; `version`, `atomic`, `retried` and `batchesProcessed` with them. */
describe('what becomes of a valid record', () => {
  let service: TestService;
  let lender: Tenant;
  before(async () => {
    service = await startTestService({
      settings: { lockWaitMs: 60, triesMax: 3, chunkRecordsMax: 4, chunksAtOnceMax: 2 },
    });
    lender = await service.tenant();
  });
  after(() => service[Symbol.asyncDispose]());

  test('document_missing_exception: no customer has the id; ids are compared exactly', async () => {
    const campaignId = await lender.campaign([loan('loan_1'), loan(' loan_2'), loan('é')]);
    const ids = ['loan_1 ', 'LOAN_1', 'loan_2', 'e\u0301', 'loan_1'];
    const { body } = await lender.bulkUpdate(
      campaignId,
      ids.map((id) => ({ id, data: { note: 1 } })),
    );
    assert.deepEqual(
      body.results.errors.map(({ id, error, reason }) => [id, error, reason]),
      ids.slice(0, 4).map((id) => [id, 'document_missing_exception', 'Document not found']),
    );
    assert.equal(body.results.successful, 1);
  });

  describe('with a version', () => {
    let campaignId: string;
    before(async () => {
      campaignId = await lender.campaign([loan('a')]);
      await lender.bulkUpdate(campaignId, [{ id: 'a', data: { payment_status: 'partial' } }]);
      await lender.bulkUpdate(campaignId, [{ id: 'a', data: { note: 'called' } }]);
    });
    const update = async (version: number, data: object) => {
      const { body } = await lender.bulkUpdate(campaignId, [{ id: 'a', version, data }]);
      return body.results.errors.map(({ error, reason }) => [error, reason]);
    };
    const conflict = (expected: number, current: number) => [
      ['version_conflict_engine_exception', `Expected version ${expected}, the current version is ${current}`],
    ];

    test('the current one: applied', async () => {
      assert.deepEqual(await update(3, { payment_status: 'paid' }), []);
    });

    test('version_conflict_engine_exception: a later change touched a field that the record names', async () => {
      assert.deepEqual(await update(1, { payment_status: 'bounced', other: 1 }), conflict(1, 4));
      assert.equal((await lender.customer(campaignId, 'a')).data['payment_status'], 'paid');
    });

    test('merged where later changes touched other fields', async () => {
      assert.deepEqual(await update(1, { emi_amount: 1 }), []);
      const { version, data } = await lender.customer(campaignId, 'a');
      assert.deepEqual([version, data['emi_amount'], data['note']], [5, 1, 'called']);
    });

    test('unchanged where the record would change nothing by now', async () => {
      assert.deepEqual(await update(1, { payment_status: 'paid' }), []);
      assert.equal((await lender.customer(campaignId, 'a')).version, 5);
    });

    test('version_conflict_engine_exception: a version ahead of the current one', async () => {
      assert.deepEqual(await update(6, { other: 2 }), conflict(6, 5));
      assert.deepEqual(await update(Number.MAX_SAFE_INTEGER, {}), conflict(Number.MAX_SAFE_INTEGER, 5));
    });

    test('it is compared with the customer before any record of the request', async () => {
      const records = [
        { id: 'a', data: { language: 'tamil' } },
        { id: 'a', version: 5, data: { language: 'hindi' } },
        { id: 'a', version: 6, data: { language: 'odia' } },
      ];
      const { body } = await lender.bulkUpdate(campaignId, records);
      assert.deepEqual(
        body.results.errors.map(({ index }) => index),
        [2],
      );
      assert.equal((await lender.customer(campaignId, 'a')).data['language'], 'hindi');
    });

    test('an older one than the history kept: a conflict', async () => {
      await service.database.query('delete from change_packs');
      assert.deepEqual(await update(2, { never_touched: 1 }), conflict(2, 6));
    });
  });

  test('document_too_large_exception: the customer would exceed 64 KiB', async () => {
    const campaignId = await lender.campaign([loan('a'), loan('b')]);
    const room = 65_536 - Buffer.byteLength(JSON.stringify(loan('a'))) - ',"n":""'.length;
    const [fits, over] = ['x'.repeat(room), 'x'.repeat(room + 1)];
    const { body } = await lender.bulkUpdate(campaignId, [
      { id: 'a', data: { n: fits } },
      { id: 'b', data: { n: over } },
      { id: 'b', data: { n: 'small' } },
      { id: 'a', data: { o: '' } },
      { id: 'a', data: { n: null, o: over.slice(10) } },
    ]);
    assert.deepEqual(
      body.results.errors.map(({ index, id, error }) => [index, id, error]),
      [
        [1, 'b', 'document_too_large_exception'],
        [3, 'a', 'document_too_large_exception'],
      ],
    );
    assert.match(body.results.errors[0]?.reason ?? '', /65537 bytes.*65536/);
    assert.equal((await lender.customer(campaignId, 'b')).data['n'], 'small');
    assert.equal((await lender.customer(campaignId, 'a')).data['n'], undefined);
  });

  test('resource_busy_exception: another writer held the record through every try; the others are applied', async () => {
    const campaignId = await lender.campaign(loans(12));
    await using others = new AsyncDisposableStack();
    others.use(await holdCustomers(service.connectionString, campaignId, ['loan_3', 'loan_7']));
    const records = Array.from({ length: 12 }, (_, i) => ({ id: `loan_${i}`, data: { note: 'x' } }));
    const { status, body } = await lender.bulkUpdate(campaignId, records);
    assert.equal(status, 207);
    assert.equal(body.message, 'Updated 10 of 12 records');
    assert.deepEqual(
      body.results.errors.map(({ id, error }) => [id, error]),
      [
        ['loan_3', 'resource_busy_exception'],
        ['loan_7', 'resource_busy_exception'],
      ],
    );
    assert.equal(body.results.batchesProcessed, 3);
    assert.equal((await lender.customer(campaignId, 'loan_4')).version, 2);
  });

  test('retried: records whose row was held at the first attempt, counted once each', async () => {
    const campaignId = await lender.campaign(loans(4));
    const held = await holdCustomers(service.connectionString, campaignId, ['loan_1', 'loan_2']);
    const update = lender.bulkUpdate(campaignId, [
      { id: 'loan_0', data: { note: 'x' } },
      { id: 'loan_1', data: { note: 'x' } },
      { id: 'loan_1', data: { more: 'x' } },
      { id: 'loan_2', data: { note: 'x' } },
    ]);
    await untilWaiting(service.database, 1);
    await held.release();
    const { status, body } = await update;
    assert.equal(status, 200, JSON.stringify(body));
    assert.partialDeepStrictEqual(body.results, { successful: 4, retried: 3, errors: [] });
    await held[Symbol.asyncDispose]();
  });

  test('a change that another writer commits meanwhile is not lost', async () => {
    const campaignId = await lender.campaign([loan('a')]);
    const other = new Client({ connectionString: service.connectionString });
    await other.connect();
    await other.query('begin');
    await other.query(`update customers set data = data || '{"theirs":1}', version = version + 1 where key = 'a'
      and list_id = (select id from lists where public_id = '${campaignId}')`);
    const update = lender.bulkUpdate(campaignId, [{ id: 'a', data: { ours: 2 } }]);
    await untilWaiting(service.database, 1);
    await other.query('commit');
    await other.end();
    assert.equal((await update).status, 200);
    assert.partialDeepStrictEqual(await lender.customer(campaignId, 'a'), { version: 3, data: { theirs: 1, ours: 2 } });
  });

  test('batchesProcessed: chunks of at most chunkRecordsMax; a customer lies in one of them', async () => {
    const campaignId = await lender.campaign(loans(9));
    const count = async (records: unknown[]) =>
      (await lender.bulkUpdate(campaignId, records)).body.results.batchesProcessed;
    const record = (i: number) => ({ id: `loan_${i}`, data: { note: 'x' } });
    assert.equal(await count([0, 1, 2, 3].map(record)), 1);
    assert.equal(await count([0, 1, 2, 3, 4].map(record)), 2);
    assert.equal(await count([0, 1, 2, 3, 4, 5, 6, 7, 8].map(record)), 3);
    assert.equal(await count([5, 5, 5, 5, 5, 5, 5].map(record)), 1);
  });

  describe('with atomic=true', () => {
    let campaignId: string;
    before(async () => {
      campaignId = await lender.campaign(loans(10));
    });
    const atomic = (records: unknown) =>
      lender.call<Awaited<ReturnType<Tenant['bulkUpdate']>>['body']>('PUT /api/v1/customers/update/bulk?atomic=true', {
        campaignId,
        records,
      });
    const all = Array.from({ length: 10 }, (_, i) => ({ id: `loan_${i}`, data: { note: 'atomic' } }));

    test('all are applied, in one transaction', async () => {
      const { status, body } = await atomic(all);
      assert.equal(status, 200);
      assert.partialDeepStrictEqual(body.results, { successful: 10, batchesProcessed: 1 });
    });

    test('batch_aborted_exception: one failed, and nothing is written; the lowest index at fault is named', async () => {
      const records = [...all.slice(0, 5), { id: 'gone', data: {} }, ...all.slice(5), { id: 'away', data: {} }];
      const { status, body } = await atomic(records.map((record) => ({ ...record, data: { note: 'changed' } })));
      assert.equal(status, 207);
      assert.equal(body.message, 'Updated 0 of 12 records');
      assert.partialDeepStrictEqual(body.results, { valid: 12, successful: 0, failed: 12, batchesProcessed: 1 });
      assert.deepEqual(
        body.results.errors.map(({ index }) => index),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
      );
      const codes = body.results.errors.map(({ error }) => error);
      assert.equal(codes[5], 'document_missing_exception');
      assert.equal(codes[11], 'document_missing_exception');
      assert.equal(codes.filter((code) => code === 'batch_aborted_exception').length, 10);
      assert.match(body.results.errors[0]?.reason ?? '', /record 5\b/);
      assert.equal((await lender.customer(campaignId, 'loan_0')).version, 2);
    });

    test('batch_aborted_exception: one invalid, and nothing is written', async () => {
      const { status, body } = await atomic([...all.slice(0, 2), null, { id: 'loan_3', data: { note: 'changed' } }]);
      assert.equal(status, 207);
      assert.partialDeepStrictEqual(body.results, { total: 4, valid: 3, invalid: 1, failed: 3, batchesProcessed: 1 });
      assert.deepEqual(new Set(body.results.errors.map(({ error }) => error)), new Set(['batch_aborted_exception']));
      assert.match(body.results.errors[0]?.reason ?? '', /record 2\b/);
      assert.equal((await lender.customer(campaignId, 'loan_3')).version, 2);
      const batch = await lender.call<{ data: object }>(`GET /api/v1/batches/${body.batchId}`);
      assert.partialDeepStrictEqual(batch.body.data, { state: 'completed', atomic: true });
    });

    test('no record is valid: no transaction', async () => {
      const { body } = await atomic([null, 7]);
      assert.partialDeepStrictEqual(body.results, { total: 2, valid: 0, failed: 0, batchesProcessed: 0 });
    });

    test('a held record aborts all', async () => {
      await using others = new AsyncDisposableStack();
      others.use(await holdCustomers(service.connectionString, campaignId, ['loan_9']));
      const { body } = await atomic(all.map(({ id }) => ({ id, data: { note: 'held' } })));
      const codes = body.results.errors.map(({ error }) => error);
      assert.equal(codes.length, 10);
      assert.equal(codes[9], 'resource_busy_exception');
      assert.equal((await lender.customer(campaignId, 'loan_0')).version, 2);
    });

    test('atomic=false is the default', async () => {
      const request = 'PUT /api/v1/customers/update/bulk?atomic=false';
      const body = { campaignId, records: [{ id: 'loan_0', data: { note: 'single' } }, null] };
      assert.equal((await lender.call(request, body)).status, 207);
      assert.equal((await lender.customer(campaignId, 'loan_0')).version, 3);
    });
  });

  describe('maxAffected', () => {
    const records = [
      { id: 'loan_0', data: { note: 'x' } },
      { id: 'loan_1', data: { note: 'x' } },
      { id: 'loan_2', data: { emi_amount: 4500 } },
      { id: 'gone', data: { note: 'x' } },
      { id: 'loan_3', data: { emi_amount: 'x' } },
      { id: 'loan_0', data: { other: 1 } },
      ...Array.from({ length: 3 }, (_, i) => ({ id: `loan_${i + 4}`, data: { note: 'x' } })),
    ];
    const braked = (campaignId: string, query: string, headers?: Record<string, string>) =>
      lender.call(`PUT /api/v1/customers/update/bulk?${query}`, { campaignId, records }, headers);

    test('counts exactly the records that would be updated: over it 422 says how many, and nothing is written', async () => {
      const campaignId = await lender.campaign(loans(8));
      const { status, body } = await braked(campaignId, 'maxAffected=5');
      assert.deepEqual(
        [status, body],
        [
          422,
          {
            success: false,
            error: 'UnprocessableRequest',
            message: '6 records would be updated and maxAffected is 5; nothing was applied.',
          },
        ],
      );
      assert.equal((await braked(campaignId, 'maxAffected=0')).status, 422);
      for (let i = 0; i < 8; i += 1) assert.equal((await lender.customer(campaignId, `loan_${i}`)).version, 1);
      const batches = await lender.call<{ data: unknown[] }>(`GET /api/v1/batches?list=${campaignId}`);
      assert.equal(batches.body.data.length, 1, 'the batch that added the customers, and no other');
      const done = await braked(campaignId, 'maxAffected=6');
      assert.equal(done.status, 207);
      assert.partialDeepStrictEqual(done.body['results'], { total: 9, valid: 8, invalid: 1, successful: 7, failed: 1 });
    });

    test('with atomic nothing would be updated where one record is at fault', async () => {
      const campaignId = await lender.campaign(loans(8));
      const { status, body } = await braked(campaignId, 'atomic=true&maxAffected=0');
      assert.equal(status, 207);
      assert.partialDeepStrictEqual(body['results'], { successful: 0, failed: 8, invalid: 1 });
    });

    test('a refused request leaves its idempotency key free; an applied one is answered again, not counted again', async () => {
      const campaignId = await lender.campaign(loans(8));
      const key = { 'idempotency-key': `brake-${campaignId}` };
      assert.equal((await braked(campaignId, 'maxAffected=5', key)).status, 422);
      assert.equal((await braked(campaignId, 'maxAffected=5', key)).headers.get('idempotency-replayed'), null);
      const first = await braked(campaignId, 'maxAffected=6', key);
      assert.equal(first.status, 207);
      const again = await braked(campaignId, 'maxAffected=6', key);
      assert.deepEqual([again.text, again.headers.get('idempotency-replayed')], [first.text, 'true']);
      assert.equal((await lender.customer(campaignId, 'loan_0')).version, 2);
      const other = await braked(campaignId, 'maxAffected=7', key);
      assert.deepEqual([other.status, /key/.test(other.text)], [422, true]);
    });
  });
});
