import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sweepFiles } from '../../../src/store/sweep-files.ts';
import { sweepPreviews } from '../../../src/store/sweep-previews.ts';
import { sweepUploads } from '../../../src/store/sweep-uploads.ts';
import { filesBelow } from '../../files-below.ts';
import { startTestService, type TestService } from '../../service.ts';
import type { Fields, Tenant } from '../../tenant.ts';
import { type BatchBody, type Steps, uploadSteps } from '../upload-steps.ts';
import {
  addCustomers,
  assertRefused,
  created,
  csv,
  customer,
  download,
  downloadRows,
  filesIn,
  type Payload,
  sendCreate,
  sendUpdate,
  updated,
} from './company.ts';

let service: TestService;
let lender: Tenant;
let steps: Steps;
before(async () => {
  service = await startTestService({ settings: { atomicRecordsMax: 3, fileChunkRecordsMax: 2 } });
});
after(() => service[Symbol.asyncDispose]());

const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const dryRun = { query: '?dryRun=true' };
const header = ['customerId', 'pinCode', 'legalName'];

/** A company of its own with so many customers, their ids in key order. */
async function companyOf(count: number): Promise<string[]> {
  lender = await service.tenant();
  steps = uploadSteps(lender);
  return (
    await addCustomers(
      lender,
      Array.from({ length: count }, () => ({ pinCode: '400001' })),
    )
  ).toSorted();
}

async function apply(batchId: string): Promise<BatchBody> {
  const { status, body, text, headers } = await lender.call<{ data: BatchBody }>(
    `POST /api/v1/batches/${batchId}/apply`,
  );
  assert.equal(status, 202, text);
  assert.equal(headers.get('location'), `/api/v1/batches/${body.data.id}`);
  return steps.ended(body.data.id);
}

async function refusedToApply(batchId: string, says: RegExp): Promise<void> {
  const { status, text } = await lender.call(`POST /api/v1/batches/${batchId}/apply`);
  assert.equal(status, 409, text);
  assert.match(text, says);
}

async function changes(batchId: string, query = ''): Promise<{ data: Fields[]; nextCursor: string | null }> {
  const { status, body, text } = await lender.call<{ data: Fields[]; nextCursor: string | null }>(
    `GET /api/v1/batches/${batchId}/changes${query}`,
  );
  assert.equal(status, 200, text);
  return body;
}

/** What applying the same file answers, apart from what names the batch. */
const countsOf = (payload: Payload): object =>
  Object.fromEntries(Object.entries(payload).filter(([name]) => !/_file_url|^batchId$|^dryRun$|^changes$/.test(name)));

