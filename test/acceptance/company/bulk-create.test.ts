import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Tenant } from '../../tenant.ts';
import { addCustomers, assertRefused, created, csv, customer, downloadRows, sendCreate, updated } from './company.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

describe('POST /api/v0/customer/bulk', () => {
  test('makes a customer of each row, and answers the same payload with their ids', async () => {
    const file = csv(
      ['Name', 'PIN', 'Outstanding'],
      ['Asha', '411001', '10.50'],
      ['Ravi', '41', '1'],
      ['', '411001', '1'],
    );
    const { status, body } = await sendCreate(lender, file);
    assert.deepEqual([status, body.response_message], [200, 'Created 1 of 3 customers.']);
    const { payload } = body;
    assert.partialDeepStrictEqual(payload, { total_count: 3, success_count: 1, failure_count: 2, total_amount: 10.5 });
    assert.deepEqual(
      payload.failureRequests.map(({ row, customerId, errors }) => [row, customerId, errors[0]?.code]),
      [
        [3, null, 'rule_broken'],
        [4, null, 'required_field_missing'],
      ],
    );
    const [made] = payload.successRequests;
    const id = made?.customerId ?? '';
    assert.match(id, /^KC[A-Z0-9]{14}$/);
    assert.deepEqual(await customer(lender, id), {
      customerId: id,
      status: 'active',
      version: 1,
      legalName: 'Asha',
      pinCode: '411001',
      outstandingAmount: 10.5,
    });
    assert.deepEqual(await downloadRows(payload.success_file_url), [
      ['Name', 'PIN', 'Outstanding', 'customerId', 'row', 'warnings'],
      ['Asha', '411001', '10.50', id, '2', ''],
    ]);
    assert.deepEqual((await downloadRows(payload.failure_file_url))[0], ['Name', 'PIN', 'Outstanding', 'row', 'error']);
  });

  test('the success file has the ids where the upload has an empty column for them, and can be edited and sent as an update', async () => {
    const payload = await created(lender, csv(['customerId', 'Name'], ['', 'Asha'], ['', 'Ravi']));
    const rows = await downloadRows(payload.success_file_url);
    assert.deepEqual(rows[0], ['customerId', 'Name', 'row', 'warnings']);
    const edited = csv(...rows.map(([id = '', name = '']) => [id, name.replace('Ravi', 'Ravi Kumar')]));
    assert.equal((await updated(lender, edited)).success_count, 2);
    assert.equal((await customer(lender, rows[2]?.[0] ?? ''))['legalName'], 'Ravi Kumar');
  });

  test('legalName is required, and the customerId must be empty: the service gives it', async () => {
    const payload = await created(lender, csv(['customerId', 'PIN'], ['KC0123456789ABCD', '411001'], ['', '411001']));
    assert.deepEqual(
      payload.failureRequests.map(({ errors }) => errors.map(({ message }) => message)),
      [
        [
          'customerId must be empty, because the service gives a new customer its id; the cell holds "KC0123456789ABCD"',
          'The row needs legalName, for which the sheet has no column',
        ],
        ['The row needs legalName, for which the sheet has no column'],
      ],
    );
  });

  test('a uniqueRefNo that another customer or an earlier row has: the row fails', async () => {
    await addCustomers(lender, [{ uniqueRefNo: 'U-1' }]);
    const file = csv(['Name', 'uniqueRefNo'], ['A', 'U-1'], ['B', 'U-2'], ['C', 'U-2'], ['D', '']);
    const payload = await created(lender, file);
    assert.deepEqual(
      payload.failureRequests.map(({ row, errors }) => [row, errors[0]?.code]),
      [
        [2, 'reference_taken'],
        [4, 'reference_taken'],
      ],
    );
  });

  test('atomic: one bad row and no customer is made', async () => {
    const query = '?atomic=true';
    const payload = await created(lender, csv(['Name', 'PIN', 'Ref No'], ['A', '411001', 'AT-1'], ['B', '41', '']), {
      query,
    });
    assert.partialDeepStrictEqual(payload, { success_count: 0, failure_count: 2 });
    const found = await lender.call<{ payload: { total_count: number } }>('POST /api/v0/customer/search', {
      uniqueRefNo: 'AT-1',
    });
    assert.equal(found.body.payload.total_count, 0);
  });

  test('companyId names the company; parentCompanyId is no parameter of this operation', async () => {
    const branch = await service.tenant({ parent: lender.code });
    const { successRequests } = await created(lender, csv(['Name'], ['A']), { query: `?companyId=${branch.code}` });
    assert.equal((await customer(branch, successRequests[0]?.customerId ?? ''))['legalName'], 'A');
    const other = await sendCreate(lender, csv(['Name'], ['A']), {
      query: `?parentCompanyId=${lender.code}`,
    });
    assertRefused(other, { status: 400, type: 'VALIDATION_ERROR', says: /parentCompanyId/ });
  });

  test('with a key: the customers are made once', async () => {
    const headers = { 'idempotency-key': 'new customers' };
    const file = csv(['Name'], ['Once A'], ['Once B']);
    const [first, again] = [await sendCreate(lender, file, { headers }), await sendCreate(lender, file, { headers })];
    assert.deepEqual([again.text, again.headers.get('idempotency-replayed')], [first.text, 'true']);
  });

  test('contacts belong to customers that there are already: a contactsFile is a 400', async () => {
    const parts = [
      { name: 'contactsFile', fileName: 'people.csv', content: csv(['customerId', 'name'], ['KC0', 'A']) },
    ];
    const answer = await sendCreate(lender, csv(['Name'], ['A']), { parts });
    const { apiSubErrors } = assertRefused(answer, {
      status: 400,
      type: 'VALIDATION_ERROR',
      says: /send it in an update/,
    });
    assert.equal(apiSubErrors[0]?.['field'], 'contactsFile');
  });

  test('a header without any field: 422', async () => {
    const answer = await sendCreate(lender, csv(['a', 'b'], ['1', '2']));
    assertRefused(answer, { status: 422, type: 'UNPROCESSABLE_REQUEST', says: /^No column has the name of a field/ });
  });
});
