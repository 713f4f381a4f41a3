import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from 'pg';
import { startTestService, type TestService } from '../service.ts';
import { loan, type Tenant } from '../tenant.ts';

describe('a campaign whose row another writer holds', () => {
  let service: TestService;
  let lender: Tenant;
  before(async () => {
    service = await startTestService({ settings: { lockWaitMs: 20, triesMax: 2 } });
    lender = await service.tenant();
  });
  after(() => service[Symbol.asyncDispose]());

  for (const [request, body] of [
    ['POST /api/v1/customers/add', { data: loan('one') }],
    ['POST /api/v1/customers/add/bulk', { records: [{ id: 'two', data: loan('two') }] }],
  ] as const) {
    test(`${request}: 503 with Retry-After, and works when it is let go`, async () => {
      const campaignId = await lender.campaign();
      const other = new Client({ connectionString: service.connectionString });
      await other.connect();
      try {
        await other.query('begin');
        await other.query('select 1 from lists where public_id = $1 for update', [campaignId]);
        const held = await lender.call(request, { campaignId, ...body });
        assert.deepEqual([held.status, held.headers.get('retry-after')], [503, '1'], held.text);
      } finally {
        await other.end();
      }
      const { status, text } = await lender.call(request, { campaignId, ...body });
      assert.ok(status === 200 || status === 201, text);
    });
  }
});
