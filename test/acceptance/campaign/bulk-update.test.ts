import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type BulkBody, loan, loans, type Tenant } from '../../tenant.ts';

/** The contract's "Endpoint", "What happens, in this order" 5 and 6, and "Answer", sentence by sentence. */
describe('PUT /api/v1/customers/update/bulk', () => {
  let service: TestService;
  let lender: Tenant;
  let campaignId: string;
  before(async () => {
    service = await startTestService();
    lender = await service.tenant();
    campaignId = await lender.campaign(loans(20));
  });
  after(() => service[Symbol.asyncDispose]());

  test('updates the customers of the records and answers 200 with what was done', async () => {
    const records = [
      { id: 'loan_0', data: { payment_status: 'paid' } },
      { id: 'loan_1', data: { emi_amount: 4600.5 } },
    ];
    const { status, headers, body } = await lender.bulkUpdate(campaignId, records);
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
    const { batchId, ...rest } = body;
    assert.match(batchId, /^batch_\w+$/);
    assert.deepEqual(rest, {
      success: true,
      message: 'Updated 2 of 2 records',
      results: {
        total: 2,
        valid: 2,
        invalid: 0,
        successful: 2,
        failed: 0,
        retried: 0,
        batchesProcessed: 1,
        errors: [],
      },
    });
    const [first, second] = [await lender.customer(campaignId, 'loan_0'), await lender.customer(campaignId, 'loan_1')];
    assert.deepEqual(first.data, loan('loan_0', { payment_status: 'paid' }));
    assert.deepEqual(second.data, loan('loan_1', { emi_amount: 4600.5 }));
    assert.deepEqual([first.version, second.version], [2, 2]);
  });

  test('answers one missing record as the published example does', async () => {
    const records = [
      { id: 'loan_2', data: { payment_status: 'paid' } },
      { id: 'loan_67890', data: { payment_status: 'paid' } },
    ];
    const { status, body } = await lender.bulkUpdate(campaignId, records);
    assert.equal(status, 207);
    const { batchId: _, ...rest } = body;
    assert.deepEqual(rest, {
      success: false,
      message: 'Updated 1 of 2 records',
      results: {
        total: 2,
        valid: 2,
        invalid: 0,
        successful: 1,
        failed: 1,
        retried: 0,
        batchesProcessed: 1,
        errors: [{ id: 'loan_67890', error: 'document_missing_exception', reason: 'Document not found', index: 1 }],
      },
    });
  });

  test('names in batchId the batch that GET /api/v1/batches/{batchId} shows', async () => {
    const { body } = await lender.bulkUpdate(campaignId, [{ id: 'loan_3', data: { current_emi: 4 } }]);
    const batch = await lender.call<{ data: object }>(`GET /api/v1/batches/${body.batchId}`);
    assert.partialDeepStrictEqual(batch.body.data, { id: body.batchId, state: 'completed', source: 'campaign' });
  });

  test('counts an invalid record, lists it in invalidRecords, and applies the rest', async () => {
    const records = [
      { id: 'loan_4', data: { emi_amount: '4500' } },
      { id: 'loan_5', data: { emi_amount: 4700 } },
    ];
    const { status, body } = await lender.bulkUpdate(campaignId, records);
    assert.equal(status, 207);
    assert.equal(body.success, false);
    assert.equal(body.message, 'Updated 1 of 2 records');
    assert.partialDeepStrictEqual(body.results, { total: 2, valid: 1, invalid: 1, successful: 1, failed: 0 });
    assert.deepEqual(body.results.invalidRecords, [
      { index: 0, id: 'loan_4', errors: ['emi_amount must be a number'] },
    ]);
    assert.equal((await lender.customer(campaignId, 'loan_4')).data['emi_amount'], 4500);
    assert.equal((await lender.customer(campaignId, 'loan_5')).data['emi_amount'], 4700);
  });

  test('leaves invalidRecords out when no record is invalid', async () => {
    const { body } = await lender.bulkUpdate(campaignId, [{ id: 'nobody', data: {} }]);
    assert.equal('invalidRecords' in body.results, false);
  });

  test('answers 207, also when none was applied', async () => {
    const failed = await lender.bulkUpdate(campaignId, [{ id: 'nobody', data: {} }]);
    const invalid = await lender.bulkUpdate(campaignId, [7]);
    assert.deepEqual([failed.status, failed.body.success, failed.body.message], [207, false, 'Updated 0 of 1 records']);
    assert.deepEqual([invalid.status, invalid.body.success], [207, false]);
    assert.partialDeepStrictEqual(invalid.body.results, { total: 1, valid: 0, invalid: 1, successful: 0, failed: 0 });
    assert.equal(invalid.body.results.batchesProcessed, 0);
  });

  test('lists errors and invalidRecords in request order, each with its index', async () => {
    const records = ['z', 'b', 'loan_6', 'a', 'y'].flatMap((id) => [
      { id, data: { note: id } },
      { id, data: 7 },
    ]);
    const { results } = (await lender.bulkUpdate(campaignId, records)).body;
    assert.deepEqual(
      results.errors.map(({ index, id }) => [index, id]),
      [
        [0, 'z'],
        [2, 'b'],
        [6, 'a'],
        [8, 'y'],
      ],
    );
    assert.deepEqual(
      results.invalidRecords?.map(({ index, id }) => [index, id]),
      [
        [1, 'z'],
        [3, 'b'],
        [5, 'loan_6'],
        [7, 'a'],
        [9, 'y'],
      ],
    );
  });

  test('counts an unchanged record as successful, and gives the customer no new version', async () => {
    const { status, body } = await lender.bulkUpdate(campaignId, [
      { id: 'loan_7', data: { payment_status: 'pending', emi_amount: 4500 } },
    ]);
    assert.equal(status, 200);
    assert.equal(body.results.successful, 1);
    assert.equal((await lender.customer(campaignId, 'loan_7')).version, 1);
  });

  test('applies records of one customer one by one in request order, as one version', async () => {
    const { status, body } = await lender.bulkUpdate(campaignId, [
      { id: 'loan_8', data: { note: { a: 1, b: 1 }, payment_status: 'partial' } },
      { id: 'loan_9', data: { note: 'between' } },
      { id: 'loan_8', data: { note: null } },
      { id: 'loan_8', data: { note: { c: 2 }, payment_status: 'paid' } },
    ]);
    assert.equal(status, 200);
    assert.equal(body.results.successful, 4);
    const { version, data } = await lender.customer(campaignId, 'loan_8');
    assert.deepEqual([version, data['note'], data['payment_status']], [2, { c: 2 }, 'paid']);
  });

  test('drops a twin that is invalid alone', async () => {
    const { body } = await lender.bulkUpdate(campaignId, [
      { id: 'loan_9', data: { note: 1 } },
      { id: 'loan_9', data: { emi_amount: -1 } },
      { id: 'loan_9', data: { other: 2 } },
    ]);
    assert.partialDeepStrictEqual(body.results, { total: 3, valid: 2, invalid: 1, successful: 2 });
    assert.partialDeepStrictEqual((await lender.customer(campaignId, 'loan_9')).data, {
      note: 1,
      other: 2,
      emi_amount: 4500,
    });
  });

  test('takes 10,000 records in one request, in several chunks', async () => {
    const large = await lender.campaign(loans(10_000));
    const records = Array.from({ length: 10_000 }, (_, i) => ({ id: `loan_${i}`, data: { current_emi: 9 } }));
    const { status, body } = await lender.bulkUpdate(large, records);
    assert.equal(status, 200);
    assert.equal(body.message, 'Updated 10000 of 10000 records');
    assert.partialDeepStrictEqual(body.results, { total: 10_000, successful: 10_000, batchesProcessed: 4 });
  });

  describe('PUT /api/v1/customer-data/bulk', () => {
    test('is the same, on the older published path', async () => {
      const records = [
        { id: 'loan_10', data: { payment_status: 'received' } },
        { id: 'gone', data: {} },
      ];
      const body = { campaignId, records };
      const old = await lender.call<BulkBody>('PUT /api/v1/customer-data/bulk', body);
      assert.equal(old.status, 207);
      assert.deepEqual(old.body.results.errors, [
        { id: 'gone', error: 'document_missing_exception', reason: 'Document not found', index: 1 },
      ]);
      assert.equal((await lender.customer(campaignId, 'loan_10')).data['payment_status'], 'received');
    });

    test('refuses as the other path does', async () => {
      const paths = ['/api/v1/customer-data/bulk', '/api/v1/customers/update/bulk'];
      const answers = await Promise.all(paths.map((path) => lender.call(`PUT ${path}?dryRun=1`, { campaignId: 1 })));
      assert.deepEqual(answers[0]?.body, answers[1]?.body);
      assert.equal(answers[0]?.status, 400);
    });
  });
});
