import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type BulkBody, type Fields, lead, loan, loans, type Tenant } from '../../tenant.ts';

let service: TestService;
let lender: Tenant;
let campaignId: string;
let leadsId: string;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  campaignId = await lender.campaign([loan('loan_1')]);
  leadsId = await lender.campaign([lead('lead_1')], { campaignType: 'lead' });
});
after(() => service[Symbol.asyncDispose]());

const mismatch = '{"success":false,"message":"Campaign ID invalid or mismatch for your organization."}';

async function faultsOf(request: string, body: unknown, headers?: Record<string, string>): Promise<readonly string[]> {
  const answer = await lender.call<{ errors: string[] }>(request, body, headers);
  assert.equal(answer.status, 400, answer.text);
  return answer.body.errors;
}

describe('POST /api/v1/customers/add', () => {
  const add = 'POST /api/v1/customers/add';

  test('adds a customer and answers 201 with its id', async () => {
    const { status, body } = await lender.call(add, { campaignId, data: loan('new', { note: 1, language: null }) });
    assert.equal(status, 201);
    assert.deepEqual(body, {
      success: true,
      message: 'Customer added successfully',
      data: { id: 'new', campaignId },
    });
    const { version, data } = await lender.customer(campaignId, 'new');
    assert.deepEqual([version, data], [1, loan('new', { note: 1 })]);
  });

  test('an id that exists: 409', async () => {
    const { status, body } = await lender.call(add, { campaignId, data: loan('loan_1') });
    assert.equal(status, 409);
    assert.deepEqual(body, { success: false, error: 'Conflict', message: 'Document already exists' });
  });

  test('each field that is required on add: 400 that names all that are missing', async () => {
    const required = Object.keys(loan('x')).map((name) => `${name} is required`);
    assert.deepEqual(new Set(await faultsOf(add, { campaignId, data: {} })), new Set(required));
    const ofLead = ['lead_id', 'first_name', 'last_name', 'phone_number', 'lead_date'];
    assert.deepEqual(
      new Set(await faultsOf(add, { campaignId: leadsId, data: {} })),
      new Set(ofLead.map((name) => `${name} is required`)),
    );
    assert.deepEqual(await faultsOf(add, { campaignId, data: loan('x', { emi_amount: null }) }), [
      'emi_amount is required',
    ]);
    assert.deepEqual(await faultsOf(add, { campaignId, data: { ...loan('x'), loan_id: 7 } }), [
      'loan_id must be a string',
    ]);
    const [tooLong] = await faultsOf(add, { campaignId, data: loan('x'.repeat(129)) });
    assert.equal(tooLong, 'loan_id cannot exceed 128 characters');
  });

  test('refuses a malformed request, a foreign campaign and a customer over 64 KiB', async () => {
    assert.deepEqual(await faultsOf(add, {}), ['campaignId is required', 'data is required']);
    assert.deepEqual(await faultsOf(add, { campaignId, data: [], id: 'x' }), [
      'unknown field id',
      'data must be an object',
    ]);
    const foreign = await lender.call(add, { campaignId: 'camp_unknown', data: loan('x') });
    assert.deepEqual([foreign.status, foreign.text], [403, mismatch]);
    const large = await lender.call(add, { campaignId, data: loan('x', { note: 'x'.repeat(65_536) }) });
    assert.deepEqual([large.status, large.body['error']], [413, 'PayloadTooLarge']);
  });
});