describe('POST /api/v0/customer/bulk/update', () => {
  test('dryRun=true says what applying would, row by row and in files, and changes nothing', async () => {
    const [a = '', b = '', c = ''] = await companyOf(3);
    const file = csv(header, [a, '411001', ''], [b, '400001', ''], [c, '41', ''], ['KC00000000000000', '411001', '']);
    const { status, body } = await sendUpdate(lender, file, dryRun);
    assert.equal(status, 200);
    assert.equal(body.response_message, 'Would update 2 of 4 customers.');
    const { payload } = body;
    assert.deepEqual(payload['changes'], [
      { customerId: a, row: 2, changes: { pinCode: { from: '400001', to: '411001' } } },
    ]);
    assert.equal(payload['dryRun'], true);
    assert.deepEqual(
      payload.failureRequests.map(({ row, errors }) => [row, errors[0]?.code]),
      [
        [4, 'rule_broken'],
        [5, 'document_missing_exception'],
      ],
    );
    for (const id of [a, b, c]) assert.partialDeepStrictEqual(await customer(lender, id), { version: 1 });
    const previewed = await downloadRows(payload.failure_file_url);
    assert.deepEqual(
      previewed.map((cells) => cells[0]),
      ['customerId', c, 'KC00000000000000'],
    );
    assert.deepEqual(await filesIn(service), [], 'the file itself is needed no more');
    const applied = await updated(lender, file);
    assert.deepEqual(countsOf(payload), countsOf(applied));
    assert.deepEqual(await downloadRows(applied.failure_file_url), previewed);
    assert.deepEqual(await download(applied.success_file_url), await download(payload.success_file_url));
  });

  test('the preview is a batch like any other: its counts, its rows, its changes, page by page', async () => {
    const ids = await companyOf(5);
    const file = csv(header, ...ids.map((id, i) => [id, i === 1 ? 'x' : '411001', '']), ['KC00000000000000', '', 'A']);
    const { batchId } = (await sendUpdate(lender, file, dryRun)).body.payload;
    const preview = await steps.ended(batchId);
    assert.partialDeepStrictEqual(preview, { source: 'preview', operation: 'update', state: 'completed' });
    const counts = { total: 6, valid: 5, invalid: 1, pending: 0, successful: 4, updated: 4, unchanged: 0, failed: 1 };
    assert.partialDeepStrictEqual(preview.counts, counts);
    assert.deepEqual(
      (await steps.outcomes(batchId)).map(({ row, key, outcome, error }) => [row, key, outcome, error]),
      [
        [2, ids[0], 'updated', undefined],
        [3, ids[1], 'invalid', undefined],
        [4, ids[2], 'updated', undefined],
        [5, ids[3], 'updated', undefined],
        [6, ids[4], 'updated', undefined],
        [7, 'KC00000000000000', 'failed', 'document_missing_exception'],
      ],
    );
    const keys: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page = await changes(batchId, `?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`);
      keys.push(...page.data.map(({ key }) => key));
      assert.deepEqual(page.data[0]?.['changes'], { pinCode: { from: '400001', to: '411001' } });
      cursor = page.nextCursor;
    } while (cursor !== null);
    assert.deepEqual(
      keys,
      ids.filter((_, i) => i !== 1),
    );
  });

  test('what was shown is what is applied: whoever was edited since fails, and nobody else', async () => {
    const ids = await companyOf(4);
    const [a = '', b = '', c = '', d = ''] = ids;
    const file = csv(header, [a, '411001', ''], [b, '411001', ''], [c, '411001', ''], [d, '41', '']);
    const { batchId } = (await sendUpdate(lender, file, { query: '?dryRun=true&maxAffected=3' })).body.payload;
    await updated(lender, csv(header, [b, '422001', ''], [c, '', 'Chandra']));
    const applied = await apply(batchId);
    assert.partialDeepStrictEqual(applied, { source: 'company', state: 'completed' });
    assert.partialDeepStrictEqual(applied.counts, { total: 4, invalid: 1, updated: 2, failed: 1 });
    assert.deepEqual(
      (await steps.outcomes(applied.id)).map(({ key, outcome, error }) => [key, error ?? outcome]),
      [
        [a, 'updated'],
        [b, 'preview_changed_exception'],
        [c, 'updated'],
        [d, 'invalid'],
      ],
    );
    assert.partialDeepStrictEqual(await customer(lender, b), { pinCode: '422001' });
    assert.partialDeepStrictEqual(await customer(lender, c), { pinCode: '411001', legalName: 'Chandra' });
    const failed = applied.files.find(({ kind }) => kind === 'failed');
    const [, first] = await downloadRows(failed?.url ?? '');
    assert.match(first?.at(-1) ?? '', /^Somebody changed this customer after you were shown/);
    await refusedToApply(batchId, new RegExp(applied.id));
    assert.equal((await lender.call(`POST /api/v1/batches/${applied.id}/apply`)).status, 409);
    assert.deepEqual((await changes(batchId)).data.length, 3, 'it still shows what it showed');
  });

  test('applied right away it comes to what it showed', async () => {
    const [a = '', b = '', c = ''] = await companyOf(3);
    const file = csv(
      header,
      [a, '411001', ''],
      [b, '400001', ''],
      [c, '', 'Chandra'],
      [a, '', 'Asha Rao'],
      ['x', '', ''],
    );
    const { batchId } = (await sendUpdate(lender, file, dryRun)).body.payload;
    const shown = await steps.ended(batchId);
    const applied = await apply(batchId);
    assert.deepEqual(applied.counts, shown.counts);
    assert.deepEqual((await changes(applied.id)).data, (await changes(batchId)).data);
  });

  test('atomic: one bad row, and every row is in the failure file; such a preview cannot be applied', async () => {
    const [a = '', b = ''] = await companyOf(2);
    const { body } = await sendUpdate(lender, csv(header, [a, '411001', ''], [b, '41', '']), {
      query: '?dryRun=true&atomic=true',
    });
    const { payload } = body;
    assert.partialDeepStrictEqual(payload, { success_count: 0, failure_count: 2, changes: [], success_file_url: '' });
    assert.equal(body.response_message, 'Would update 0 of 2 customers.');
    const [, aborted] = await downloadRows(payload.failure_file_url);
    assert.match(aborted?.at(-1) ?? '', /row 3 was not applied/);
    assert.partialDeepStrictEqual((await steps.ended(payload.batchId)).counts, { updated: 0, failed: 1, invalid: 1 });
    assert.deepEqual(
      (await steps.outcomes(payload.batchId)).map(({ error }) => error),
      ['batch_aborted_exception', undefined],
    );
    assert.deepEqual((await changes(payload.batchId)).data, []);
    await refusedToApply(payload.batchId, /all or nothing/);
    const whole = await sendUpdate(lender, csv(header, [a, '411001', ''], [b, '411001', '']), {
      query: '?dryRun=true&atomic=true',
    });
    await updated(lender, csv(header, [b, '422001', '']));
    const { counts, atomic } = await apply(whole.body.payload.batchId);
    assert.equal(atomic, true);
    assert.partialDeepStrictEqual(counts, { updated: 0, failed: 2 });
    assert.partialDeepStrictEqual(await customer(lender, a), { version: 1 });
  });

  test('it is refused as the real one is: by the brake, by its size, by its header', async () => {
    const ids = await companyOf(4);
    const file = csv(header, ...ids.map((id) => [id, '411001', '']));
    for (const [query, sent] of [
      ['maxAffected=3', file],
      ['atomic=true', file],
      ['atomic=false', csv(['Name'], ['x'])],
    ] as const) {
      const real = await sendUpdate(lender, sent, { query: `?${query}` });
      const shown = await sendUpdate(lender, sent, { query: `?dryRun=true&${query}` });
      const { errorMessage, apiSubErrors } = assertRefused(shown, { status: 422, type: 'UNPROCESSABLE_REQUEST' });
      assert.deepEqual(
        [errorMessage, apiSubErrors],
        [real.body.errorResponse?.errorMessage, real.body.errorResponse?.apiSubErrors],
      );
    }
    const brake = `PATCH /api/v1/lists/${lender.code}?organization=${lender.code}`;
    const within = await sendUpdate(lender, file, dryRun);
    assert.equal((await service.administrator.call(brake, { maxAffected: 3 })).status, 200);
    assertRefused(await sendUpdate(lender, file, dryRun), {
      status: 422,
      type: 'UNPROCESSABLE_REQUEST',
      says: /brake/,
    });
    const { status, text } = await lender.call(`POST /api/v1/batches/${within.body.payload.batchId}/apply`);
    assert.equal(status, 422, text);
    assert.equal((await service.administrator.call(brake, { maxAffected: null })).status, 200);
    assert.equal((await apply(within.body.payload.batchId)).counts['updated'], 4);
    assert.deepEqual(await filesIn(service), []);
  });

  test('Prefer: respond-async: 202, and Location says how it gets on', async () => {
    const [a = ''] = await companyOf(1);
    const sent = { ...dryRun, headers: { prefer: 'respond-async' } };
    const { status, body, headers } = await sendUpdate(lender, csv(header, [a, '411001', '']), sent);
    assert.equal(status, 202);
    assert.partialDeepStrictEqual(body.payload, { dryRun: true, changes: [], success_count: 0 });
    assert.equal(headers.get('location'), `/api/v1/batches/${body.payload.batchId}`);
    const { state, counts, files } = await steps.ended(body.payload.batchId);
    assert.deepEqual([state, counts['updated'], files.length], ['completed', 1, 1]);
    assert.equal((await apply(body.payload.batchId)).counts['updated'], 1);
  });

  test('it neither can be changed as an upload, nor applied before it has ended or once it has expired', async () => {
    const [a = ''] = await companyOf(1);
    const { batchId } = (await sendUpdate(lender, csv(header, [a, '411001', '']), dryRun)).body.payload;
    const upload = batchId.replace('batch_', 'upl_');
    assert.equal((await lender.call(`PATCH /api/v1/uploads/${upload}`, {})).status, 409);
    const set = async (column: string) =>
      service.database.query(`update batches set ${column} where public_id = $1`, [batchId]);
    await set(`state = 'running', finished_at = null`);
    await refusedToApply(batchId, /still being made/);
    await set(`state = 'completed', finished_at = now()`);
    await set(`expires_at = now() - interval '1 second'`);
    await refusedToApply(batchId, /expired/);
    assert.partialDeepStrictEqual(await customer(lender, a), { version: 1 });
  });

  test('applied as an upload it is applied once all the same', async () => {
    const [a = ''] = await companyOf(1);
    const { batchId } = (await sendUpdate(lender, csv(header, [a, '411001', '']), dryRun)).body.payload;
    const applied = await steps.apply(batchId.replace('batch_', 'upl_'));
    await refusedToApply(batchId, new RegExp(applied.id));
    assert.partialDeepStrictEqual(await customer(lender, a), { version: 2 });
  });

  test('two who apply it at once: one does, the other is told by whom; a retry with the key finds its own', async () => {
    const [a = ''] = await companyOf(1);
    const { batchId } = (await sendUpdate(lender, csv(header, [a, '411001', '']), dryRun)).body.payload;
    const call = (key?: string) =>
      lender.call<{ data: BatchBody }>(
        `POST /api/v1/batches/${batchId}/apply`,
        undefined,
        key === undefined ? {} : { 'idempotency-key': key },
      );
    const answers = await Promise.all([call('one'), call(), call()]);
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((x, y) => x - y),
      [202, 409, 409],
    );
    const id = answers.find(({ status }) => status === 202)?.body.data.id ?? '';
    await steps.ended(id);
    const retry = await call('one');
    assert.deepEqual([retry.status, retry.text.includes(id)], [answers[0].status, true]);
    assert.partialDeepStrictEqual(await customer(lender, a), { version: 2 });
  });

  test('nothing is left of one that nobody applied once it has expired', async () => {
    const [a = ''] = await companyOf(1);
    const { batchId, success_file_url: url } = (await sendUpdate(lender, csv(header, [a, '411001', '']), dryRun)).body
      .payload;
    await service.database.query(`update batches set expires_at = now() - interval '1 hour' where public_id = $1`, [
      batchId,
    ]);
    await service.database.query(`update uploads set expires_at = now() - interval '1 hour' where public_id = $1`, [
      batchId.replace('batch_', 'upl_'),
    ]);
    const expires = Number(new URL(url).searchParams.get('expires')) * 1_000;
    assert.ok(Math.abs(expires - Date.now() - 24 * 3_600_000) < 60_000, 'the files go with it');
    const { database, filesDirectory } = service;
    const { rows: uploads } = await database.query<{ id: number }>('select id from uploads where public_id = $1', [
      batchId.replace('batch_', 'upl_'),
    ]);
    await database.query('update files set expires_at = now()');
    const deleteFiles = async (names: readonly string[]): Promise<void> => {
      for (const name of names) await rm(path.join(filesDirectory, name), { force: true });
    };
    await sweepPreviews(database);
    await sweepUploads({ database, deadAfterMs: 1_000, deleteFiles });
    await sweepFiles({ database, deleteFiles });
    assert.equal((await lender.call(`GET /api/v1/batches/${batchId}`)).status, 404);
    for (const table of ['spool_cells', 'spool_records', 'spool_previews']) {
      const { rows } = await database.query(`select 1 from ${table} where upload_id = $1`, [uploads[0]?.id]);
      assert.deepEqual(rows, [], table);
    }
    assert.deepEqual(
      (await filesBelow(filesDirectory)).filter((name) => name.includes(batchId)),
      [],
    );
  });
});

