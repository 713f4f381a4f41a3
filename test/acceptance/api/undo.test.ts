import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Answer, type Client, type Fields, loan, loans, type Tenant } from '../../tenant.ts';
import { type Batch, endOf, undoOf } from '../undo-steps.ts';
import { uploadSteps } from '../upload-steps.ts';

interface Outcome {
  readonly key: string;
  readonly outcome: string;
  readonly error?: string;
  readonly reason?: string;
  readonly leftAlone?: readonly string[];
}
type Refusal = Answer<{ message: string }>;

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService({ settings: { chunkRecordsMax: 3, fileChunkRecordsMax: 2, packRecordsMax: 2 } });
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

const dataOf = async (campaignId: string, id: string): Promise<Fields> => (await lender.customer(campaignId, id)).data;

async function outcomesOf(batchId: string): Promise<Record<string, Omit<Outcome, 'key' | 'index'>>> {
  const { body } = await lender.call<{ data: Outcome[] }>(`GET /api/v1/batches/${batchId}/outcomes`);
  return Object.fromEntries(
    body.data.map(({ key, outcome, error, leftAlone }) => [
      key,
      { outcome, ...(error && { error }), ...(leftAlone && { leftAlone }) },
    ]),
  );
}

async function update(campaignId: string, records: readonly { id: string; data: Fields }[]): Promise<string> {
  const { body, text } = await lender.bulkUpdate(campaignId, records);
  assert.ok(body.batchId, text);
  return body.batchId;
}

/** A campaign of some loans, and what their data was before a batch changed them. */
async function updated(count: number, change: (place: number) => Fields) {
  const campaignId = await lender.campaign(loans(count));
  const ids = Array.from({ length: count }, (_, place) => `loan_${place}`);
  const original = await Promise.all(ids.map((id) => dataOf(campaignId, id)));
  const batchId = await update(
    campaignId,
    ids.map((id, place) => ({ id, data: change(place) })),
  );
  return { campaignId, ids, original, batchId };
}

