import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Fields, Tenant } from '../../tenant.ts';
import { addCustomers, assertRefused, customer, type Envelope, updated } from './company.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

interface Page {
  readonly customerId: string;
  readonly history: readonly { version: number; batchId: string; at: string; by: string; changes: Fields }[];
  readonly nextCursor: string | null;
}

const get = (id: string, query = '', who: Tenant = lender) =>
  who.call<Envelope<Page>>(`GET /api/v0/customer/${id}/history${query}`);

async function read(id: string, query = '', who: Tenant = lender): Promise<Page> {
  const { status, body, text } = await get(id, query, who);
  assert.equal(status, 200, text);
  assert.equal(body.response_code, 200);
  return body.payload;
}

const told = ({ history }: Page) => history.map(({ version, changes }) => [version, changes]);

describe('GET /api/v0/customer/{customerId}/history', () => {
  let id: string;
  before(async () => {
    [id = ''] = await addCustomers(lender, [{ state: 'Goa' }]);
    await lender.call(`PATCH /api/v0/customer/${id}`, { legalName: 'Ravi', state: null });
    await updated(lender, `customerId,legalName\n${id},Meena\n`);
    await lender.call(`PUT /api/v0/customer/deactivate/${id}`);
  });

  test('tells what was changed by JSON and by file, newest first, by which batch and whose token', async () => {
    const page = await read(id);
    assert.deepEqual([page.customerId, page.nextCursor], [id, null]);
    assert.deepEqual(told(page), [
      [4, { status: { to: 'deactivated' } }],
      [3, { legalName: { from: 'Ravi', to: 'Meena' } }],
      [2, { legalName: { from: 'Asha', to: 'Ravi' }, state: { from: 'Goa' } }],
      [1, { legalName: { to: 'Asha' }, state: { to: 'Goa' } }],
    ]);
    for (const { batchId, at, by } of page.history) {
      assert.match(batchId, /^batch_/);
      assert.equal(by, 'test');
      assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
    }
  });

  test('by field: only changes of those fields, a page at a time', async () => {
    assert.deepEqual(told(await read(id, '?field=state')), [
      [2, { state: { from: 'Goa' } }],
      [1, { state: { to: 'Goa' } }],
    ]);
    const first = await read(id, '?field=state&field=status&limit=2');
    assert.deepEqual(told(first), [
      [4, { status: { to: 'deactivated' } }],
      [2, { state: { from: 'Goa' } }],
    ]);
    const rest = await read(id, `?field=state&field=status&limit=2&cursor=${first.nextCursor}`);
    assert.deepEqual([told(rest), rest.nextCursor], [[[1, { state: { to: 'Goa' } }]], null]);
  });

  test('shows contacts as the customer does', async () => {
    const [key = ''] = await addCustomers(lender, [{}]);
    const contacts = `customerId,name,mobile\n${key},Ravi,9876543210\n`;
    await updated(lender, `customerId\n${key}\n`, {
      parts: [{ name: 'contactsFile', fileName: 'people.csv', content: contacts }],
    });
    const { customerKeyContacts: to } = await customer(lender, key);
    assert.ok(Array.isArray(to) && to.length === 1);
    assert.deepEqual(told(await read(key, '?field=customerKeyContacts')), [[2, { customerKeyContacts: { to } }]]);
  });

  test('stays when the customer is deleted', async () => {
    const [key = ''] = await addCustomers(lender, [{}]);
    await lender.call(`DELETE /api/v0/customer/${key}`);
    assert.equal((await lender.call(`GET /api/v0/customer/${key}`)).status, 404);
    assert.deepEqual(told(await read(key)), [
      [2, { legalName: { from: 'Asha' } }],
      [1, { legalName: { to: 'Asha' } }],
    ]);
  });

  test('is read of a company below by who acts for it, and of no other', async () => {
    const branch = await service.tenant({ parent: lender.code });
    const [key = ''] = await addCustomers(branch, [{}]);
    assert.equal((await read(key, `?companyId=${branch.code}`)).history.length, 1);
    const notFound = { status: 404, type: 'RECORD_NOT_FOUND', says: /no customer with this customerId/ };
    assertRefused(await get(key), notFound);
    assertRefused(await get(key, '', await service.tenant()), notFound);
    assertRefused(await get(id, '', await service.tenant()), notFound);
  });

  test('refuses a cursor that was not given out, and what it does not know', async () => {
    const refused = { status: 400, type: 'VALIDATION_ERROR' };
    for (const query of ['cursor=x', 'cursor=', 'limit=1001', 'field=', 'fields=state', 'offset=1']) {
      assertRefused(await get(id, `?${query}`), refused);
    }
    const many = Array.from({ length: 101 }, (_, i) => `field=f${i}`).join('&');
    assertRefused(await get(id, `?${many}`), refused);
  });
});
