import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { loan, loans, type Tenant } from '../../tenant.ts';

const path = 'PUT /api/v1/customers/update/bulk';

/** "What happens, in this order", steps 1 to 3 and 7: what refuses a bulk update as a whole. */
describe('a bulk update that is refused', () => {
  let service: TestService;
  let lender: Tenant;
  let campaignId: string;
  const record = { id: 'loan_0', data: { note: 'x' } };
  before(async () => {
    service = await startTestService();
    lender = await service.tenant();
    campaignId = await lender.campaign(loans(2));
  });
  after(() => service[Symbol.asyncDispose]());

  async function faults(body: unknown, query = ''): Promise<unknown> {
    const answer = await lender.call(`${path}${query}`, body);
    assert.equal(answer.status, 400, answer.text);
    const { errors, ...rest } = answer.body;
    assert.deepEqual(rest, { success: false, message: 'Validation failed' });
    return errors;
  }

  test('1. without a token, with an unknown, an expired or a revoked one: 401', async () => {
    const tokens = `POST /api/v1/tokens?organization=${lender.code}`;
    const made = await service.administrator.call<{ data: { id: string; token: string } }>(tokens, { name: 'short' });
    const expired = await lender.withScopes('customers:write');
    await service.database.query(
      `update tokens set expires_at = now() - interval '1 second' where id = (select max(id) from tokens)`,
    );
    const revoke = `POST /api/v1/tokens/${made.body.data.id}/revoke`;
    assert.equal((await service.administrator.call(revoke)).status, 200);
    const unknown = `amd_${'x'.repeat(40)}`;
    const bearers = [unknown, made.body.data.token, expired.token, 'a b', ''].map((token) => `Bearer ${token}`);
    const odd = [...bearers, lender.token ?? '', `Basic ${lender.token}`, `Bearer "${lender.token}"`];
    for (const authorization of odd) {
      const answer = await service.anybody.call(path, { campaignId, records: [record] }, { authorization });
      assert.equal(answer.status, 401, authorization);
      const { message, ...rest } = answer.body;
      assert.deepEqual(rest, { success: false, error: 'Unauthorized' });
      assert.equal(typeof message, 'string');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
    }
    const none = await service.anybody.call(path, { campaignId, records: [record] });
    assert.partialDeepStrictEqual(none.body, { success: false, error: 'Unauthorized' });
    assert.equal(none.status, 401);
  });

  test('1. the scheme of the token is read in any case', async () => {
    const headers = { authorization: `bearer ${lender.token}` };
    assert.equal((await service.anybody.call(path, { campaignId, records: [record] }, headers)).status, 200);
  });

  test('1. with a token that lacks customers:write: 403 with the same three fields', async () => {
    const reader = await lender.withScopes('customers:read', 'campaigns:write', 'batches:read');
    const { status, body } = await reader.call(path, { campaignId, records: [record] });
    assert.equal(status, 403);
    assert.deepEqual(body, {
      success: false,
      error: 'Forbidden',
      message: 'The token lacks the scope customers:write.',
    });
  });

  test('1. the token is looked at before the body', async () => {
    assert.equal((await service.anybody.call(path, 'no JSON')).status, 401);
  });

  test('2. what is missing or of another type', async () => {
    assert.deepEqual(await faults({}), ['campaignId is required', 'records is required']);
    assert.deepEqual(await faults({ campaignId: 1, records: {} }), [
      'campaignId must be a string',
      'records must be an array',
    ]);
    assert.deepEqual(await faults({ campaignId: null, records: null }), [
      'campaignId must be a string',
      'records must be an array',
    ]);
  });

  test('2. no records, or too many', async () => {
    assert.deepEqual(await faults({ campaignId, records: [] }), ['records cannot be empty']);
    const records = Array.from({ length: 10_001 }, () => record);
    assert.deepEqual(await faults({ campaignId, records }), ['records cannot exceed 10000 items per request']);
    assert.equal((await lender.customer(campaignId, 'loan_0')).data['note'], 'x');
  });

  test('2. a body that is no JSON, or no object', async () => {
    for (const body of ['{"campaignId":', '', ' ', '{}{}', "{'campaignId':1}", 'NaN', '{"a":01}', '[1,]']) {
      assert.deepEqual(await faults(body), ['body must be valid JSON'], JSON.stringify(body));
    }
    for (const body of ['[]', 'null', '"text"', '7', 'true']) {
      assert.deepEqual(await faults(body), ['body must be a JSON object'], body);
    }
  });

  test('2. an unknown field, or an unknown query parameter, is named', async () => {
    assert.deepEqual(await faults({ campaignId, records: [record], dryRun: true }), ['unknown field dryRun']);
    assert.deepEqual(await faults({ campaignId, records: [record] }, '?verbose=1'), [
      'unknown query parameter verbose',
    ]);
  });

  test('2. all faults are listed', async () => {
    const errors = await faults({ campaignId: 7, records: [], extra: 1, more: 2 }, '?dryrun=true&atomic=yes');
    assert.deepEqual(
      new Set(errors as string[]),
      new Set([
        'unknown query parameter dryrun',
        'atomic must be a boolean',
        'campaignId must be a string',
        'records cannot be empty',
        'unknown field extra',
        'unknown field more',
      ]),
    );
  });

  test('2. options that do not exist are refused, never ignored', async () => {
    const body = { campaignId, records: [{ id: 'loan_1', data: { note: 'applied' } }] };
    assert.deepEqual(await faults(body, '?dryrun=true'), ['unknown query parameter dryrun']);
    assert.deepEqual(await faults(body, '?maxaffected=5'), ['unknown query parameter maxaffected']);
    assert.deepEqual(await faults(body, '?maxAffected=-1'), ['maxAffected must be at least 0']);
    assert.equal((await lender.customer(campaignId, 'loan_1')).version, 1);
  });

  test('2. a parameter twice, or of another form, is refused', async () => {
    const body = { campaignId, records: [record] };
    assert.deepEqual(await faults(body, '?atomic=true&atomic=true'), [
      'query parameter atomic is given more than once',
    ]);
    for (const value of ['', '1', 'TRUE', 'true%20', 'null', 'true,true']) {
      assert.deepEqual(await faults(body, `?atomic=${value}`), ['atomic must be a boolean'], value);
    }
    assert.deepEqual(await faults(body, '?atomic'), ['atomic must be a boolean']);
    assert.deepEqual(await faults(body, '?atomic=%ff'), ['query parameter atomic must be valid percent-encoded UTF-8']);
  });

  test('2. what is wrong inside one item is never the fault of the request', async () => {
    const { status, body } = await lender.bulkUpdate(campaignId, [null, record]);
    assert.equal(status, 207);
    assert.equal(body.results.successful, 1);
  });

  test('3. a campaign that is unknown, foreign or deleted: 403, all alike', async () => {
    const other = await service.tenant();
    const foreign = await other.campaign([loan('loan_0')]);
    const deleted = await lender.campaign([loan('loan_0')]);
    await lender.call(`DELETE /api/v1/campaigns/${deleted}`);
    const texts = new Set<string>();
    for (const id of ['camp_unknown', foreign, deleted, '', 'x'.repeat(10_000), '%', "' or 1=1 --"]) {
      const { status, text } = await lender.bulkUpdate(id, [record]);
      assert.equal(status, 403, id);
      texts.add(text);
    }
    assert.deepEqual(
      [...texts],
      ['{"success":false,"message":"Campaign ID invalid or mismatch for your organization."}'],
    );
    assert.equal((await other.customer(foreign, 'loan_0')).version, 1);
  });

  test('3. the organizations below are not acted for through this door', async () => {
    const below = await service.tenant({ parent: lender.code });
    const theirs = await below.campaign([loan('loan_0')]);
    assert.equal((await lender.bulkUpdate(theirs, [record])).status, 403);
    assert.deepEqual(await faults({ campaignId: theirs, records: [record] }, `?organization=${below.code}`), [
      'unknown query parameter organization',
    ]);
    assert.equal((await service.administrator.call(path, { campaignId: theirs, records: [record] })).status, 403);
  });

  test('2 before 3: a malformed request for an unknown campaign is a 400', async () => {
    assert.deepEqual(await faults({ campaignId: 'camp_unknown', records: [] }), ['records cannot be empty']);
  });

  test('7. what is unforeseen: 500, without its cause, logged under the x-request-id', async () => {
    await service.database.query('alter table batches rename to batches_away');
    try {
      const answer = await lender.bulkUpdate(campaignId, [record], { 'x-request-id': 'my-request' });
      assert.equal(answer.status, 500);
      assert.equal(
        answer.text,
        '{"success":false,"error":"InternalServerError","message":"An unexpected error occurred"}',
      );
      assert.equal(answer.headers.get('x-request-id'), 'my-request');
      const [logged, ...others] = service.takeErrors();
      assert.partialDeepStrictEqual(logged?.details, { requestId: 'my-request' });
      assert.deepEqual(others, []);
    } finally {
      await service.database.query('alter table batches_away rename to batches');
    }
  });
});
