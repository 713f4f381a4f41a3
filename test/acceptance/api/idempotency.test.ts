import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startSecondService, startTestService, type TestService } from '../../service.ts';
import { type BulkBody, client, loan, newCampaign, type Tenant } from '../../tenant.ts';
import { holdCustomers, untilWaiting } from '../hold-customers.ts';

const update = 'PUT /api/v1/customers/update/bulk';

/** Rule 9: the same key and the same request have one effect and one answer. */
describe('an Idempotency-Key', () => {
  let service: TestService;
  let lender: Tenant;
  let campaignId: string;
  let keys = 0;
  before(async () => {
    service = await startTestService({ settings: { lockWaitMs: 20_000 } });
    lender = await service.tenant();
    campaignId = await lender.campaign([loan('a')]);
  });
  after(() => service[Symbol.asyncDispose]());

  const newKey = () => ({ 'idempotency-key': `key ${(keys += 1)}` });
  const body = (note: unknown, id = 'a') => ({ campaignId, records: [{ id, data: { note } }] });
  const version = async () => (await lender.customer(campaignId, 'a')).version;

  test('replays the stored answer byte for byte, says so, and applies nothing again', async () => {
    const key = newKey();
    const first = await lender.call(update, body(1), key);
    const before = await version();
    await lender.call(update, body(2));
    const again = await lender.call(update, body(1), key);
    assert.equal(first.headers.get('idempotency-replayed'), null);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.equal(again.headers.get('content-type'), first.headers.get('content-type'));
    assert.equal(await version(), before + 1);
  });

  test('is the same quoted and bare', async () => {
    const first = await lender.call(update, body(3), { 'idempotency-key': 'quo"ted' });
    const again = await lender.call(update, body(3), { 'idempotency-key': '"quo\\"ted"' });
    assert.equal(again.text, first.text);
  });

  test('replays a 207 too: what failed goes in a new request', async () => {
    const key = newKey();
    const first = await lender.call(update, body(1, 'later'), key);
    assert.equal(first.status, 207);
    await lender.call('POST /api/v1/customers/add', { campaignId, data: loan('later') });
    const again = await lender.call(update, body(1, 'later'), key);
    assert.deepEqual([again.status, again.text], [207, first.text]);
  });

  test('replays 201 of what was made, and makes one', async () => {
    const key = newKey();
    const make = () => lender.call('POST /api/v1/campaigns/create', { ...newCampaign, name: 'once' }, key);
    const [first, again] = [await make(), await make()];
    assert.deepEqual([again.status, again.text], [201, first.text]);
    const { body: found } = await lender.call<{ data: unknown[] }>('GET /api/v1/campaigns?search=once');
    assert.equal(found.data.length, 1);
    const other = newKey();
    const add = () => lender.call('POST /api/v1/customers/add', { campaignId, data: loan('once') }, other);
    assert.deepEqual([(await add()).status, (await add()).status], [201, 201]);
  });

  test('used for another request: 422', async () => {
    const key = newKey();
    await lender.call(update, body(1), key);
    for (const [request, other] of [
      [update, body(2)],
      [update, JSON.stringify(body(1), null, 1)],
      [`${update}?atomic=true`, body(1)],
      ['PUT /api/v1/customer-data/bulk', body(1)],
    ] as const) {
      const answer = await lender.call(request, other, key);
      assert.equal(answer.status, 422, request);
      assert.partialDeepStrictEqual(answer.body, { success: false, error: 'UnprocessableRequest' });
    }
  });

  test('does not look at the order of the query', async () => {
    const key = newKey();
    const first = await lender.call(`${update}?atomic=true`, body(1), key);
    const again = await lender.call(`${update}?&atomic=true`, body(1), key);
    assert.equal(again.text, first.text);
  });

  test('is of one operation and one organization', async () => {
    const key = newKey();
    await lender.call(update, body(1), key);
    const add = await lender.call('POST /api/v1/customers/add', { campaignId, data: loan('k') }, key);
    assert.equal(add.status, 201);
    const other = await service.tenant();
    const theirs = await other.campaign([loan('a')]);
    const answer = await other.call<BulkBody>(update, { ...body(1), campaignId: theirs }, key);
    assert.deepEqual([answer.status, answer.headers.get('idempotency-replayed')], [200, null]);
  });

  test('is shared by the tokens of an organization', async () => {
    const key = newKey();
    const first = await lender.call(update, body(7), key);
    const colleague = await lender.withScopes('customers:write');
    assert.equal((await colleague.call(update, body(7), key)).text, first.text);
    const reader = await lender.withScopes('customers:read');
    assert.equal((await reader.call(update, body(7), key)).status, 403);
  });

  test('keeps no 4xx: the request may be mended', async () => {
    const key = newKey();
    assert.equal((await lender.call(update, { campaignId, records: [] }, key)).status, 400);
    assert.equal((await lender.call(update, { ...body(1), campaignId: 'camp_x' }, key)).status, 403);
    const missing = { campaignId, loan_id: 'nobody', data: {} };
    assert.equal((await lender.call('PUT /api/v1/customers/update', missing, key)).status, 404);
    assert.equal((await lender.call('PUT /api/v1/customers/update', { ...missing, loan_id: 'a' }, key)).status, 200);
    const none = { campaignId, records: [{}] };
    assert.equal((await lender.call('POST /api/v1/customers/add/bulk', none, key)).status, 400);
    const mended = { campaignId, records: [{ data: loan('mended') }] };
    assert.equal((await lender.call('POST /api/v1/customers/add/bulk', mended, key)).status, 201);
    assert.equal((await lender.call(update, body(8), key)).status, 200);
  });

  test('of a campaign that is made keeps no 4xx either', async () => {
    const key = newKey();
    assert.equal((await lender.call('POST /api/v1/campaigns/create', {}, key)).status, 400);
    assert.equal((await lender.call('POST /api/v1/campaigns/create', newCampaign, key)).status, 201);
  });

  test('is not looked at where nothing is written', async () => {
    const key = newKey();
    for (const path of ['campaigns', 'me']) {
      const answers = [
        await lender.call(`GET /api/v1/${path}`, undefined, key),
        await lender.call(`GET /api/v1/${path}`, undefined, key),
      ];
      for (const { status, headers } of answers)
        assert.deepEqual([status, headers.get('idempotency-replayed')], [200, null]);
    }
  });

  test('while the request runs: 409, here and on another process; another request with it: 422', async () => {
    const second = await startSecondService(service);
    const there = client(second.url, lender.token);
    const key = newKey();
    const held = await holdCustomers(service.connectionString, campaignId, ['a']);
    const first = lender.call(update, body('held'), key);
    await untilWaiting(service.database, 1);
    for (const who of [lender, there]) {
      const running = await who.call(update, body('held'), key);
      assert.equal(running.status, 409);
      assert.equal(running.body['error'], 'Conflict');
      assert.ok(Number(running.headers.get('retry-after')) >= 1);
      assert.equal((await who.call(update, body('else'), key)).status, 422);
    }
    await held.release();
    const answer = await first;
    assert.equal(answer.status, 200);
    for (const who of [lender, there]) assert.equal((await who.call(update, body('held'), key)).text, answer.text);
    await held[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
  });

  test('of twenty at once one is carried out', async () => {
    const key = newKey();
    const before = await version();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => lender.call(update, body(`race ${before}`), key)),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    assert.ok(statuses.isSubsetOf(new Set([200, 409])));
    assert.equal(new Set(answers.filter(({ status }) => status === 200).map(({ text }) => text)).size, 1);
    assert.equal(await version(), before + 1);
  });

  test('is kept 24 hours', async () => {
    const key = newKey();
    const first = await lender.call(update, body(9), key);
    const { rows } = await service.database.query<{ hours: number }>(
      `select extract(epoch from expires_at - created_at)::float / 3600 as hours from idempotency_keys where key = $1`,
      [key['idempotency-key']],
    );
    assert.deepEqual(rows, [{ hours: 24 }]);
    await service.database.query(`update idempotency_keys set expires_at = now() where key = $1`, [
      key['idempotency-key'],
    ]);
    const anew = await lender.call(update, body(9), key);
    assert.notEqual(anew.text, first.text);
    assert.equal(anew.headers.get('idempotency-replayed'), null);
  });

  test('is taken by cancel, revoke and the changes of a campaign too', async () => {
    for (const request of [
      `PATCH /api/v1/campaigns/pause/${campaignId}`,
      `PUT /api/v1/campaigns/update/${campaignId}`,
    ]) {
      const key = newKey();
      const send = () => lender.call(request, {}, key);
      const [first, again] = [await send(), await send()];
      assert.deepEqual([again.text, again.headers.get('idempotency-replayed')], [first.text, 'true']);
    }
  });
});
