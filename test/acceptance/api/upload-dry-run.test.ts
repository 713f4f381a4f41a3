import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Fields, loans, type Tenant } from '../../tenant.ts';
import { type BatchBody, type Steps, type Table, uploadSteps } from '../upload-steps.ts';

let service: TestService;
let lender: Tenant;
let steps: Steps;
before(async () => {
  service = await startTestService({ settings: { atomicRecordsMax: 5, fileChunkRecordsMax: 2 } });
  lender = await service.tenant();
  steps = uploadSteps(lender);
});
after(() => service[Symbol.asyncDispose]());

const table: Table = [
  ['loan_id', 'emi_amount'],
  ['loan_0', '5000'],
  ['loan_1', '4500'],
  ['loan_2', 'much'],
  ['gone', '1'],
];

/** Of a campaign of three loans. */
async function upload(rows = table): Promise<{ id: string; campaignId: string }> {
  const campaignId = await lender.campaign(loans(3));
  return { id: (await steps.upload(rows, { campaignId })).id, campaignId };
}

const preview = (id: string, how: Fields = {}): Promise<BatchBody> => steps.apply(id, { dryRun: true, ...how });
const applied = (batchId: string) => lender.call<{ data: BatchBody }>(`POST /api/v1/batches/${batchId}/apply`);

describe('POST /api/v1/uploads/{id}/apply', () => {
  test('dryRun makes a preview of it with its files, and leaves it as it is', async () => {
    const { id, campaignId } = await upload();
    const shown = await preview(id);
    assert.partialDeepStrictEqual(shown, { source: 'preview', state: 'completed', atomic: false });
    const counts = { total: 4, valid: 3, invalid: 1, updated: 1, unchanged: 1, failed: 1, pending: 0 };
    assert.partialDeepStrictEqual(shown.counts, counts);
    assert.deepEqual(shown.files.map(({ kind }) => kind).toSorted(), ['applied', 'failed']);
    const failed = shown.files.find(({ kind }) => kind === 'failed');
    assert.match(await (await fetch(failed?.url ?? '')).text(), /\r\nloan_2,much,4,.*\r\ngone,1,5,/);
    assert.equal((await steps.settled(id)).state, 'ready');
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 1);
    const { status, body } = await applied(shown.id);
    assert.deepEqual([status, body.data['source']], [202, 'upload']);
    const done = await steps.ended(body.data.id);
    assert.deepEqual(done.counts, shown.counts);
    assert.equal((await steps.settled(id)).state, 'applied');
    assert.equal((await lender.customer(campaignId, 'loan_0')).data['emi_amount'], 5000);
  });

  test('it can be previewed again, in another way; one of them is applied, whichever it is', async () => {
    const { id } = await upload(table.slice(0, 3));
    const [first, whole] = [await preview(id), await preview(id, { atomic: true, maxAffected: 1 })];
    assert.deepEqual([first.counts['updated'], whole.counts['updated'], whole['atomic']], [1, 1, true]);
    const { status, body } = await applied(whole.id);
    assert.equal(status, 202);
    assert.equal((await steps.ended(body.data.id))['atomic'], true);
    for (const refused of [
      await applied(whole.id),
      await applied(first.id),
      await lender.call(`POST /api/v1/uploads/${id}/apply`, {}),
      await lender.call(`POST /api/v1/uploads/${id}/apply`, { dryRun: true }),
    ]) {
      assert.equal(refused.status, 409, refused.text);
      assert.ok(refused.text.includes(body.data.id), 'it names the batch');
    }
  });

  test('applied directly, its preview can be applied no more', async () => {
    const { id } = await upload();
    const shown = await preview(id);
    const done = await steps.apply(id);
    const { status, text } = await applied(shown.id);
    assert.deepEqual([status, text.includes(done.id)], [409, true]);
  });

  test('of one that was changed since, the preview neither shows nor applies anything', async () => {
    const { id } = await upload();
    const shown = await preview(id);
    await steps.change(id, { exclude: [5] });
    for (const request of ['POST :/apply', 'GET :/outcomes', 'GET :/changes']) {
      const { status, text } = await lender.call(request.replace(':', `/api/v1/batches/${shown.id}`));
      assert.equal(status, 409, request);
      assert.match(text, /changed after this preview/);
    }
    const again = await preview(id);
    assert.equal(again.counts['total'], 3);
    assert.equal((await applied(again.id)).status, 202);
  });

  test('atomic: one bad row, and nothing would be applied; nor can it be', async () => {
    const { id } = await upload();
    const shown = await preview(id, { atomic: true });
    assert.partialDeepStrictEqual(shown.counts, { updated: 0, unchanged: 0, failed: 3, invalid: 1 });
    assert.deepEqual(
      (await steps.outcomes(shown.id)).map(({ error, reason }) => [error, reason]),
      [
        ['batch_aborted_exception', 'The batch is atomic and record 2 was not applied'],
        ['batch_aborted_exception', 'The batch is atomic and record 2 was not applied'],
        [undefined, undefined],
        ['document_missing_exception', 'Document not found'],
      ],
    );
    const { status, text } = await applied(shown.id);
    assert.equal(status, 409);
    assert.match(text, /all or nothing/);
    const done = await steps.apply(id, { atomic: true });
    assert.deepEqual(done.counts, shown.counts);
  });

  test('what refuses applying it refuses the preview, at once', async () => {
    const { id } = await upload();
    for (const how of [{ maxAffected: 0 }]) {
      const { status, text } = await lender.call(`POST /api/v1/uploads/${id}/apply`, { dryRun: true, ...how });
      assert.equal(status, 422);
      assert.match(text, /1 rows would change a customer/);
    }
    assert.equal((await steps.settled(id)).state, 'ready');
    const { status } = await lender.call(`POST /api/v1/uploads/upl_000000000000000000000000/apply`, { dryRun: true });
    assert.equal(status, 404);
  });

  test('a preview is no one else’s to apply', async () => {
    const { id } = await upload();
    const shown = await preview(id);
    const rival = await service.tenant();
    assert.equal((await rival.call(`POST /api/v1/batches/${shown.id}/apply`)).status, 404);
    const reader = await lender.withScopes('customers:read', 'batches:read');
    assert.equal((await reader.call(`POST /api/v1/batches/${shown.id}/apply`)).status, 403);
  });
});
