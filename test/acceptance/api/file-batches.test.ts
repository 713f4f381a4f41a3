import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { loans, type Tenant } from '../../tenant.ts';
import { holdCustomers, holdTable, until, untilWaiting } from '../hold-customers.ts';
import { sentEvents } from '../server-sent-events.ts';
import { type BatchBody, csv, type Steps, type Table, uploadSteps } from '../upload-steps.ts';
import { workbook } from '../workbook.ts';

let service: TestService;
let lender: Tenant;
let steps: Steps;
before(async () => {
  // So small that a thousand rows are a few chunks.
  service = await startTestService({ settings: { fileChunkRecordsMax: 100, lockWaitMs: 30_000 } });
  lender = await service.tenant();
  steps = uploadSteps(lender);
});
after(() => service[Symbol.asyncDispose]());

async function shown(id: string): Promise<BatchBody> {
  const { status, body, text } = await lender.call<{ data: BatchBody }>(`GET /api/v1/batches/${id}`);
  assert.equal(status, 200, text);
  return body.data;
}

/** Has it applied, and does not wait for it. */
async function begin(uploadId: string): Promise<string> {
  const { status, body, text } = await lender.call<{ data: BatchBody }>(`POST /api/v1/uploads/${uploadId}/apply`);
  assert.equal(status, 202, text);
  return body.data.id;
}

function amounts(count: number): Table {
  return [['loan_id', 'emi_amount'], ...Array.from({ length: count }, (_, i) => [`loan_${i}`, '5000'])];
}

describe('GET /api/v1/batches/{id}', () => {
  test("shows a file's batch with its counts and its files", async () => {
    const campaignId = await lender.campaign(loans(2), { customFields: { tier: 'number' } });
    const { id } = await steps.upload(
      [
        ['loan_id', 'tier', 'region'],
        ['loan_0', '1', 'north'],
        ['loan_1', ' 2', 'x'],
        ['gone', '3', 'x'],
        ['loan_0', 'x', 'x'],
      ],
      { campaignId },
    );
    const { id: batchId } = await steps.apply(id);
    const { createdAt, startedAt, finishedAt, by, progress, files, counts, ...rest } = await shown(batchId);
    assert.deepEqual(rest, {
      id: batchId,
      source: 'upload',
      operation: 'update',
      state: 'completed',
      list: campaignId,
      atomic: false,
      chunks: { done: 1, of: 1 },
      undoneBy: null,
      undoable: true,
      emptyCells: 'ignore',
    });
    const { warned, ...others } = counts;
    assert.deepEqual(others, {
      total: 4,
      valid: 3,
      invalid: 1,
      pending: 0,
      successful: 2,
      updated: 2,
      unchanged: 0,
      failed: 1,
      retried: 0,
    });
    assert.equal(typeof warned, 'number');
    assert.partialDeepStrictEqual(by, { name: 'test' });
    assert.partialDeepStrictEqual(progress, { phase: 'applying', done: 3, of: 3, secondsLeft: 0 });
    const moments = [createdAt, startedAt, finishedAt].map((moment) => Date.parse(String(moment)));
    assert.deepEqual(
      moments,
      moments.toSorted((a, b) => a - b),
    );
    assert.deepEqual(
      files.map(({ kind, name }) => [kind, name]),
      [
        ['failed', 'june-failed.csv'],
        ['applied', 'june-applied.csv'],
      ],
    );
    for (const { url, expiresAt, name } of files) {
      assert.ok(Date.parse(expiresAt) - Date.now() > 6 * 86_400_000);
      const { status, headers } = await fetch(url);
      assert.deepEqual([status, headers.get('content-disposition')?.includes(name)], [200, true]);
    }
  });

  test("says of a file's batch what an empty cell meant, so that its failed rows can be sent again alike", async () => {
    const campaignId = await lender.campaign(loans(1, { note: 'old' }));
    const { id } = await steps.upload(
      [
        ['loan_id', 'note'],
        ['loan_0', ''],
      ],
      { campaignId },
    );
    await steps.change(id, { emptyCells: 'clear' });
    const { id: batchId } = await steps.apply(id);
    assert.equal((await shown(batchId))['emptyCells'], 'clear');
    const { body } = await lender.bulkUpdate(campaignId, [{ id: 'loan_0', data: { note: 'new' } }]);
    assert.equal((await shown(body.batchId))['emptyCells'], undefined);
  });

  test('says how far it is, its counts closed at every moment', async () => {
    const campaignId = await lender.campaign(loans(1200));
    const { id } = await steps.upload(amounts(1200), { campaignId });
    const held = await holdCustomers(service.connectionString, campaignId, ['loan_999']);
    const batchId = await begin(id);
    await untilWaiting(service.database, 1);
    let batch = await shown(batchId);
    await until('the chunks that are not held are done', async () => {
      batch = await shown(batchId);
      const { total = 0, valid = 0, invalid = 0, pending = 0, successful = 0, failed = 0 } = batch.counts;
      assert.deepEqual([total, valid], [valid + invalid + pending, successful + failed]);
      return pending > 0 && pending < total;
    });
    assert.partialDeepStrictEqual(batch, { state: 'running', files: [], counts: { total: 1200 } });
    assert.partialDeepStrictEqual(batch.progress, { phase: 'applying', of: 1200, done: batch.counts['successful'] });
    assert.ok(Number(batch.progress['secondsLeft']) > 0);
    await held.release();
    await held[Symbol.asyncDispose]();
    assert.partialDeepStrictEqual(await steps.ended(batchId), { state: 'completed', counts: { updated: 1200 } });
  });
});