describe('POST /api/v1/batches/{id}/undo', () => {
  test('restores what the batch changed, in chunks; versions go on counting, and both batches name each other', async () => {
    const { campaignId, ids, original, batchId } = await updated(7, (place) => ({
      emi_amount: 9_000 + place,
      note: { text: 'new', by: ['me'] },
      language: null,
    }));
    const undo = await undoOf(lender, batchId);
    assert.deepEqual(await Promise.all(ids.map((id) => dataOf(campaignId, id))), original);
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 3);
    assert.partialDeepStrictEqual(undo, {
      source: 'undo',
      operation: 'update',
      state: 'completed',
      undoes: batchId,
      undoneBy: null,
      counts: { total: 7, valid: 7, updated: 7, unchanged: 0, failed: 0, pending: 0, warned: 0 },
      files: [],
    });
    assert.equal((await endOf(lender, batchId)).undoneBy, undo.id);
  });

  test('gives back an object as it was, whatever it was merged with', async () => {
    const campaignId = await lender.campaign([loan('loan_0', { note: { a: 1, b: { c: 2 } } })]);
    const before = await dataOf(campaignId, 'loan_0');
    const batchId = await update(campaignId, [{ id: 'loan_0', data: { note: { a: null, d: 3, b: { e: 4 } } } }]);
    await undoOf(lender, batchId);
    assert.deepEqual(await dataOf(campaignId, 'loan_0'), before);
  });

  test('leaves alone what was edited since, names it, and puts it into a file', async () => {
    const { campaignId, batchId } = await updated(4, () => ({ emi_amount: 9_000, note: '=new' }));
    await update(campaignId, [
      { id: 'loan_1', data: { note: 'mine' } },
      { id: 'loan_2', data: { note: 'mine', emi_amount: 1 } },
      { id: 'loan_3', data: { emi_amount: 4_500, note: null } },
    ]);
    const undo = await undoOf(lender, batchId);
    assert.deepEqual(await outcomesOf(undo.id), {
      loan_0: { outcome: 'updated' },
      loan_1: { outcome: 'updated', leftAlone: ['note'] },
      loan_2: { outcome: 'failed', error: 'edited_since_exception' },
      loan_3: { outcome: 'unchanged' },
    });
    assert.partialDeepStrictEqual(undo.counts, { total: 4, updated: 2, unchanged: 1, failed: 1, warned: 1 });
    assert.partialDeepStrictEqual(await dataOf(campaignId, 'loan_1'), { note: 'mine', emi_amount: 4_500 });
    assert.partialDeepStrictEqual(await dataOf(campaignId, 'loan_2'), { note: 'mine', emi_amount: 1 });
    const [file] = undo.files;
    assert.equal(file?.kind, 'left-alone');
    const text = await (await fetch(file?.url ?? '')).text();
    assert.deepEqual(text.replace('\uFEFF', '').trimEnd().split('\r\n'), [
      'loan_id,field,before the batch,from the batch,now,error',
      `loan_1,note,,'=new,mine,"Edited since the batch, and left alone."`,
      'loan_2,emi_amount,4500,9000,1,"Edited since: emi_amount, note."',
      `loan_2,note,,'=new,mine,"Edited since: emi_amount, note."`,
    ]);
  });

  test('removes the customers that the batch added and nobody touched', async () => {
    const campaignId = await lender.campaign(loans(1));
    const records = ['a', 'b', 'c'].map((id) => ({ data: loan(id) }));
    const added = await lender.call<{ batchId: string }>('POST /api/v1/customers/add/bulk', { campaignId, records });
    await update(campaignId, [{ id: 'b', data: { note: 'kept' } }]);
    const undo = await undoOf(lender, added.body.batchId);
    assert.equal(undo.operation, 'remove');
    assert.deepEqual(await outcomesOf(undo.id), {
      a: { outcome: 'updated' },
      b: { outcome: 'failed', error: 'edited_since_exception' },
      c: { outcome: 'updated' },
    });
    const { status } = await lender.call(`GET /api/v1/customers/a?campaignId=${campaignId}`);
    assert.equal(status, 404);
    assert.partialDeepStrictEqual(await dataOf(campaignId, 'b'), { note: 'kept' });
    const redo = await undoOf(lender, undo.id);
    assert.partialDeepStrictEqual(redo, { operation: 'add', counts: { updated: 2 } });
    assert.partialDeepStrictEqual(await lender.customer(campaignId, 'a'), {
      version: 3,
      data: { first_name: loan('a')['first_name'] },
    });
  });

  test('can be undone itself: then its batch can be undone again, and so on', async () => {
    const { campaignId, batchId } = await updated(2, () => ({ emi_amount: 7 }));
    const undo = await undoOf(lender, batchId);
    const redo = await undoOf(lender, undo.id);
    assert.partialDeepStrictEqual(await dataOf(campaignId, 'loan_0'), { emi_amount: 7 });
    assert.equal((await endOf(lender, batchId)).undoneBy, null);
    await undoOf(lender, redo.id);
    assert.partialDeepStrictEqual(await dataOf(campaignId, 'loan_0'), { emi_amount: 4_500 });
    assert.equal((await endOf(lender, batchId)).undoneBy, undo.id);
    await refuses(batchId, { status: 409, says: new RegExp(`undone already, as ${undo.id}`) });
  });

  test('takes back a file of a campaign, an applied upload', async () => {
    const campaignId = await lender.campaign(loans(5));
    const steps = uploadSteps(lender);
    const table = [
      ['loan_id', 'emi_amount'],
      ...Array.from({ length: 5 }, (_, n) => [`loan_${n}`, String(n + 1)]),
    ] as const;
    const { id } = await steps.upload(table, { campaignId });
    const { id: batchId } = await steps.apply(id);
    assert.partialDeepStrictEqual(await dataOf(campaignId, 'loan_4'), { emi_amount: 5 });
    const undo = await undoOf(lender, batchId);
    assert.partialDeepStrictEqual(undo.counts, { total: 5, updated: 5 });
    assert.partialDeepStrictEqual(await dataOf(campaignId, 'loan_4'), { emi_amount: 4_500 });
  });

  test('fails where a value would break a rule that the list has got since', async () => {
    const campaignId = await lender.campaign([loan('loan_0', { score: 'high' }), loan('loan_1', { score: 3 })]);
    const batchId = await update(campaignId, [
      { id: 'loan_0', data: { score: 1 } },
      { id: 'loan_1', data: { score: 1 } },
    ]);
    await lender.call(`PUT /api/v1/campaigns/update/${campaignId}`, { customFields: { score: 'number' } });
    const undo = await undoOf(lender, batchId);
    assert.deepEqual(await outcomesOf(undo.id), {
      loan_0: { outcome: 'failed', error: 'value_mismatch_exception' },
      loan_1: { outcome: 'updated' },
    });
  });

  test("is refused where nothing was changed, where the batch is another's or unknown, and without the scope", async () => {
    const campaignId = await lender.campaign(loans(1));
    await refuses(await update(campaignId, [{ id: 'loan_0', data: {} }]), { status: 409, says: /changed no customer/ });
    await refuses('batch_000000000000000000000000', { status: 404, says: /no batch of this id/ });
    const batchId = await update(campaignId, [{ id: 'loan_0', data: { note: 'x' } }]);
    await refuses(batchId, { status: 404, says: /no batch of this id/, who: await service.tenant() });
    await refuses(batchId, {
      status: 403,
      says: /customers:write/,
      who: await lender.withScopes('customers:read', 'batches:read'),
    });
    const unknown = await lender.call<{ errors: string[] }>(`POST /api/v1/batches/${batchId}/undo?dry=true`);
    assert.deepEqual([unknown.status, unknown.body.errors], [400, ['unknown query parameter dry']]);
    await lender.call(`DELETE /api/v1/campaigns/${campaignId}`);
    await refuses(batchId, { status: 409, says: /customer list of the batch was deleted/ });
  });
});