describe('POST /api/v1/customers/add/bulk', () => {
  const bulkAdd = (campaign: string, records: unknown) =>
    lender.call<BulkBody>('POST /api/v1/customers/add/bulk', { campaignId: campaign, records });

  test('201 where all were added; results without `retried`', async () => {
    const { status, body } = await bulkAdd(campaignId, [
      { id: 'b1', data: loan('b1') },
      { data: loan('b2') },
      { id: 'b3', data: loan('b3', { loan_id: undefined }) },
    ]);
    assert.equal(status, 201, JSON.stringify(body));
    const { batchId, ...rest } = body;
    assert.match(batchId, /^batch_/);
    assert.deepEqual(rest, {
      success: true,
      message: 'Added 3 of 3 records',
      results: { total: 3, valid: 3, invalid: 0, successful: 3, failed: 0, batchesProcessed: 1, errors: [] },
    });
    assert.deepEqual((await lender.customer(campaignId, 'b3')).data, loan('b3'));
  });

  test('207 where some were; of twins the first wins, the later ones `Document already exists`', async () => {
    const { status, body } = await bulkAdd(campaignId, [
      { id: 'c1', data: loan('c1', { note: 'first' }) },
      { id: 'c1', data: loan('c1', { note: 'second' }) },
      { id: 'loan_1', data: loan('loan_1') },
      { id: 'c2', data: {} },
      null,
      { id: 'c3', data: loan('other') },
    ]);
    assert.equal(status, 207);
    assert.equal(body.message, 'Added 1 of 6 records');
    assert.deepEqual(body.results.errors, [
      { id: 'c1', error: 'version_conflict_engine_exception', reason: 'Document already exists', index: 1 },
      { id: 'loan_1', error: 'version_conflict_engine_exception', reason: 'Document already exists', index: 2 },
    ]);
    assert.deepEqual(
      body.results.invalidRecords?.map(({ index, id }) => [index, id]),
      [
        [3, 'c2'],
        [4, null],
        [5, 'c3'],
      ],
    );
    assert.deepEqual(body.results.invalidRecords?.[2]?.errors, ["loan_id must be the record's id"]);
    assert.equal((await lender.customer(campaignId, 'c1')).data['note'], 'first');
  });

  test('400 where none was, with the same results', async () => {
    const { status, body } = await bulkAdd(campaignId, [{ id: 'loan_1', data: loan('loan_1') }]);
    assert.equal(status, 400);
    assert.partialDeepStrictEqual(body, { success: false, message: 'Added 0 of 1 records', results: { failed: 1 } });
  });

  test('at most 10,000, and a request of the same form as an update', async () => {
    const request = 'POST /api/v1/customers/add/bulk';
    const records = Array.from({ length: 10_001 }, () => ({}));
    assert.deepEqual(await faultsOf(request, { campaignId, records }), [
      'records cannot exceed 10000 items per request',
    ]);
    assert.deepEqual(await faultsOf(request, { records: [] }), ['campaignId is required', 'records cannot be empty']);
    assert.deepEqual(await faultsOf(`${request}?atomic=true`, { campaignId, records: [1] }), [
      'unknown query parameter atomic',
    ]);
    const foreign = await bulkAdd('camp_unknown', [{}]);
    assert.deepEqual([foreign.status, foreign.text], [403, mismatch]);
  });

  test('an unknown key of an item, `version` among them, is invalid', async () => {
    const { body } = await bulkAdd(campaignId, [{ id: 'v', data: loan('v'), version: 1 }]);
    assert.deepEqual(body.results.invalidRecords?.[0]?.errors, ['unknown field version']);
  });

  test('adds 10,000 and counts them', async () => {
    const large = await lender.campaign();
    const { status, body } = await bulkAdd(
      large,
      loans(10_000).map((data) => ({ data })),
    );
    assert.equal(status, 201);
    assert.equal(body.message, 'Added 10000 of 10000 records');
    const { body: shown } = await lender.call<{ data: { rowsLen: number } }>(`GET /api/v1/campaigns/${large}`);
    assert.equal(shown.data.rowsLen, 10_000);
  });
});