describe('POST /api/v0/customer/bulk', () => {
  test('dryRun=true shows the new customers, who get the ids that they were shown with', async () => {
    await companyOf(1);
    const file = csv(['legalName', 'pinCode'], ['Asha', '411001'], ['', '411001'], ['Ben', '411002']);
    const { status, body } = await sendCreate(lender, file, dryRun);
    assert.equal(status, 200);
    assert.equal(body.response_message, 'Would create 2 of 3 customers.');
    const { payload } = body;
    const ids = payload.successRequests.map(({ customerId }) => customerId ?? '');
    assert.deepEqual(
      (payload['changes'] as Fields[]).map(({ customerId }) => String(customerId)).sort(byText),
      ids.toSorted(byText),
    );
    assert.equal((await lender.call(`GET /api/v0/customer/${ids[0]}`)).status, 404);
    const applied = await apply(payload.batchId);
    assert.partialDeepStrictEqual(applied, { source: 'company', operation: 'add', counts: { updated: 2, invalid: 1 } });
    assert.partialDeepStrictEqual(await customer(lender, ids[0] ?? ''), { legalName: 'Asha', pinCode: '411001' });
    const again = await created(lender, csv(['legalName'], ['Asha']));
    assert.ok(!ids.includes(again.successRequests[0]?.customerId ?? ''));
  });
});