describe('the preview of an undo', () => {
  test('shows what an undo would do, and does nothing; applying it does that, once', async () => {
    const { campaignId, batchId } = await updated(3, () => ({ emi_amount: 9_000 }));
    await update(campaignId, [{ id: 'loan_1', data: { emi_amount: 1 } }]);
    const preview = await undoOf(lender, batchId, '?dryRun=true');
    assert.partialDeepStrictEqual(preview, { source: 'preview', undoes: batchId, counts: { updated: 2, failed: 1 } });
    assert.partialDeepStrictEqual(await dataOf(campaignId, 'loan_0'), { emi_amount: 9_000 });
    const changes = await lender.call<{ data: Fields[] }>(`GET /api/v1/batches/${preview.id}/changes`);
    assert.deepEqual(changes.body.data, [
      { key: 'loan_0', version: 3, changes: { emi_amount: { from: 9_000, to: 4_500 } } },
      { key: 'loan_2', version: 3, changes: { emi_amount: { from: 9_000, to: 4_500 } } },
    ]);
    assert.equal((await endOf(lender, batchId)).undoneBy, null);
    await refuses(preview.id, { status: 409, says: /is a preview/ });

    await update(campaignId, [{ id: 'loan_2', data: { emi_amount: 2 } }]);
    const applied = await lender.call<{ data: Batch }>(`POST /api/v1/batches/${preview.id}/apply`);
    assert.equal(applied.status, 202, applied.text);
    const undo = await endOf(lender, applied.body.data.id);
    assert.partialDeepStrictEqual(undo, { source: 'undo', undoes: batchId, counts: { updated: 1, failed: 2 } });
    assert.deepEqual(await outcomesOf(undo.id), {
      loan_0: { outcome: 'updated' },
      loan_1: { outcome: 'failed', error: 'edited_since_exception' },
      loan_2: { outcome: 'failed', error: 'preview_changed_exception' },
    });
    const again: Refusal = await lender.call(`POST /api/v1/batches/${preview.id}/apply`);
    assert.deepEqual([again.status, again.body.message.includes(undo.id)], [409, true]);
  });
});

async function refuses(
  batchId: string,
  { status, says, who = lender }: { status: number; says: RegExp; who?: Client },
): Promise<void> {
  const refused: Refusal = await who.call(`POST /api/v1/batches/${batchId}/undo`);
  assert.equal(refused.status, status, refused.text);
  assert.match(refused.body.message, says);
}
