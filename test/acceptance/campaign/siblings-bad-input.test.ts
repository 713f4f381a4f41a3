import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { loan, newCampaign, type Tenant } from '../../tenant.ts';

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
/** JSON texts of values that no field takes. */
const evil = {
  'a NUL character': '"a\\u0000"',
  'a lone surrogate': '"\\ud800"',
  'a number beyond a double': '1e400',
  'an integer beyond 2^53': '9007199254740993',
  '100,000 levels': deep,
  'a nested __proto__': '{"__proto__":1}',
};

/** What the bulk update makes a record's fault is the request's where the request is one record, or all or nothing. */
describe('bad input at the other doors of a campaign', () => {
  let service: TestService;
  let lender: Tenant;
  let campaignId: string;
  before(async () => {
    service = await startTestService();
    lender = await service.tenant();
    campaignId = await lender.campaign([loan('a')]);
  });
  after(async () => {
    assert.equal((await lender.customer(campaignId, 'a')).version, 1);
    await service[Symbol.asyncDispose]();
  });

  /** Requests that carry the field, and how it is written into each. */
  const requests = (field: string): [request: string, body: string][] => {
    const data = `${JSON.stringify(loan('new')).slice(0, -1)},${field}}`;
    return [
      ['POST /api/v1/customers/add', `{"campaignId":"${campaignId}","data":${data}}`],
      ['POST /api/v1/customers/add/bulk', `{"campaignId":"${campaignId}","records":[{"data":${data}}]}`],
      ['PUT /api/v1/customers/update', `{"campaignId":"${campaignId}","loan_id":"a","data":{${field}}}`],
      ['POST /api/v1/campaigns/create', `${JSON.stringify(newCampaign).slice(0, -1)},"jsonData":[${data}]}`],
    ];
  };

  for (const [what, text] of Object.entries(evil)) {
    test(`${what} in a field: 400`, async () => {
      for (const [request, body] of requests(`"note":${text}`)) {
        const answer = await lender.call(request, body);
        assert.equal(answer.status, 400, `${request} ${answer.text.slice(0, 200)}`);
        assert.match(answer.text, /note/, request);
      }
    });
  }

  test('a field name that none can have: 400', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype', '', '\\u0000', '\\ud800', 'x'.repeat(65)]) {
      for (const [request, body] of requests(`"${name}":1`)) {
        const answer = await lender.call(request, body);
        assert.equal(answer.status, 400, `${request} ${name} ${answer.text.slice(0, 200)}`);
      }
    }
  });

  test('bodies that are something else altogether: 400', async () => {
    const texts = [
      '',
      '[]',
      'null',
      '7',
      '"x"',
      deep,
      `{"campaignId":${deep}}`,
      `{"data":${deep}}`,
      `{"${'x'.repeat(1e6)}":1}`,
    ];
    for (const [request] of requests('"x":1')) {
      for (const text of texts)
        assert.equal((await lender.call(request, text)).status, 400, `${request} ${text.slice(0, 50)}`);
    }
    for (const request of [
      `PUT /api/v1/campaigns/update/x`,
      `PATCH /api/v1/campaigns/pause/x`,
      `DELETE /api/v1/campaigns/x`,
    ]) {
      assert.equal((await lender.call(request, '[]')).status, 400, request);
      assert.equal((await lender.call(request, '{"x":1}')).status, 400, request);
    }
  });

  test('a query where none is taken: 400', async () => {
    for (const [request, body] of requests('"x":1')) {
      for (const query of ['verbose=true', 'organization=CEK0000001', 'x']) {
        const answer = await lender.call(`${request}?${query}`, body);
        assert.equal(answer.status, 400, request);
        assert.deepEqual(answer.body['errors'], [`unknown query parameter ${query.split('=')[0]}`]);
      }
    }
  });
});
