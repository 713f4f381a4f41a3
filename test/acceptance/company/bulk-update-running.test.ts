import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startSecondService, startTestService, type TestService } from '../../service.ts';
import { client, type Fields, type Tenant } from '../../tenant.ts';
import { type Held, holdCustomers, until, untilWaiting } from '../hold-customers.ts';
import {
  addCustomers,
  addMany,
  assertRefused,
  csv,
  customer,
  downloadRows,
  filesIn,
  sendUpdate,
  updated,
} from './company.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  // Two records a chunk: so a file of four has chunks to stop between.
  service = await startTestService({
    settings: { fileChunkRecordsMax: 2, fileChunksAtOnceMax: 1, lockWaitMs: 60_000 },
  });
});
after(() => service[Symbol.asyncDispose]());

/** A company of its own with so many customers, their ids in key order. */
async function companyOf(count: number): Promise<string[]> {
  lender = await service.tenant();
  return (
    await addCustomers(
      lender,
      Array.from({ length: count }, () => ({})),
    )
  ).toSorted();
}

const hold = (...ids: readonly string[]): Promise<Held> => holdCustomers(service.connectionString, lender.code, ids);
const pins = (ids: readonly string[], pin = '411001') => csv(['customerId', 'pinCode'], ...ids.map((id) => [id, pin]));
const async = { prefer: 'respond-async' };

interface Batch extends Fields {
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly files: readonly { readonly kind: string; readonly url: string }[];
}

async function batch(location: string, who = lender): Promise<Batch> {
  const { status, body, text } = await who.call<{ data: Batch }>(`GET ${location}`);
  assert.equal(status, 200, text);
  return body.data;
}

async function ended(location: string): Promise<Batch> {
  await until('the batch has ended', async () => !['queued', 'running'].includes((await batch(location)).state));
  return batch(location);
}

const emptyPayload = {
  failureRequests: [],
  failure_count: 0,
  failure_count_second_file: 0,
  failure_file_name: '',
  failure_file_url: '',
  successRequests: [],
  success_count: 0,
  success_file_name: '',
  success_file_url: '',
  total_amount: 0,
  total_count: 0,
  warn_count: 0,
};

