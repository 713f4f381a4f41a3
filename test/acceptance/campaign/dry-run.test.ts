import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type BulkBody, type Fields, loan, loans, type Tenant } from '../../tenant.ts';
import { allOf, applyPreview, batchOf, preview, type PreviewBody } from '../previews.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService({ settings: { chunkRecordsMax: 700 } });
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

const mixed = [
  { id: 'loan_1', data: { language: 'odia', current_emi: 4 } },
  { id: 'gone', data: {} },
  7,
  { id: 'loan_0', data: { note: 'y' } },
  { id: 'loan_2', data: {} },
  { id: 'loan_0', data: { language: null } },
];

async function stored(): Promise<Fields[]> {
  const { rows } = await service.database.query<Fields>(
    'select key, version, data, last_pack from customers order by key',
  );
  return rows;
}

describe('PUT /api/v1/customers/update/bulk', () => {
  test('dryRun=true answers what the update itself would, with old and new values, and changes nothing', async () => {
    const campaignId = await lender.campaign(loans(3));
    const customers = await stored();
    const shown = await preview(lender, { campaignId, records: mixed });
    assert.deepEqual(await stored(), customers);
    const { dryRun, changes, expiresAt, batchId, message, ...same } = shown.body;
    assert.deepEqual([shown.status, dryRun, message], [207, true, 'Would update 4 of 6 records']);
    assert.deepEqual(changes, [
      { id: 'loan_0', version: 2, changes: { note: { to: 'y' } } },
      { id: 'loan_1', version: 2, changes: { language: { to: 'odia' }, current_emi: { from: 3, to: 4 } } },
    ]);
    const inHours = (Date.parse(expiresAt) - Date.now()) / 3_600_000;
    assert.ok(inHours > 23.9 && inHours <= 24);
    const real = await lender.bulkUpdate(campaignId, mixed);
    const { batchId: own, message: done, ...applied } = real.body;
    assert.deepEqual([real.status, done, same], [207, 'Updated 4 of 6 records', applied]);
    assert.notEqual(own, batchId);
    const [before, after] = await Promise.all(
      [batchId, own].map((id) => allOf(lender, `/api/v1/batches/${id}/changes`)),
    );
    assert.deepEqual(before, after);
  });

  test('answers 200 where all would be applied, at the older path too', async () => {
    const campaignId = await lender.campaign(loans(2));
    const path = 'PUT /api/v1/customer-data/bulk?dryRun=true';
    const { status, body } = await lender.call<PreviewBody>(path, {
      campaignId,
      records: [{ id: 'loan_0', data: { note: 1 } }],
    });
    assert.deepEqual([status, body.success, body.message], [200, true, 'Would update 1 of 1 records']);
    const off = await lender.call<BulkBody & Fields>('PUT /api/v1/customers/update/bulk?dryRun=false', {
      campaignId,
      records: [{ id: 'loan_0', data: { note: 1 } }],
    });
    assert.deepEqual(
      [off.body.message, off.body['dryRun'], off.body['changes']],
      ['Updated 1 of 1 records', undefined, undefined],
    );
  });

  test('is a batch of its own: with its outcomes, its moment of expiry, and nothing running', async () => {
    const campaignId = await lender.campaign(loans(3));
    const { body } = await preview(lender, { campaignId, records: mixed });
    const batch = await batchOf(lender, body.batchId);
    assert.partialDeepStrictEqual(batch, {
      source: 'preview',
      operation: 'update',
      state: 'completed',
      list: campaignId,
      expiresAt: body.expiresAt,
      counts: { total: 6, valid: 5, invalid: 1, pending: 0, updated: 2, unchanged: 2, failed: 1 },
      chunks: { done: 1, of: 1 },
    });
    assert.ok(!('appliedBy' in batch) && !('preview' in batch));
    const outcomes = await allOf(lender, `/api/v1/batches/${body.batchId}/outcomes`);
    assert.deepEqual(
      outcomes.map(({ key, outcome }) => [key, outcome]),
      [
        ['loan_1', 'updated'],
        ['gone', 'failed'],
        [null, 'invalid'],
        ['loan_0', 'updated'],
        ['loan_2', 'unchanged'],
        ['loan_0', 'unchanged'],
      ],
    );
    const cancelled = await lender.call(`POST /api/v1/batches/${body.batchId}/cancel`);
    assert.equal(cancelled.status, 409);
  });

  test('shows the first 1,000 changes, and all of them page by page', async () => {
    const campaignId = await lender.campaign(loans(1_500));
    const records = Array.from({ length: 1_500 }, (_, i) => ({ id: `loan_${i}`, data: { current_emi: 10_000 + i } }));
    const { body } = await preview(lender, { campaignId, records });
    assert.deepEqual([body.results.successful, body.results.batchesProcessed, body.changes.length], [1_500, 3, 1_000]);
    const all = await allOf(lender, `/api/v1/batches/${body.batchId}/changes`);
    assert.equal(all.length, 1_500);
    assert.deepEqual(
      all.slice(0, 1_000).map(({ key, ...rest }) => ({ id: key, ...rest })),
      body.changes,
    );
    assert.deepEqual(new Set(all.map(({ key }) => key)), new Set(records.map(({ id }) => id)));
  });

  test('atomic: one record at fault, and nothing would be', async () => {
    const campaignId = await lender.campaign(loans(3));
    const { status, body } = await preview(lender, { campaignId, records: mixed }, { query: '&atomic=true' });
    assert.deepEqual([status, body.message, body.changes], [207, 'Would update 0 of 6 records', []]);
    assert.deepEqual(
      new Set(body.results.errors.map(({ error }) => error)),
      new Set(['batch_aborted_exception', 'document_missing_exception']),
    );
    const whole = await preview(lender, { campaignId, records: [mixed[0]] }, { query: '&atomic=true' });
    assert.deepEqual([whole.status, whole.body.changes.length], [200, 1]);
  });

  test('is refused as the update is, and then leaves nothing behind', async () => {
    const campaignId = await lender.campaign(loans(3));
    const body = { campaignId, records: mixed };
    const count = async () => (await allOf(lender, '/api/v1/batches')).length;
    const before = await count();
    for (const [query, asked] of [
      ['maxAffected=1', body],
      ['', { campaignId: 'camp_unknown', records: mixed }],
      ['', { campaignId, records: [] }],
      ['atomic=yes', body],
    ] as const) {
      const path = `PUT /api/v1/customers/update/bulk?${query}`;
      const [real, dry] = [await lender.call(path, asked), await lender.call(`${path}&dryRun=true`, asked)];
      assert.deepEqual([dry.status, dry.text], [real.status, real.text]);
      assert.ok(dry.status >= 400);
    }
    assert.equal(await count(), before);
    const stranger = await lender.withScopes('customers:read');
    assert.equal((await preview(stranger, body)).status, 403);
    const { body: malformed } = await lender.call('PUT /api/v1/customers/update/bulk?dryRun=1', body);
    assert.deepEqual(malformed['errors'], ['dryRun must be a boolean']);
  });

  test('with an Idempotency-Key: the answer is repeated, and a key says which of the two it was used for', async () => {
    const campaignId = await lender.campaign(loans(3));
    const headers = { 'idempotency-key': 'shown' };
    const body = { campaignId, records: [mixed[0]] };
    const first = await preview(lender, body, { headers });
    const again = await preview(lender, body, { headers });
    assert.deepEqual([again.headers.get('idempotency-replayed'), again.text], ['true', first.text]);
    assert.equal((await lender.call('PUT /api/v1/customers/update/bulk', body, headers)).status, 422);
  });

  test('a retry that finds its preview stored, and not its answer, is answered from it', async () => {
    const campaignId = await lender.campaign(loans(3));
    const headers = { 'idempotency-key': 'died before the answer' };
    const body = { campaignId, records: mixed };
    const first = await preview(lender, body, { headers });
    await service.database.query(
      `update idempotency_keys set status = null, headers = null, body = null where key = $1`,
      [headers['idempotency-key']],
    );
    await lender.bulkUpdate(campaignId, [{ id: 'loan_0', data: { note: 'meanwhile' } }]);
    const retry = await preview(lender, body, { headers });
    assert.deepEqual([retry.status, retry.body], [first.status, first.body]);
    assert.equal(retry.headers.get('idempotency-replayed'), null);
  });
});

