import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Tenant } from '../../tenant.ts';
import { holdCustomers } from '../hold-customers.ts';
import { addCustomers, csv, customer, downloadRows, sendUpdate, updated } from './company.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService({ settings: { lockWaitMs: 20, triesMax: 3 } });
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

const fileUrl = () => new RegExp(`^${service.url}/api/v1/files/[^?]+\\?expires=\\d+&signature=[\\w-]+$`);

describe('POST /api/v0/customer/bulk/update', () => {
  test('answers 200 with the payload of the contract, and without an errorResponse', async () => {
    const [asha = '', ravi = ''] = await addCustomers(lender, [{}, { contactNumber: '9876543210' }]);
    const file = csv(
      ['customerId', 'IFSC Code', 'Outstanding', 'Remarks'],
      [asha, 'hdfc0001234', '1,23,456.78', 'x'],
      [ravi, 'HDFC0001234', '-0.10', ''],
      ['KC00000000000000', 'HDFC0001234', '5', ''],
      [ravi, 'HDFC', '5', ''],
    );
    const { status, body, headers } = await sendUpdate(lender, file);
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    const { payload, ...rest } = body;
    assert.deepEqual(rest, { response_code: 200, response_message: 'Updated 2 of 4 customers.' });
    const { failure_file_url: failed, success_file_url: applied, batchId, failureRequests, ...others } = payload;
    assert.match(failed, fileUrl());
    assert.match(applied, fileUrl());
    assert.match(batchId, /^batch_\w+$/);
    assert.deepEqual(failureRequests, [
      {
        row: 4,
        customerId: 'KC00000000000000',
        errors: [
          {
            column: null,
            code: 'document_missing_exception',
            message: 'There is no such customer; check the customer id.',
            value: null,
          },
        ],
      },
      {
        row: 5,
        customerId: ravi,
        errors: [
          {
            column: 'IFSC Code',
            code: 'rule_broken',
            message:
              'IFSC Code must be 4 letters, a zero, and 6 letters or digits (HDFC0001234); the cell holds "HDFC"',
            value: 'HDFC',
          },
        ],
      },
    ]);
    assert.deepEqual(others, {
      failure_count: 2,
      failure_count_second_file: 0,
      failure_file_name: 'june-failed.csv',
      successRequests: [
        {
          row: 2,
          customerId: asha,
          warnings: [
            {
              column: 'IFSC Code',
              code: 'upper_cased',
              message: 'IFSC Code "hdfc0001234" was read as "HDFC0001234". The value was put in capitals.',
              from: 'hdfc0001234',
              to: 'HDFC0001234',
            },
          ],
        },
        { row: 3, customerId: ravi },
      ],
      success_count: 2,
      success_file_name: 'june-applied.csv',
      total_amount: 123_456.68,
      total_count: 4,
      warn_count: 1,
      mapping: { customerId: 'customerId', 'IFSC Code': 'ifsc', Outstanding: 'outstandingAmount', Remarks: null },
      warnings: ['No field has these names, so the columns are ignored: Remarks.'],
      format: { type: 'csv', encoding: 'utf-8', delimiter: ',', sheet: null },
    });
    assert.deepEqual(await customer(lender, asha), {
      customerId: asha,
      status: 'active',
      version: 2,
      legalName: 'Asha',
      ifsc: 'HDFC0001234',
      outstandingAmount: 123_456.78,
    });
  });

  test('where nothing failed the failure file has neither a name nor an address; where nothing was applied the other', async () => {
    const [id = ''] = await addCustomers(lender, [{}]);
    const good = await updated(lender, csv(['customerId', 'pinCode'], [id, '411001']));
    assert.deepEqual([good.failure_file_name, good.failure_file_url, good.failureRequests], ['', '', []]);
    assert.notEqual(good.success_file_url, '');
    const bad = await updated(lender, csv(['customerId', 'pinCode'], [id, '41']));
    assert.deepEqual([bad.success_file_name, bad.success_file_url, bad.successRequests], ['', '', []]);
    assert.notEqual(bad.failure_file_url, '');
  });

  test('total_amount is exact to two decimals, counts applied rows alone, and is 0 without the column', async () => {
    const ids = await addCustomers(
      lender,
      Array.from({ length: 12 }, () => ({})),
    );
    const rows = ids.map((id, i) => [id, i === 0 ? '9999999999999.99' : '0.10']);
    const { total_amount: total } = await updated(lender, csv(['customerId', 'outstandingAmount'], ...rows));
    // Eleven times 0.1 is 1.0999999999999999 in binary arithmetic.
    assert.equal(total, 10_000_000_000_001.09);
    const [id = ''] = ids;
    const mixed = csv(
      ['customerId', 'outstandingAmount', 'pinCode'],
      [id, '0.10', '41'],
      [id, '', '411001'],
      [id, '0.20', ''],
    );
    assert.equal((await updated(lender, mixed)).total_amount, 0.2);
    assert.equal((await updated(lender, csv(['customerId', 'pinCode'], [id, '411001']))).total_amount, 0);
  });

  test('unchanged rows count as successful, also in total_amount, and make no version', async () => {
    const [id = ''] = await addCustomers(lender, [{ outstandingAmount: 7.5 }]);
    const payload = await updated(lender, csv(['customerId', 'outstandingAmount'], [id, '7.50']));
    assert.partialDeepStrictEqual(payload, { success_count: 1, failure_count: 0, total_amount: 7.5 });
    assert.equal((await customer(lender, id))['version'], 1);
  });

  test('the lists have the first 1,000 rows of each kind, the files have all', async () => {
    const [id = ''] = await addCustomers(lender, [{}]);
    const good = Array.from({ length: 1_001 }, (_, i) => [id, String(100_001 + i)]);
    const bad = Array.from({ length: 1_001 }, () => [id, '0']);
    const payload = await updated(lender, csv(['customerId', 'pinCode'], ...good, ...bad));
    assert.partialDeepStrictEqual(payload, { success_count: 1_001, failure_count: 1_001, warn_count: 1_000 });
    assert.deepEqual([payload.successRequests.length, payload.failureRequests.length], [1_000, 1_000]);
    assert.deepEqual([payload.successRequests.at(-1)?.row, payload.failureRequests.at(-1)?.row], [1_001, 2_002]);
    const [applied, failed] = [payload.success_file_url, payload.failure_file_url];
    assert.deepEqual([(await downloadRows(applied)).length, (await downloadRows(failed)).length], [1_002, 1_002]);
    assert.equal((await customer(lender, id))['pinCode'], '101001');
  });

  test('a file in which all rows fail is still 200', async () => {
    const payload = await updated(lender, csv(['customerId', 'pinCode'], ['KC1', '411001'], ['', '411001']));
    assert.partialDeepStrictEqual(payload, { total_count: 2, success_count: 0, failure_count: 2 });
    assert.deepEqual(
      payload.failureRequests.map(({ customerId, errors }) => [customerId, errors[0]?.code]),
      [
        [null, 'rule_broken'],
        [null, 'customer_not_named'],
      ],
    );
  });

  test('without parentCompanyId it acts for the token’s own company; with it for that one, or one below', async () => {
    const branch = await service.tenant({ parent: lender.code });
    const [own = ''] = await addCustomers(lender, [{}]);
    const [below = ''] = await addCustomers(branch, [{}]);
    const file = csv(['customerId', 'pinCode'], [own, '411001'], [below, '411002']);
    const applied = async (query: string) =>
      (await updated(lender, file, { query })).successRequests.map(({ row }) => row);
    assert.deepEqual(await applied(''), [2]);
    assert.deepEqual(await applied(`?parentCompanyId=${lender.code}`), [2]);
    assert.deepEqual(await applied(`?parentCompanyId=${branch.code}`), [3]);
    assert.equal((await customer(branch, below))['pinCode'], '411002');
  });

  test('never meets the customers of another company', async () => {
    const rival = await service.tenant();
    const [theirs = ''] = await addCustomers(rival, [{ uniqueRefNo: 'R-1', accountNumber: '123456789' }]);
    const file = csv(
      ['customerId', 'uniqueRefNo', 'accountNumber', 'pinCode'],
      [theirs, '', '', '411001'],
      ['', 'R-1', '', '411001'],
      ['', '', '123456789', '411001'],
    );
    const payload = await updated(lender, file);
    assert.equal(payload.failure_count, 3);
    assert.doesNotMatch(JSON.stringify(payload.failureRequests.slice(1)), new RegExp(theirs));
    assert.equal((await customer(rival, theirs))['version'], 1);
  });

  test('a customer whose row is held through every try fails alone, and can be sent again', async () => {
    const [held = '', free = ''] = await addCustomers(lender, [{}, {}]);
    await using other = await holdCustomers(service.connectionString, lender.code, [held]);
    const payload = await updated(lender, csv(['customerId', 'pinCode'], [held, '411001'], [free, '411001']));
    assert.deepEqual(
      payload.failureRequests.map(({ row, errors }) => [row, errors[0]?.code, errors[0]?.message]),
      [[2, 'resource_busy_exception', 'Somebody else was changing this customer the whole time; send the row again.']],
    );
    await other.release();
    assert.equal((await updated(lender, csv(['customerId', 'pinCode'], [held, '411001']))).success_count, 1);
  });
});