describe('POST /api/v0/customer/bulk/update', () => {
  test('Prefer: respond-async: 202 at once, with Location, Preference-Applied and the whole payload with zero counts', async () => {
    const [id = ''] = await companyOf(1);
    const { status, headers, body } = await sendUpdate(lender, pins([id]), { headers: async });
    assert.equal(status, 202);
    assert.equal(headers.get('preference-applied'), 'respond-async');
    const { payload, ...rest } = body;
    assert.deepEqual(rest, { response_code: 202, response_message: 'Still running; see Location' });
    const { batchId, mapping, warnings, format, ...counts } = payload;
    assert.deepEqual(counts, emptyPayload);
    assert.deepEqual([mapping, warnings, format], [{}, [], null]);
    const location = headers.get('location') ?? '';
    assert.equal(location, `/api/v1/batches/${batchId}`);
    const { state, counts: done, files, source, list } = await ended(location);
    assert.deepEqual([state, source, list], ['completed', 'company', lender.code]);
    assert.partialDeepStrictEqual(done, { total: 1, valid: 1, updated: 1, failed: 0, pending: 0 });
    assert.equal((await downloadRows(files[0]?.url ?? '')).length, 2);
  });

  test('a request that has waited as long as a request may is answered so by itself', async () => {
    const [id = ''] = await companyOf(1);
    await using impatient = await startSecondService(service, { uploadWaitMs: 200, lockWaitMs: 60_000 });
    await using held = await hold(id);
    const { status, headers, body } = await sendUpdate(client(impatient.url, lender.token), pins([id]));
    assert.equal(status, 202);
    assert.equal(headers.get('preference-applied'), null);
    assert.equal(body.response_message, 'Still running; see Location');
    await held.release();
    assert.equal((await ended(headers.get('location') ?? '')).state, 'completed');
    assert.equal((await customer(lender, id))['pinCode'], '411001');
  });

  test('the Location of a company below names it', async () => {
    const parent = await service.tenant();
    const child = await service.tenant({ parent: parent.code });
    const [id = ''] = await addCustomers(child, [{}]);
    const query = `?parentCompanyId=${child.code}`;
    const { headers } = await sendUpdate(parent, pins([id]), { headers: async, query });
    const location = headers.get('location') ?? '';
    assert.match(location, new RegExp(`^/api/v1/batches/batch_\\w+\\?organization=${child.code}$`));
    await until('it has ended', async () => (await batch(location, parent)).state === 'completed');
  });

  test('a refused file that nobody waited for: the batch says why, and nothing is left of it', async () => {
    const [id = ''] = await companyOf(1);
    const { headers } = await sendUpdate(lender, csv(['Name'], [id]), { headers: async });
    const { state, error, counts } = await ended(headers.get('location') ?? '');
    assert.equal(state, 'failed');
    assert.match(String(error), /^The sheet needs a column that names the customer/);
    assert.partialDeepStrictEqual(counts, { total: 0, updated: 0, pending: 0 });
    assert.deepEqual(await filesIn(service), []);
  });

  test('atomic: one invalid or failed row and nothing is applied; every row is in the failure file, which names the one at fault', async () => {
    const [a = '', b = '', c = ''] = await companyOf(3);
    const query = '?atomic=true';
    const invalid = csv(['customerId', 'pinCode'], [a, '411001'], [b, '41'], [c, '411001'], [c, '4']);
    const first = await updated(lender, invalid, { query });
    assert.partialDeepStrictEqual(first, { total_count: 4, success_count: 0, failure_count: 4, success_file_url: '' });
    const whole = 'The file was to be applied as a whole or not at all, and row 3 was not applied.';
    assert.deepEqual(
      (await downloadRows(first.failure_file_url)).map((cells) => cells.at(-1)),
      [
        'error',
        whole,
        'pinCode must be 6 digits, the first not 0; the cell holds "41".',
        whole,
        'pinCode must be 6 digits, the first not 0; the cell holds "4".',
      ],
    );
    const missing = csv(
      ['customerId', 'pinCode'],
      [a, '411001'],
      ['', ''],
      ['KC00000000000000', '411001'],
      [b, '411001'],
    );
    const second = await updated(lender, missing, { query });
    assert.deepEqual(
      second.failureRequests.map(({ row, errors }) => [row, errors[0]?.code, errors[0]?.message]),
      [
        [2, 'batch_aborted_exception', whole.replace('row 3', 'row 4')],
        [4, 'document_missing_exception', 'There is no such customer; check the customer id.'],
        [5, 'batch_aborted_exception', whole.replace('row 3', 'row 4')],
      ],
    );
    assert.equal((await customer(lender, a))['version'], 1);
    assert.equal((await updated(lender, pins([a, b, c]), { query })).success_count, 3);
  });

  test('two files of one company are applied one after the other, in the order in which they came', async () => {
    const [id = ''] = await companyOf(1);
    await using held = await hold(id);
    const first = updated(lender, pins([id], '411001'));
    await untilWaiting(service.database, 1);
    const second = updated(lender, pins([id], '411002'));
    const rival = await service.tenant();
    const [theirs = ''] = await addCustomers(rival, [{}]);
    assert.equal((await updated(rival, pins([theirs]))).success_count, 1, 'another company’s goes on beside them');
    await until('the second one waits its turn', async () => {
      const { body } = await lender.call<{ data: Fields[] }>('GET /api/v1/batches?source=company');
      const states = body.data.filter(({ operation }) => operation === 'update').map(({ state }) => state);
      return states.join() === 'queued,running';
    });
    await held.release();
    assert.deepEqual([(await first).success_count, (await second).success_count], [1, 1]);
    assert.partialDeepStrictEqual(await customer(lender, id), { version: 3, pinCode: '411002' });
  });

  test('a running file that is cancelled: the counts close, and the files say which rows were applied', async () => {
    lender = await service.tenant();
    const ids = await addMany(lender, 4_000);
    await using held = await hold(ids.at(-1) ?? '');
    const sent = sendUpdate(lender, `${pins(ids)}${ids[0]},41\r\n`);
    await untilWaiting(service.database, 1);
    const { body: list } = await lender.call<{ data: { id: string; chunks: Fields }[] }>(
      'GET /api/v1/batches?state=running',
    );
    const location = `/api/v1/batches/${list.data[0]?.id}`;
    assert.ok(Number(list.data[0]?.chunks['done']) > 0, 'some chunks are committed');
    assert.equal((await lender.call(`POST ${location}/cancel`, {})).status, 200);
    await held.release();
    const { status, body, text } = await sent;
    assert.equal(status, 200, text);
    const { payload } = body;
    const applied = payload.success_count;
    assert.ok(applied >= 500 && applied < 4_000, `${applied} were applied`);
    assert.deepEqual([payload.total_count, payload.failure_count], [4_001, 4_001 - applied]);
    const { state, counts } = await ended(location);
    assert.equal(state, 'cancelled');
    const failed = 4_000 - applied;
    assert.partialDeepStrictEqual(counts, {
      total: 4_001,
      valid: 4_000,
      invalid: 1,
      updated: applied,
      failed,
      pending: 0,
    });
    const [, ...kept] = await downloadRows(payload.success_file_url);
    const [, ...left] = await downloadRows(payload.failure_file_url);
    assert.deepEqual([kept.length, left.length], [applied, failed + 1]);
    assert.deepEqual(
      new Set(left.slice(0, -1).map((cells) => cells[3])),
      new Set(['The update was cancelled before it reached this row.']),
    );
    const { rows } = await service.database.query<{ key: string }>(
      'select key from customers where key = any ($1) and version = 2',
      [ids],
    );
    assert.deepEqual(new Set(rows.map(({ key }) => key)), new Set(kept.map(([key]) => key)));
  });

  test('a file that is cancelled before its turn: 409, and nothing is applied', async () => {
    const [id = ''] = await companyOf(1);
    await using held = await hold(id);
    const first = updated(lender, pins([id], '411001'));
    await untilWaiting(service.database, 1);
    const second = sendUpdate(lender, pins([id], '411002'));
    let queued: { id: string }[] = [];
    await until('the second waits', async () => {
      queued = (await lender.call<{ data: { id: string }[] }>('GET /api/v1/batches?state=queued')).body.data;
      return queued.length === 1;
    });
    assert.equal((await lender.call(`POST /api/v1/batches/${queued[0]?.id}/cancel`, {})).status, 200);
    await held.release();
    assert.equal((await first).success_count, 1);
    assertRefused(await second, {
      status: 409,
      type: 'CLIENT_REQUEST_ERROR',
      says: /cancelled before anything was applied/,
    });
    assert.equal((await customer(lender, id))['pinCode'], '411001');
    await until('its file is gone', async () => (await filesIn(service)).length === 0);
  });
});
