import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Fields, loan, loans, type Tenant } from '../../tenant.ts';
import { type BatchBody, csv, type Steps, type Table, uploadSteps } from '../upload-steps.ts';

let service: TestService;
let lender: Tenant;
let steps: Steps;
before(async () => {
  service = await startTestService({ settings: { atomicRecordsMax: 5 } });
  lender = await service.tenant();
  steps = uploadSteps(lender);
});
after(() => service[Symbol.asyncDispose]());

/** By key: what became of each row and why, and the versions that the customers have now. */
async function results(batchId: string): Promise<Record<string, unknown>> {
  const entries = await steps.outcomes(batchId);
  return Object.fromEntries(entries.map(({ key, outcome, error }) => [key, error ?? outcome]));
}

async function field(campaignId: string, id: string, name: string): Promise<unknown> {
  return (await lender.customer(campaignId, id)).data[name];
}

async function set(campaignId: string, id: string, data: Fields): Promise<void> {
  const { status, text } = await lender.bulkUpdate(campaignId, [{ id, data }]);
  assert.equal(status, 200, text);
}

async function add(campaignId: string, customer: Fields): Promise<void> {
  const { status, text } = await lender.call('POST /api/v1/customers/add', { campaignId, data: customer });
  assert.equal(status, 201, text);
}

/** New amounts for so many loans. */
function amounts(count: number, amount = '5000'): Table {
  return [['loan_id', 'emi_amount'], ...Array.from({ length: count }, (_, i) => [`loan_${i}`, amount])];
}