describe('PUT /api/v1/customers/update', () => {
  const request = 'PUT /api/v1/customers/update';
  before(async () => {
    await lender.call('POST /api/v1/customers/add', { campaignId, data: loan('loan_12345') });
  });

  test('answers as published; `noop` when nothing changed', async () => {
    const update = { campaignId, loan_id: 'loan_12345', data: { payment_status: 'paid' } };
    const first = await lender.call(request, update);
    assert.equal(first.status, 200);
    assert.equal(
      first.text,
      '{"success":true,"message":"Customer data updated successfully","data":{"id":"loan_12345","result":"updated"}}',
    );
    assert.partialDeepStrictEqual((await lender.call(request, update)).body, { data: { result: 'noop' } });
    const asLead = await lender.call(request, { campaignId: leadsId, lead_id: 'lead_1', data: { note: 1 } });
    assert.partialDeepStrictEqual(asLead.body, { data: { id: 'lead_1', result: 'updated' } });
  });

  test('a missing record: 404', async () => {
    const { status, body } = await lender.call(request, { campaignId, loan_id: 'nobody', data: {} });
    assert.equal(status, 404);
    assert.deepEqual(body, { success: false, error: 'NotFound', message: 'Document not found' });
  });

  test('If-Match: 412 on a change of the same field, merged where it was another', async () => {
    const data = loan('etag');
    await lender.call('POST /api/v1/customers/add', { campaignId, data });
    const update = (changes: Fields, tag: string) =>
      lender.call(request, { campaignId, loan_id: 'etag', data: changes }, { 'if-match': tag });
    assert.equal((await update({ payment_status: 'paid' }, '"1"')).status, 200);
    const conflict = await update({ payment_status: 'bounced' }, '"1"');
    assert.equal(conflict.status, 412);
    assert.deepEqual(conflict.body, {
      success: false,
      error: 'PreconditionFailed',
      message: 'Expected version 1, the current version is 2',
    });
    assert.equal((await update({ emi_amount: 1 }, '"1"')).status, 200);
    assert.equal((await update({ emi_amount: 2 }, '"9"')).status, 412);
    assert.equal((await update({ emi_amount: 2 }, '*')).status, 200);
    for (const tag of ['1', 'W/"1"', '"x"', '"1","2"', '']) {
      assert.match(
        (await faultsOf(request, { campaignId, loan_id: 'etag', data: {} }, { 'if-match': tag }))[0] ?? '',
        /If-Match/,
      );
    }
  });

  test('takes the key field of its campaign alone', async () => {
    assert.deepEqual(await faultsOf(request, { campaignId, data: {} }), ['loan_id is required']);
    assert.deepEqual(await faultsOf(request, { campaignId, lead_id: 'x', data: {} }), [
      'loan_id is required',
      'lead_id is not the key of this campaign',
    ]);
    assert.deepEqual(await faultsOf(request, { campaignId: leadsId, loan_id: 'x', lead_id: 'lead_1', data: {} }), [
      'loan_id is not the key of this campaign',
    ]);
    assert.deepEqual(await faultsOf(request, { campaignId, loan_id: 7, data: 7, version: 1 }), [
      'unknown field version',
      'loan_id must be a string',
      'data must be an object',
    ]);
  });

  test('an invalid value: 400 that names the field; too large: 413; a foreign campaign: 403', async () => {
    const bad = { campaignId, loan_id: 'loan_12345', data: { emi_amount: 'x', language: 'x' } };
    assert.equal((await faultsOf(request, bad))[0], 'emi_amount must be a number');
    const large = { campaignId, loan_id: 'loan_12345', data: { note: 'x'.repeat(65_536) } };
    assert.equal((await lender.call(request, large)).status, 413);
    const foreign = await lender.call(request, { campaignId: 'camp_unknown', loan_id: 'x', data: {} });
    assert.deepEqual([foreign.status, foreign.text], [403, mismatch]);
  });
});

test('each needs its scope', async () => {
  const reader = await lender.withScopes('customers:read');
  const writer = await lender.withScopes('customers:write');
  const id = `campaignId=${campaignId}`;
  for (const path of [`?${id}`, `/loan_1?${id}`, `/loan_1/history?${id}`]) {
    assert.equal((await reader.call(`GET /api/v1/customers${path}`)).status, 200);
    assert.equal((await writer.call(`GET /api/v1/customers${path}`)).status, 403);
  }
  const writes = ['PUT /api/v1/customers/update', 'POST /api/v1/customers/add', 'POST /api/v1/customers/add/bulk'];
  for (const request of writes) {
    assert.equal((await reader.call(request, {})).status, 403);
    assert.equal((await writer.call(request, {})).status, 400);
    assert.equal((await service.anybody.call(request, {})).status, 401);
  }
});
