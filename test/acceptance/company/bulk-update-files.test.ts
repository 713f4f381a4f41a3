import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Tenant } from '../../tenant.ts';
import { addCustomers, csv, customer, download, downloadRows, sendUpdate, updated } from './company.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

const newCustomers = (count: number) =>
  addCustomers(
    lender,
    Array.from({ length: count }, () => ({})),
  );

describe('POST /api/v0/customer/bulk/update', () => {
  test('the failure file has the upload’s columns in their order, the values as read, then row and error', async () => {
    const [id = ''] = await newCustomers(1);
    const file = csv(
      ['Zone', 'PIN', 'customerId', 'Name'],
      ['W', ' 41 ', id, 'Asha'],
      ['E', '411001', id, 'Rao, "R."'],
      ['', '', '', 'line\nbreak'],
    );
    const { failure_file_url: failed, success_file_url: applied } = await updated(lender, file, {
      fileName: 'a\\b/June 1.CSV',
    });
    assert.deepEqual(await downloadRows(failed), [
      ['Zone', 'PIN', 'customerId', 'Name', 'row', 'error'],
      ['W', ' 41 ', id, 'Asha', '2', 'PIN must be 6 digits, the first not 0; the cell holds "41".'],
      ['', '', '', 'line\nbreak', '4', 'The row names no customer: fill customerId.'],
    ]);
    assert.deepEqual(await downloadRows(applied), [
      ['Zone', 'PIN', 'customerId', 'Name', 'row', 'warnings'],
      ['E', '411001', id, 'Rao, "R."', '3', ''],
    ]);
  });

  test('all that is wrong with a row stands in it, and surplus cells behind', async () => {
    const [id = ''] = await newCustomers(1);
    const { failure_file_url: failed } = await updated(
      lender,
      csv(['customerId', 'pinCode', 'ifsc'], [id, '41', 'x'], [id, '411001', '', 'more', '']),
    );
    const [, first, second] = await downloadRows(failed);
    assert.match(first?.[4] ?? '', /^pinCode must be .*"41"\. ifsc must be .*"x"\.$/);
    assert.deepEqual(second?.toSpliced(4, 1), [id, '411001', '', '3', 'more', '']);
  });

  test('mended and sent again, only those rows run', async () => {
    const [a = '', b = '', c = ''] = await newCustomers(3);
    const file = csv(['customerId', 'pinCode', 'Zone'], [a, '411001', ''], [b, '41', ''], [c, '4', '']);
    const first = await updated(lender, file);
    const failed = (await download(first.failure_file_url)).toString();
    const second = await updated(lender, failed.replace(',41,', ',411002,'), { fileName: 'june-failed.csv' });
    assert.partialDeepStrictEqual(second, { total_count: 2, success_count: 1, failure_count: 1 });
    assert.deepEqual(Object.keys(second.mapping), ['customerId', 'pinCode', 'Zone']);
    assert.deepEqual(
      [second.failure_file_name, (await customer(lender, a))['version'], (await customer(lender, b))['pinCode']],
      ['june-failed-failed.csv', 2, '411002'],
    );
    assert.equal((await downloadRows(second.failure_file_url))[0]?.length, 5);
  });

  test('in a CSV nothing runs as a formula, and the round trip is lossless', async () => {
    const values = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\tx',
      '＝1',
      "'=1",
      "''=1",
      "'x",
      '"',
      'a;b',
      'sep=,',
      '<html>',
      'ok',
    ];
    const ids = await newCustomers(values.length);
    // What is sent is read as one quote mark less where a formula stands behind it.
    const sent = (value: string) => (/^'*[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value);
    const rows = values.map((value, i) => [ids[i] ?? '', sent(value), 'bad']);
    const first = await updated(lender, csv(['customerId', 'address', 'pinCode'], ...rows));
    assert.equal(first.failure_count, values.length);
    const file = await download(first.failure_file_url);
    for (const [, address] of (await downloadRows(first.failure_file_url)).slice(1)) {
      assert.doesNotMatch(address ?? '', /^[=+\-@\t\r\n＝＋－＠]/);
    }
    const mended = file.toString().replaceAll(',bad,', ',411001,');
    assert.equal((await updated(lender, mended)).failure_count, 0);
    const stored = await Promise.all(ids.map(async (id) => (await customer(lender, id))['address']));
    assert.deepEqual(
      stored,
      values.map((value) => value.trim()),
    );
  });

  test('a file’s address needs no token, and opens in a browser as an attachment that nobody keeps', async () => {
    const [id = ''] = await newCustomers(1);
    const { failure_file_url: url } = await updated(lender, csv(['customerId', 'pinCode'], [id, '41']));
    const { status, headers } = await fetch(url);
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="june-failed\.csv"/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    const forged = [url.replace(/signature=./, 'signature=_'), url.replace(/expires=\d/, 'expires=9')];
    for (const other of forged) assert.equal((await fetch(other)).status, other === url ? 200 : 404);
  });

  test('the batch shows the same files', async () => {
    const [id = ''] = await newCustomers(1);
    const payload = await updated(lender, csv(['customerId', 'pinCode'], [id, '41'], [id, '411001']));
    const batch = await lender.call<{ data: { files: { kind: string; url: string; name: string }[] } }>(
      `GET /api/v1/batches/${payload.batchId}`,
    );
    assert.deepEqual(batch.body.data.files.map(({ kind, name }) => `${kind} ${name}`).toSorted(), [
      'applied june-applied.csv',
      'failed june-failed.csv',
    ]);
  });

  test('a file without a name has one all the same', async () => {
    const [id = ''] = await newCustomers(1);
    const { body } = await sendUpdate(lender, csv(['customerId', 'pinCode'], [id, '41']), { fileName: '' });
    assert.equal(body.payload.failure_file_name, 'customers-failed.csv');
  });
});