describe('POST /api/v1/uploads/{id}/apply', () => {
  test('what was shown becomes a batch, and its rows go into files', async () => {
    const campaignId = await lender.campaign(loans(3));
    const { id } = await steps.upload(
      [
        ['loan_id', 'emi_amount', 'note'],
        ['loan_0', '5000', 'a'],
        ['loan_1', '4500', ''],
        ['loan_2', '7000', 'left out'],
        ['gone', '1', 'c'],
        ['loan_2', 'much', 'd'],
      ],
      { campaignId },
    );
    await steps.change(id, { exclude: [4], cells: [{ row: 2, column: 'note', value: 'edited' }] });
    const { status, headers, body } = await lender.call<{ data: BatchBody }>(`POST /api/v1/uploads/${id}/apply`, {});
    assert.equal(status, 202);
    assert.match(body.data.id, /^batch_[0-9a-z]{24}$/);
    assert.equal(headers.get('location'), `/api/v1/batches/${body.data.id}`);
    assert.partialDeepStrictEqual(body.data, { source: 'upload', operation: 'update', list: campaignId });
    const { state, counts, files } = await steps.ended(body.data.id);
    assert.equal(state, 'completed');
    assert.partialDeepStrictEqual(counts, { total: 4, valid: 3, invalid: 1, updated: 1, unchanged: 1, failed: 1 });
    assert.partialDeepStrictEqual((await lender.customer(campaignId, 'loan_0')).data, {
      emi_amount: 5000,
      note: 'edited',
    });
    assert.equal((await lender.customer(campaignId, 'loan_2')).version, 1);
    const [failed = '', applied = ''] = await Promise.all(files.map(async ({ url }) => (await fetch(url)).text()));
    assert.deepEqual(
      failed.split('\r\n').map((line) => line.split(',').slice(0, 4)),
      [['loan_id', 'emi_amount', 'note', 'row'], ['gone', '1', 'c', '5'], ['loan_2', 'much', 'd', '6'], ['']],
    );
    assert.match(applied, /^loan_id,emi_amount,note,row,warnings\r\nloan_0,5000,edited,2,/);
    assert.equal((await lender.call<{ data: Fields }>(`GET /api/v1/uploads/${id}`)).body.data['state'], 'applied');
  });

  test('each row is pinned to the version that was shown', async () => {
    const campaignId = await lender.campaign(loans(6));
    const { id } = await steps.upload([...amounts(6), ['late', '5000']], { campaignId });
    await set(campaignId, 'loan_1', { emi_amount: 6000 });
    await set(campaignId, 'loan_2', { note: 'elsewhere' });
    await set(campaignId, 'loan_3', { emi_amount: 5000 });
    await set(campaignId, 'loan_4', { emi_amount: 6000 });
    await set(campaignId, 'loan_4', { emi_amount: 4500 });
    await add(campaignId, loan('late'));
    const { id: batchId, counts } = await steps.apply(id);
    assert.deepEqual(await results(batchId), {
      loan_0: 'updated',
      // Somebody changed what the row names …
      loan_1: 'preview_changed_exception',
      // … or something else: both stand …
      loan_2: 'updated',
      // … or did just this.
      loan_3: 'unchanged',
      // As it was shown, but not the same any more: what he did and undid was not seen.
      loan_4: 'preview_changed_exception',
      loan_5: 'updated',
      // Shown as missing: nobody has seen who is there now.
      late: 'document_missing_exception',
    });
    assert.partialDeepStrictEqual(counts, { updated: 3, unchanged: 1, failed: 3, invalid: 0 });
    assert.equal(await field(campaignId, 'loan_1', 'emi_amount'), 6000);
    assert.partialDeepStrictEqual((await lender.customer(campaignId, 'loan_2')).data, {
      emi_amount: 5000,
      note: 'elsewhere',
    });
    assert.equal(await field(campaignId, 'late', 'emi_amount'), 4500);
  });

  test('what was shown as unchanged is pinned too', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { id, compared } = await steps.upload(amounts(1, '4500'), { campaignId });
    assert.partialDeepStrictEqual(compared, { unchanged: 1 });
    await set(campaignId, 'loan_0', { emi_amount: 6000 });
    const { id: batchId } = await steps.apply(id);
    assert.deepEqual(await results(batchId), { loan_0: 'preview_changed_exception' });
    assert.equal(await field(campaignId, 'loan_0', 'emi_amount'), 6000);
  });

  test('pinned: false applies it to the customers as they are by then, also to those who were missing', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { id } = await steps.upload([...amounts(1), ['late', '5000'], ['gone', '1']], { campaignId });
    await set(campaignId, 'loan_0', { emi_amount: 6000 });
    await add(campaignId, loan('late'));
    const { id: batchId } = await steps.apply(id, { pinned: false });
    assert.deepEqual(await results(batchId), {
      loan_0: 'updated',
      late: 'updated',
      gone: 'document_missing_exception',
    });
  });

  test('a change of the upload compares it anew, with the customers as they are then', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { id } = await steps.upload(amounts(1), { campaignId });
    await set(campaignId, 'loan_0', { emi_amount: 6000 });
    await steps.change(id, {});
    assert.deepEqual((await steps.rows(id))[0]?.changes, { emi_amount: { from: 6000, to: 5000 } });
    assert.equal((await steps.apply(id)).counts['updated'], 1);
  });

  test('new customers are added once: one who is there by now fails', async () => {
    const campaignId = await lender.campaign(loans(1));
    const header = Object.keys(loan('x'));
    const row = (id: string): string[] => Object.values(loan(id)).map(String);
    const { id, compared } = await steps.upload([header, row('loan_0'), row('new_1'), row('new_2'), row('new_1')], {
      campaignId,
      operation: 'add',
    });
    assert.deepEqual(compared, { changing: 2, unchanged: 0, missing: 0, failing: 2 });
    const [first] = await steps.rows(id);
    assert.match(first?.errors[0]?.message ?? '', /^There is such a customer already/);
    await add(campaignId, loan('new_2'));
    const { id: batchId, counts, operation } = await steps.apply(id);
    assert.equal(operation, 'add');
    assert.partialDeepStrictEqual(counts, { updated: 1, failed: 3 });
    assert.deepEqual(
      (await steps.outcomes(batchId, '?outcome=failed')).map(({ row: number, error }) => [number, error]),
      [2, 4, 5].map((number) => [number, 'version_conflict_engine_exception']),
    );
    assert.deepEqual(await field(campaignId, 'new_1', 'phone_number'), '9876543210');
  });

  test('works once: after that 409 names the batch, and a retry with the key finds it', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { id } = await steps.upload(amounts(1), { campaignId });
    const apply = (key?: string) =>
      lender.call<{ data: BatchBody }>(
        `POST /api/v1/uploads/${id}/apply`,
        undefined,
        key === undefined ? {} : { 'idempotency-key': key },
      );
    const answers = await Promise.all([apply('one'), apply(), apply()]);
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [202, 409, 409],
    );
    const batchId = answers.find(({ status }) => status === 202)?.body.data.id ?? '';
    for (const { text } of answers.filter(({ status }) => status === 409)) assert.ok(text.includes(batchId), text);
    const retry = await apply('one');
    assert.deepEqual([retry.status, retry.text.includes(batchId)], [answers[0].status, true]);
    assert.equal((await steps.ended(batchId)).state, 'completed');
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 2);
  });

  test('maxAffected counts the rows that would change a customer, exactly; over it 422 at once, and the upload stays ready', async () => {
    const campaignId = await lender.campaign(loans(4));
    const file: Table = [...amounts(3), ['loan_3', '4500'], ['gone', '1']];
    const { id } = await steps.upload(file, { campaignId });
    for (const how of [{ maxAffected: 2 }, { maxAffected: 2, pinned: false }]) {
      const { status, body } = await lender.call(`POST /api/v1/uploads/${id}/apply`, how);
      const sentence = '3 rows would change a customer and maxAffected is 2; nothing was applied.';
      assert.deepEqual([status, body['message']], [422, sentence]);
    }
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 1);
    assert.equal((await steps.settled(id)).state, 'ready');
    const done = await steps.apply(id, { maxAffected: 3 });
    assert.partialDeepStrictEqual([done.state, done.counts], ['completed', { updated: 3, unchanged: 1, failed: 1 }]);
  });

  test('atomic: one row that is not applied, and none is', async () => {
    const campaignId = await lender.campaign(loans(3));
    const { id } = await steps.upload([...amounts(2), ['gone', '1'], ['loan_2', 'x']], { campaignId });
    const aborted = await steps.apply(id, { atomic: true });
    assert.partialDeepStrictEqual(aborted, {
      state: 'completed',
      atomic: true,
      counts: { total: 4, valid: 3, invalid: 1, updated: 0, failed: 3 },
    });
    assert.deepEqual(
      (await steps.outcomes(aborted.id)).map(({ error, reason }) => [error, reason]),
      [
        ['batch_aborted_exception', 'The batch is atomic and record 2 was not applied'],
        ['batch_aborted_exception', 'The batch is atomic and record 2 was not applied'],
        ['document_missing_exception', 'Document not found'],
        [undefined, undefined],
      ],
    );
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 1);
    assert.deepEqual(
      aborted.files.map(({ kind }) => kind),
      ['failed'],
    );
    const failures = await (await fetch(aborted.files[0]?.url ?? '')).text();
    assert.match(failures, /loan_0,5000,2,.*row 4 was not applied/);
    const whole = await steps.upload(amounts(3), { campaignId });
    assert.equal((await steps.apply(whole.id, { atomic: true, maxAffected: 3 })).counts['updated'], 3);
  });

  test('atomic holds for the pins too: one customer that was changed meanwhile, and nothing is written', async () => {
    const campaignId = await lender.campaign(loans(2));
    const { id } = await steps.upload(amounts(2), { campaignId });
    await set(campaignId, 'loan_1', { emi_amount: 1 });
    const { id: batchId } = await steps.apply(id, { atomic: true });
    assert.deepEqual(await results(batchId), {
      loan_0: 'batch_aborted_exception',
      loan_1: 'preview_changed_exception',
    });
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 1);
  });

  test('a brake that another change of the customers has come to since is held to too, and nothing is written', async () => {
    const campaignId = await lender.campaign(loans(3));
    const { id } = await steps.upload(amounts(3, '4500'), { campaignId });
    for (const key of ['loan_0', 'loan_1']) await set(campaignId, key, { emi_amount: 1 });
    const { state, error, counts, files, ...refused } = await steps.apply(id, { maxAffected: 1, pinned: false });
    const sentence = '2 rows would change a customer and maxAffected is 1; nothing was applied.';
    assert.deepEqual([state, error, files], ['failed', sentence, []]);
    assert.partialDeepStrictEqual(counts, { total: 0, pending: 0, successful: 0, failed: 0 });
    const again = await lender.call(`POST /api/v1/uploads/${id}/apply`, { maxAffected: 3 });
    assert.deepEqual([again.status, again.text.includes(refused.id)], [409, true]);
  });

  test('atomic is refused at once for more rows than one transaction takes', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { id } = await steps.upload(amounts(6), { campaignId });
    const { status, text } = await lender.call(`POST /api/v1/uploads/${id}/apply`, { atomic: true });
    assert.equal(status, 422);
    assert.match(text, /has 6 rows.* at most 5/);
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 1);
    assert.equal((await steps.apply(id)).counts['failed'], 5);
  });

  test('a list that was deleted meanwhile: nothing is applied, and the batch says so', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { id } = await steps.upload(amounts(1), { campaignId });
    const { status } = await lender.call(`DELETE /api/v1/campaigns/${campaignId}`);
    assert.equal(status, 200);
    const { state, error } = await steps.apply(id);
    assert.deepEqual([state, /deleted/.test(String(error))], ['failed', true]);
  });

  test("a company's customers: found by their references, which stay unique", async () => {
    const added = await steps.upload(
      [
        ['legalName', 'uniqueRefNo', 'accountNumber'],
        ['Asha', 'R1', 'ACC000000001'],
        ['Ben', 'R2', 'ACC000000002'],
      ],
      { company: lender.code, operation: 'add' },
    );
    assert.equal((await steps.apply(added.id)).counts['updated'], 2);
    const [asha, ben] = (await steps.rows(added.id)).map(({ key }) => key);
    const { id } = await steps.upload(
      [
        ['accountNumber', 'uniqueRefNo', 'legalName'],
        ['ACC000000001', '', 'Asha Rao'],
        ['', 'R2', 'Ben Lal'],
        ['ACC000000009', '', 'Nobody'],
      ],
      { company: lender.code },
    );
    // Somebody else takes what Asha's next row is shown to get.
    const taking = await steps.upload(
      csv([
        ['customerId', 'uniqueRefNo'],
        [asha ?? '', 'R7'],
      ]),
      { company: lender.code },
    );
    const other = await steps.upload(
      csv([
        ['customerId', 'uniqueRefNo'],
        [ben ?? '', 'R7'],
      ]),
      { company: lender.code },
    );
    assert.deepEqual((await steps.apply(id)).counts['updated'], 2);
    assert.deepEqual(await results((await steps.apply(taking.id)).id), { [asha ?? '']: 'updated' });
    assert.deepEqual(await results((await steps.apply(other.id)).id), { [ben ?? '']: 'reference_taken_exception' });
  });

  test('refuses switches that it does not know', async () => {
    const { id } = await steps.upload(amounts(1), { campaignId: await lender.campaign(loans(1)) });
    for (const how of [
      { dryRun: 'yes' },
      { dryRun: true, pinned: false },
      { maxAffected: -1 },
      { maxAffected: '3' },
      { atomic: 'yes' },
      [],
    ]) {
      assert.equal((await lender.call(`POST /api/v1/uploads/${id}/apply`, how)).status, 400, JSON.stringify(how));
    }
    assert.equal((await lender.call(`POST /api/v1/uploads/${id}/apply?atomic=true`, {})).status, 400);
  });
});
