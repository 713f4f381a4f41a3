import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Fields, Tenant } from '../../tenant.ts';
import { holdCustomers, untilWaiting } from '../hold-customers.ts';
import { addCustomers, csv, customer, updated } from './company.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
});
after(() => service[Symbol.asyncDispose]());

/** A company of its own with these customers. */
async function companyWith(...customers: readonly Fields[]): Promise<string[]> {
  lender = await service.tenant();
  return addCustomers(lender, customers);
}

const firstErrors = ({ failureRequests }: Awaited<ReturnType<typeof updated>>) =>
  failureRequests.map(({ row, errors }) => [row, errors[0]?.column, errors[0]?.code, errors[0]?.message]);

describe('POST /api/v0/customer/bulk/update', () => {
  test('a row names its customer by customerId, or else by uniqueRefNo, or else by accountNumber', async () => {
    const [a = '', b = '', c = ''] = await companyWith(
      { uniqueRefNo: 'R-1' },
      { uniqueRefNo: 'R-2' },
      { accountNumber: '000012345678' },
    );
    const file = csv(
      ['Account No', 'Ref No', 'Cust ID', 'PIN'],
      ['', '', a, '411001'],
      ['', 'R-2', '', '411002'],
      ['000012345678', '', '', '411003'],
    );
    const payload = await updated(lender, file);
    assert.deepEqual(
      payload.successRequests.map(({ row, customerId }) => [row, customerId]),
      [
        [2, a],
        [3, b],
        [4, c],
      ],
    );
    assert.equal((await customer(lender, c))['pinCode'], '411003');
  });

  test('what does not name the customer is a value to set', async () => {
    const [a = '', b = ''] = await companyWith(
      { uniqueRefNo: 'R-1', accountNumber: '111111111' },
      { uniqueRefNo: 'R-2' },
    );
    const file = csv(['customerId', 'uniqueRefNo', 'accountNumber'], [a, 'R-9', ''], ['', 'R-2', '222222222']);
    assert.equal((await updated(lender, file)).success_count, 2);
    assert.partialDeepStrictEqual(await customer(lender, a), { uniqueRefNo: 'R-9', accountNumber: '111111111' });
    assert.partialDeepStrictEqual(await customer(lender, b), { uniqueRefNo: 'R-2', accountNumber: '222222222' });
    // From the next file on the customer is found by it, and no more by the old one.
    const again = csv(['uniqueRefNo', 'pinCode'], ['R-9', '411001'], ['R-1', '411001']);
    assert.deepEqual(firstErrors(await updated(lender, again)), [
      [3, 'uniqueRefNo', 'customer_not_found', 'uniqueRefNo R-1 belongs to no customer'],
    ]);
  });

  test('more than one match, or none: the row fails', async () => {
    await companyWith({ accountNumber: '111111111' }, { accountNumber: '111111111' });
    const file = csv(['accountNumber', 'pinCode'], ['111111111', '411001'], ['222222222', '411001']);
    const payload = await updated(lender, file);
    assert.deepEqual(firstErrors(payload), [
      [
        2,
        'accountNumber',
        'customer_ambiguous',
        'accountNumber 111111111 belongs to 2 customers; name the one that is meant by its customer id',
      ],
      [3, 'accountNumber', 'customer_not_found', 'accountNumber 222222222 belongs to no customer'],
    ]);
    assert.deepEqual(
      payload.failureRequests.map(({ customerId }) => customerId),
      [null, null],
    );
  });

  test('customers are looked up in the state before the batch', async () => {
    const [a = '', b = ''] = await companyWith({ accountNumber: '111111111' }, { accountNumber: '222222222' });
    const file = csv(
      ['customerId', 'accountNumber', 'pinCode'],
      [a, '333333333', ''],
      ['', '333333333', '411001'],
      ['', '111111111', '411002'],
      [b, '111111111', ''],
    );
    const payload = await updated(lender, file);
    assert.deepEqual(
      payload.failureRequests.map(({ row }) => row),
      [3],
    );
    assert.partialDeepStrictEqual(await customer(lender, a), { accountNumber: '333333333', pinCode: '411002' });
    assert.partialDeepStrictEqual(await customer(lender, b), { accountNumber: '111111111' });
  });

  test('of two rows that swap their references both fail', async () => {
    const [a = '', b = ''] = await companyWith({ uniqueRefNo: 'R1' }, { uniqueRefNo: 'R2' });
    const payload = await updated(lender, csv(['customerId', 'uniqueRefNo'], [a, 'R2'], [b, 'R1']));
    assert.deepEqual(firstErrors(payload), [
      [2, 'uniqueRefNo', 'reference_taken', `R2 belongs to ${b}; uniqueRefNo must be another, or empty`],
      [3, 'uniqueRefNo', 'reference_taken', `R1 belongs to ${a}; uniqueRefNo must be another, or empty`],
    ]);
    assert.equal((await customer(lender, a))['uniqueRefNo'], 'R1');
  });

  test('a reference that is given up is free from the next batch on', async () => {
    const [a = '', b = ''] = await companyWith({ uniqueRefNo: 'R1' }, {});
    const both = csv(['customerId', 'uniqueRefNo'], [a, '[clear]'], [b, 'R1']);
    assert.deepEqual(
      (await updated(lender, both)).failureRequests.map(({ row }) => row),
      [3],
    );
    assert.equal((await updated(lender, both)).failure_count, 0);
    assert.equal((await customer(lender, a))['uniqueRefNo'], undefined);
    assert.equal((await customer(lender, b))['uniqueRefNo'], 'R1');
  });

  test('a reference that an earlier row takes is taken, even if that row then fails', async () => {
    const [a = '', b = '', c = ''] = await companyWith({}, {}, {});
    const file = csv(
      ['customerId', 'uniqueRefNo', 'pinCode'],
      [a, 'N1', '41'],
      [b, 'N1', ''],
      [c, 'N2', ''],
      [c, 'N2', '411001'],
      ['KC00000000000000', 'N3', ''],
      [b, 'N3', ''],
    );
    const payload = await updated(lender, file);
    assert.deepEqual(
      payload.failureRequests.map(({ row, errors }) => [row, errors[0]?.code]),
      [
        [2, 'rule_broken'],
        [3, 'reference_taken'],
        [6, 'document_missing_exception'],
        [7, 'reference_taken'],
      ],
    );
    assert.match(payload.failureRequests[1]?.errors[0]?.message ?? '', /^N1 is given to another customer in row 2;/);
    assert.equal((await customer(lender, c))['uniqueRefNo'], 'N2');
  });

  test('if another writer takes the reference meanwhile, that row alone fails', async () => {
    const [a = '', b = '', c = ''] = await companyWith({}, {}, {});
    // The file is checked by now, and its chunk waits for this row.
    await using held = await holdCustomers(service.connectionString, lender.code, [a]);
    const file = csv(['customerId', 'uniqueRefNo', 'pinCode'], [a, 'N1', '411001'], [b, 'N2', '411002']);
    const sent = updated(lender, file);
    await untilWaiting(service.database, 1);
    assert.equal((await lender.call(`PATCH /api/v0/customer/${c}`, { uniqueRefNo: 'N2' })).status, 200);
    await held.release();
    const payload = await sent;
    assert.deepEqual(
      payload.failureRequests.map(({ row, customerId, errors }) => [row, customerId, errors[0]?.code]),
      [[3, b, 'reference_taken_exception']],
    );
    assert.match(payload.failureRequests[0]?.errors[0]?.message ?? '', /N2/);
    assert.partialDeepStrictEqual(await customer(lender, a), { uniqueRefNo: 'N1', pinCode: '411001' });
    assert.equal((await customer(lender, b))['version'], 1);
  });

  test('a deleted customer frees its reference; a deactivated one keeps it and can be updated', async () => {
    const [gone = '', resting = '', other = ''] = await companyWith({ uniqueRefNo: 'R1' }, { uniqueRefNo: 'R2' }, {});
    await lender.call(`DELETE /api/v0/customer/${gone}`);
    await lender.call(`PUT /api/v0/customer/deactivate/${resting}`);
    const file = csv(
      ['customerId', 'uniqueRefNo', 'pinCode'],
      ['', 'R1', '411001'],
      [gone, '', '411001'],
      [other, 'R2', ''],
      ['', 'R2', '411002'],
      [other, 'R1', '411003'],
    );
    const payload = await updated(lender, file);
    assert.deepEqual(
      payload.failureRequests.map(({ row, errors }) => [row, errors[0]?.code]),
      [
        [2, 'customer_not_found'],
        [3, 'document_missing_exception'],
        [4, 'reference_taken'],
      ],
    );
    assert.partialDeepStrictEqual(await customer(lender, resting), { status: 'deactivated', pinCode: '411002' });
    assert.partialDeepStrictEqual(await customer(lender, other), { uniqueRefNo: 'R1', pinCode: '411003' });
  });

  test('two rows for one customer are applied in file order; both count; the later one names the earlier', async () => {
    const [id = ''] = await companyWith({ uniqueRefNo: 'R1' });
    const file = csv(
      ['customerId', 'uniqueRefNo', 'pinCode', 'state'],
      [id, '', '411001', 'Goa'],
      ['', 'R1', '411002', ''],
      [id, '', '41', ''],
      [id, '', '', 'Kerala'],
    );
    const payload = await updated(lender, file);
    assert.partialDeepStrictEqual(payload, { success_count: 3, failure_count: 1, warn_count: 2 });
    assert.deepEqual(
      payload.successRequests.map(({ row, warnings }) => [row, warnings?.[0]?.code, warnings?.[0]?.message]),
      [
        [2, undefined, undefined],
        [3, 'repeated_customer', 'Row 2 is for the same customer. Both rows are applied, this one after it.'],
        [5, 'repeated_customer', 'Row 3 is for the same customer. Both rows are applied, this one after it.'],
      ],
    );
    // One version for the file.
    assert.partialDeepStrictEqual(await customer(lender, id), { version: 2, pinCode: '411002', state: 'Kerala' });
  });
});