describe('GET /api/v1/batches/{id}/events', () => {
  test('follows a batch until it has ended; the last event is what it came to', async () => {
    const campaignId = await lender.campaign(loans(800));
    const { id } = await steps.upload(amounts(800), { campaignId });
    const held = await holdCustomers(service.connectionString, campaignId, ['loan_0']);
    const batchId = await begin(id);
    const start = performance.now();
    const following = lender.call(`GET /api/v1/batches/${batchId}/events`);
    await untilWaiting(service.database, 1);
    await held.release();
    await held[Symbol.asyncDispose]();
    const { status, headers, text } = await following;
    const seconds = (performance.now() - start) / 1000;
    assert.deepEqual([status, headers.get('content-type')?.split(';')[0]], [200, 'text/event-stream']);
    const events = sentEvents(text);
    assert.deepEqual(
      events.map(({ event }) => event),
      events.map(() => 'batch'),
    );
    assert.ok(events.length >= 2 && events.length <= 2 + 4 * seconds, `${events.length} events in ${seconds} s`);
    // The chunk beside the one that waits may be done by then.
    assert.partialDeepStrictEqual(events[0]?.data, { id: batchId, finishedAt: null });
    const last = events.at(-1);
    // The links of the files are signed anew each time, to the same moment.
    assert.deepEqual(last?.data, await shown(batchId));
    const again = await lender.call(`GET /api/v1/batches/${batchId}/events`, undefined, {
      'last-event-id': last.id ?? '',
    });
    assert.deepEqual(sentEvents(again.text), [{ ...last, id: String(Number(last.id) + 1) }]);
  });

  test('of a JSON batch, which has ended: one event', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { body } = await lender.bulkUpdate(campaignId, [{ id: 'loan_0', data: { note: 'x' } }]);
    const { text } = await lender.call(`GET /api/v1/batches/${body.batchId}/events`);
    assert.deepEqual(sentEvents(text), [{ id: '1', event: 'batch', data: await shown(body.batchId) }]);
  });
});

describe('GET /api/v1/batches/{id}/outcomes', () => {
  test('of a file tells the row and the table, what was wrong, and what was changed on the way', async () => {
    const added = await steps.upload(
      [
        ['legalName', 'uniqueRefNo'],
        ['Asha', 'R1'],
        ['Ben', 'R2'],
      ],
      {
        company: lender.code,
        operation: 'add',
      },
    );
    await steps.apply(added.id);
    const [asha, ben] = (await steps.rows(added.id)).map(({ key }) => key);
    const file = await workbook({
      Customers: [
        ['uniqueRefNo', 'legalName', 'ifsc', 'pinCode'],
        ['R1', 'Asha Rao', 'hdfc0001234', null],
        [],
        ['R2', 'Ben', null, null],
        ['R3', 'Nobody', null, null],
        ['R1', null, 'bad', '1'],
        ['R2', 'left out', null, null],
      ],
      Contacts: [
        ['uniqueRefNo', 'name', 'mobile'],
        ['R2', 'Dev', '9876543210'],
        ['R2', 'Eve', '12'],
      ],
    });
    const { id } = await steps.upload(file, { company: lender.code });
    await steps.change(id, { exclude: [7] });
    const { id: batchId } = await steps.apply(id);
    const entries = await steps.outcomes(batchId);
    assert.deepEqual(
      entries.map(({ index, row, table, key, outcome }) => [index, row, table, key, outcome]),
      [
        [0, 2, 'customers', asha, 'updated'],
        [1, 4, 'customers', ben, 'unchanged'],
        [2, 5, 'customers', null, 'invalid'],
        [3, 6, 'customers', asha, 'invalid'],
        [5, 2, 'contacts', ben, 'updated'],
        [6, 3, 'contacts', ben, 'invalid'],
      ],
    );
    assert.match(String(entries[0]?.['warnings']), /hdfc0001234.*HDFC0001234/);
    assert.deepEqual(entries[2]?.['errors'], ['uniqueRefNo R3 belongs to no customer']);
    assert.deepEqual(
      (entries[3]?.['errors'] as string[] | undefined)?.map((sentence) => sentence.split(' ')[0]),
      ['ifsc', 'pinCode'],
    );
    const found = async (query: string) => (await steps.outcomes(batchId, query)).map(({ index }) => index);
    assert.deepEqual(await found('?outcome=invalid'), [2, 3, 6]);
    assert.deepEqual(await found('?outcome=unchanged,failed'), [1]);
    assert.deepEqual(await found('?limit=2&cursor=1'), [2, 3]);
    const { body } = await lender.call<{ nextCursor: string }>(`GET /api/v1/batches/${batchId}/outcomes?limit=4`);
    assert.equal(body.nextCursor, '3');
    assert.deepEqual(await found('?cursor=3'), [5, 6]);
  });
});