describe('POST /api/v1/customers/add/bulk', () => {
  const newLoans = loans(3);
  const records = newLoans.map((data) => ({ data }));

  test('dryRun=true answers what adding would, and is applied like it', async () => {
    const campaignId = await lender.campaign();
    const add = (query: string, asked: readonly unknown[]) =>
      lender.call<PreviewBody>(`POST /api/v1/customers/add/bulk${query}`, { campaignId, records: asked });
    const shown = await add('?dryRun=true', records);
    assert.deepEqual([shown.status, shown.body.message, shown.body.dryRun], [201, 'Would add 3 of 3 records', true]);
    assert.ok(!('retried' in shown.body.results));
    assert.deepEqual(shown.body.changes[0]?.changes['loan_amount'], { to: newLoans[0]?.['loan_amount'] });
    assert.equal((await add('?dryRun=true', [{ data: 1 }])).status, 400);
    assert.equal((await add('', [{ data: loan('loan_1') }])).status, 201);
    assert.equal((await add('?dryRun=true', records)).status, 207);
    // One was added meanwhile.
    const { status, body } = await applyPreview(lender, shown.body.batchId);
    assert.deepEqual([status, body.data.counts['updated'], body.data.counts['failed']], [200, 2, 1]);
    assert.equal((await lender.customer(campaignId, 'loan_2')).version, 1);
  });
});
