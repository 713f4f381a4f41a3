import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Answer, type Client, type Fields, loan, type Tenant } from '../../tenant.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

interface Body {
  readonly data: Fields & { readonly data: Fields };
}

test('PATCH of a customer shows neither his data nor who changed what to a token that may only write', async () => {
  const id = await lender.campaign([loan('a')]);
  const patch = async (who: Client, body: unknown, headers: Record<string, string> = {}): Promise<Answer<Body>> =>
    who.call(`PATCH /api/v1/lists/${id}/customers/a`, body, headers);
  const writer = await lender.withScopes('customers:write');
  const read = await patch(writer, { patch: {} });
  assert.equal(read.status, 200, read.text);
  assert.deepEqual(
    Object.keys(read.body.data).sort(),
    ['batchId', 'createdAt', 'key', 'outcome', 'status', 'updatedAt', 'version'],
    'all but the data',
  );
  const changed = await patch(writer, { patch: { first_name: 'Zoya' } });
  assert.partialDeepStrictEqual(changed.body.data, { version: 2, outcome: 'updated' });
  assert.doesNotMatch(changed.text, /Asha|Zoya/);
  const conflict = await patch(writer, { patch: { first_name: 'X' }, version: 1 });
  assert.equal(conflict.status, 409);
  assert.doesNotMatch(conflict.text, /first_name| by |Zoya/);
  assert.equal((await patch(writer, { patch: { first_name: 'X' } }, { 'if-match': '"1"' })).status, 412);
  const both = await lender.withScopes('customers:write', 'customers:read');
  const seen = await patch(both, { patch: {} });
  assert.equal(seen.body.data.data['first_name'], 'Zoya');
  const administrator = await lender.withScopes('admin');
  assert.equal((await patch(administrator, { patch: {} })).body.data.data['first_name'], 'Zoya');
});