describe('POST /api/v1/batches/{id}/cancel', () => {
  const cancel = (id: string) => lender.call<{ data: BatchBody }>(`POST /api/v1/batches/${id}/cancel`);

  test('a file that runs ends at its next chunk: what was applied stays, each other row fails, and the files say so', async () => {
    const campaignId = await lender.campaign(loans(1200));
    const { id } = await steps.upload([...amounts(1200), ['loan_5', 'x']], { campaignId });
    const held = await holdCustomers(service.connectionString, campaignId, ['loan_0', 'loan_999']);
    const batchId = await begin(id);
    // Both chunks at once wait for a row each.
    await untilWaiting(service.database, 2);
    const asked = await cancel(batchId);
    assert.deepEqual([asked.status, asked.body.data.state], [200, 'running']);
    await held.release();
    await held[Symbol.asyncDispose]();
    const { state, counts, files } = await steps.ended(batchId);
    assert.equal(state, 'cancelled');
    const { total, valid, invalid, pending, successful = 0, failed = 0 } = counts;
    assert.deepEqual([total, valid, invalid, pending], [1201, 1200, 1, 0]);
    assert.equal(successful + failed, 1200);
    assert.ok(failed > 0);
    const failures = await steps.outcomes(batchId, '?outcome=failed&limit=1000');
    assert.deepEqual(new Set(failures.map(({ error }) => error)), new Set(['batch_cancelled_exception']));
    assert.equal(failures.length, Math.min(failed, 1000));
    const versions = await Promise.all(
      ['loan_0', 'loan_999'].map(async (key) => (await lender.customer(campaignId, key)).version),
    );
    const keys = new Set(failures.map(({ key }) => key));
    assert.deepEqual(
      versions,
      ['loan_0', 'loan_999'].map((key) => (keys.has(key) ? 1 : 2)),
    );
    const file = await (await fetch(files.find(({ kind }) => kind === 'failed')?.url ?? '')).text();
    assert.equal(file.trimEnd().split('\r\n').length, 1 + failed + 1);
    assert.equal((await cancel(batchId)).status, 409);
  });

  test('a file that waits for its turn ends at once, and nothing of it is applied', async () => {
    const campaignId = await lender.campaign(loans(2));
    const first = await steps.upload(amounts(1), { campaignId });
    const second = await steps.upload(
      [
        ['loan_id', 'emi_amount'],
        ['loan_1', '1'],
      ],
      { campaignId },
    );
    const held = await holdCustomers(service.connectionString, campaignId, ['loan_0']);
    const runs = await begin(first.id);
    await untilWaiting(service.database, 1);
    const waits = await begin(second.id);
    assert.partialDeepStrictEqual(await shown(waits), {
      state: 'queued',
      startedAt: null,
      progress: { done: 0, of: 0, perSecond: null, secondsLeft: null },
    });
    const { status, body } = await cancel(waits);
    assert.deepEqual([status, body.data.state], [200, 'cancelled']);
    assert.partialDeepStrictEqual(body.data.counts, { total: 1, valid: 1, pending: 0, failed: 1 });
    assert.partialDeepStrictEqual(await steps.outcomes(waits), [
      { row: 2, key: 'loan_1', error: 'batch_cancelled_exception' },
    ]);
    await held.release();
    await held[Symbol.asyncDispose]();
    assert.equal((await steps.ended(runs)).state, 'completed');
    assert.equal((await shown(waits)).state, 'cancelled');
    assert.equal((await lender.customer(campaignId, 'loan_1')).version, 1);
    assert.equal((await lender.call(`POST /api/v1/uploads/${second.id}/apply`)).status, 409);
  });

  test('a file that is being read is read no further, and nothing of it is applied', async () => {
    const file = csv([['legalName'], ['Asha'], ['Ben']]);
    const { bytes, contentType } = await steps.form(file, {});
    // Whoever reads it cannot write down that it has begun.
    await using stuck = await holdTable(service.connectionString, 'spool_cells');
    const sent = await lender.call<{ payload: { batchId: string } }>('POST /api/v0/customer/bulk', bytes, {
      'content-type': contentType,
      prefer: 'respond-async',
    });
    assert.equal(sent.status, 202, sent.text);
    const { batchId } = sent.body.payload;
    await untilWaiting(service.database, 1);
    assert.partialDeepStrictEqual((await cancel(batchId)).body.data, { state: 'running', counts: { total: 0 } });
    await stuck.release();
    const { state, counts } = await steps.ended(batchId);
    assert.equal(state, 'cancelled');
    assert.partialDeepStrictEqual(counts, { successful: 0, pending: 0 });
    const { rows } = await service.database.query<{ count: number }>(
      `select count(*)::int as count from customers where data ->> 'legalName' in ('Asha', 'Ben')
         and not data ? 'uniqueRefNo'`,
    );
    assert.equal(rows[0]?.count, 0);
  });
});
