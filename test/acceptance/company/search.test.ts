import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Answer, Fields, Tenant } from '../../tenant.ts';
import { addCustomers, assertRefused, type Envelope } from './company.ts';

let service: TestService;
let lender: Tenant;
let ids: string[];
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  ids = await addCustomers(lender, [
    { legalName: 'Chand', state: 'Goa', uniqueRefNo: 'R-1', outstandingAmount: 20, branchCodes: ['B1', 'B2'] },
    { legalName: 'Asha', state: 'Goa', accountNumber: '123456789', outstandingAmount: 100 },
    { legalName: 'Bina', state: 'Kerala', accountNumber: '123456789', branchCodes: ['B2'] },
    { legalName: 'Dev', state: 'Goa' },
  ]);
  await lender.call(`PUT /api/v0/customer/deactivate/${ids[3]}`);
  const [gone = ''] = await addCustomers(lender, [{ legalName: 'Gone', state: 'Goa' }]);
  await lender.call(`DELETE /api/v0/customer/${gone}`);
  const rival = await service.tenant();
  await addCustomers(rival, [{ legalName: 'Asha', state: 'Goa', uniqueRefNo: 'R-1' }]);
});
after(() => service[Symbol.asyncDispose]());

type Found = Answer<Envelope<{ customers: Fields[]; total_count: number }>>;

const search = (body: unknown, query = ''): Promise<Found> =>
  lender.call<Envelope<{ customers: Fields[]; total_count: number }>>(`POST /api/v0/customer/search${query}`, body);

async function names(body: unknown, query = '?orderBy=legalName'): Promise<unknown[]> {
  const { status, body: answer, text } = await search(body, query);
  assert.equal(status, 200, text);
  return answer.payload.customers.map(({ legalName }) => legalName);
}

describe('POST /api/v0/customer/search', () => {
  test('finds the customers that have all these values, each as GET shows it', async () => {
    const { status, body } = await search({ uniqueRefNo: 'R-1' });
    assert.equal(status, 200);
    assert.deepEqual(body, {
      payload: {
        customers: [
          {
            customerId: ids[0],
            status: 'active',
            version: 1,
            legalName: 'Chand',
            state: 'Goa',
            uniqueRefNo: 'R-1',
            outstandingAmount: 20,
            branchCodes: ['B1', 'B2'],
          },
        ],
        total_count: 1,
      },
      response_code: 200,
      response_message: 'Found 1 customers.',
    });
    assert.deepEqual(await names({ customerId: ids[1] }), ['Asha']);
    assert.deepEqual(await names({ accountNumber: '123456789' }), ['Asha', 'Bina']);
    assert.deepEqual(await names({ accountNumber: '123456789', state: 'Goa' }), ['Asha']);
    assert.deepEqual(await names({ outstandingAmount: 20 }), ['Chand']);
    assert.deepEqual(await names({ branchCodes: 'B2' }), ['Bina', 'Chand']);
    assert.deepEqual(await names({ status: 'deactivated' }), ['Dev']);
    assert.deepEqual(await names({ status: 'active', state: 'Goa' }), ['Asha', 'Chand']);
    assert.deepEqual(await names({}), ['Asha', 'Bina', 'Chand', 'Dev']);
  });

  test('values are exact: no part of one, no other case, no number for a text', async () => {
    for (const body of [
      { legalName: 'Ash' },
      { legalName: 'asha' },
      { legalName: 'Asha%' },
      { uniqueRefNo: 'r-1' },
      { customerId: 'x' },
    ]) {
      assert.deepEqual(await names(body), [], JSON.stringify(body));
    }
  });

  test('limit, offset and direction page through them; total_count is of all', async () => {
    const page = async (query: string) => {
      const { body } = await search({}, query);
      return [body.payload.total_count, body.payload.customers.map(({ legalName }) => legalName)];
    };
    assert.deepEqual(await page('?orderBy=legalName&limit=2'), [4, ['Asha', 'Bina']]);
    assert.deepEqual(await page('?orderBy=legalName&limit=2&offset=2'), [4, ['Chand', 'Dev']]);
    assert.deepEqual(await page('?orderBy=legalName&limit=2&offset=9'), [4, []]);
    assert.deepEqual(await page('?orderBy=legalName&limit=5000&direction=desc'), [4, ['Dev', 'Chand', 'Bina', 'Asha']]);
  });

  test('orders by amounts as numbers, and those who have none stand last', async () => {
    assert.deepEqual((await names({}, '?orderBy=outstandingAmount')).slice(0, 2), ['Chand', 'Asha']);
    assert.deepEqual((await names({}, '?orderBy=outstandingAmount&direction=desc')).slice(0, 2), ['Asha', 'Chand']);
    assert.deepEqual((await names({}, '?orderBy=uniqueRefNo&direction=desc')).slice(0, 1), ['Chand']);
    assert.deepEqual((await names({}, '?orderBy=updatedAt&direction=desc')).slice(0, 1), ['Dev']);
    const { body } = await search({});
    assert.deepEqual(
      body.payload.customers.map(({ customerId }) => customerId),
      [...ids].toSorted(),
    );
  });

  test('without customers the list is empty', async () => {
    const empty = await service.tenant();
    const { status, body } = await empty.call<Envelope<Fields>>('POST /api/v0/customer/search', {});
    assert.deepEqual([status, body.payload], [200, { customers: [], total_count: 0 }]);
  });

  test('400 VALIDATION_ERROR: other limits, orders and fields, each named', async () => {
    for (const [query, field] of [
      ['?limit=0', 'limit'],
      ['?limit=5001', 'limit'],
      ['?limit=ten', 'limit'],
      ['?offset=-1', 'offset'],
      ['?orderBy=email', 'orderBy'],
      ['?direction=up', 'direction'],
      ['?page=2', 'page'],
    ] as const) {
      const { apiSubErrors } = assertRefused(await search({}, query), { status: 400, type: 'VALIDATION_ERROR' });
      assert.deepEqual(
        apiSubErrors.map((one) => one['field']),
        [field],
      );
    }
    for (const [body, field] of [
      [{ zone: 'W' }, 'zone'],
      [{ customerKeyContacts: 'x' }, 'customerKeyContacts'],
      [{ __proto__: null, constructor: 'x' }, 'constructor'],
      [{ state: 7 }, 'state'],
      [{ state: null }, 'state'],
      [{ state: ['Goa'] }, 'state'],
      [{ outstandingAmount: '20' }, 'outstandingAmount'],
      [{ status: 'removed' }, 'status'],
    ] as const) {
      const { apiSubErrors } = assertRefused(await search(body), { status: 400, type: 'VALIDATION_ERROR' });
      assert.deepEqual(
        apiSubErrors.map((one) => one['field']),
        [field],
      );
    }
    for (const body of ['[]', 'null', '{', '{"__proto__":"x"}', String.raw`{"state":"\u0000"}`]) {
      assertRefused(await search(body), { status: 400, type: 'VALIDATION_ERROR' });
    }
  });

  test('needs customers:read', async () => {
    const writer = await lender.withScopes('customers:write');
    const refused = await writer.call<Envelope<Fields>>('POST /api/v0/customer/search', {});
    assertRefused(refused, { status: 403, type: 'INVALID_ACCESS' });
  });
});
