import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Client, type Fields, loan, loans, type Tenant } from '../../tenant.ts';
import { uploadSteps } from '../upload-steps.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

interface Batch extends Fields {
  readonly id: string;
  readonly undoable: boolean;
  readonly historySwept?: true;
}

async function batches(who: Client, query: string): Promise<{ data: readonly Batch[]; nextCursor: string | null }> {
  const { status, body, text } = await who.call<{ data: Batch[]; nextCursor: string | null }>(
    `GET /api/v1/batches${query}`,
  );
  assert.equal(status, 200, text);
  return body;
}

async function update(
  who: Client,
  { list: campaignId, query = '' }: { list: string; query?: string },
  data: Fields,
): Promise<string> {
  const records = [{ id: 'loan_0', data }];
  const request = `PUT /api/v1/customers/update/bulk${query}`;
  const { body } = await who.call<{ batchId: string }>(request, { campaignId, records });
  return body.batchId;
}

describe('GET /api/v1/batches', () => {
  test('lists those that one token asked for, newest first, a page at a time', async () => {
    const own = await service.tenant();
    const other = await own.withScopes('customers:write');
    const campaignId = await own.campaign(loans(1));
    const asked: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      asked.unshift(await update(other, { list: campaignId }, { n }));
      await update(own, { list: campaignId }, { m: n });
    }
    const by = (await batches(own, '?limit=2')).data[1]?.['by'] as { id: string };
    const first = await batches(own, `?by=${by.id}&limit=2`);
    const second = await batches(own, `?by=${by.id}&limit=2&cursor=${first.nextCursor}`);
    assert.deepEqual(
      [...first.data, ...second.data].map(({ id }) => id),
      asked,
    );
    assert.equal(second.nextCursor, null);
    for (const nobody of ['tok_nobody', 'usr_nobody', 'cli_nobody']) {
      assert.deepEqual((await batches(own, `?by=${nobody}`)).data, []);
    }
    // Of another organization's there are none here.
    assert.deepEqual((await batches(lender, `?by=${by.id}`)).data, []);
    const { status, text } = await own.call('GET /api/v1/batches?by=Asha');
    assert.equal(status, 400);
    assert.match(text, /by must be the id of a token, a user or a client/);
  });
});

describe('GET /api/v1/batches/{id}', () => {
  const batch = async (id: string): Promise<Batch> => {
    const { body } = await lender.call<{ data: Batch }>(`GET /api/v1/batches/${id}`);
    return body.data;
  };
  const undo = async (id: string): Promise<number> => (await lender.call(`POST /api/v1/batches/${id}/undo`)).status;

  test('`undoable` says whether an undo of it would be taken', async () => {
    const steps = uploadSteps(lender);
    const campaignId = await lender.campaign([loan('loan_0')]);
    const changing = await update(lender, { list: campaignId }, { n: 1 });
    const unchanged = await update(lender, { list: campaignId }, { n: 1 });
    const preview = await update(lender, { list: campaignId, query: '?dryRun=true' }, { n: 2 });
    const deletedList = await lender.campaign([loan('loan_0')]);
    const gone = await update(lender, { list: deletedList }, { n: 1 });
    await lender.call(`DELETE /api/v1/campaigns/${deletedList}`);
    const swept = await update(lender, { list: campaignId }, { k: 1 });
    await service.database.query('update batches set history_swept = true where public_id = $1', [swept]);
    const expected = [
      [changing, true],
      [unchanged, false],
      [preview, false],
      [gone, false],
      [swept, false],
    ] as const;
    for (const [id, isUndoable] of expected) assert.equal((await batch(id)).undoable, isUndoable, id);
    assert.deepEqual([(await batch(swept)).historySwept, (await batch(changing)).historySwept], [true, undefined]);
    const listed = new Map((await batches(lender, '')).data.map(({ id, undoable }) => [id, undoable]));
    for (const [id, isUndoable] of expected) {
      assert.equal(listed.get(id), isUndoable);
      assert.equal((await undo(id)) === 202, isUndoable, id);
    }
    // Now it is undone, until that is.
    const undone = await batch(changing);
    assert.equal(undone.undoable, false);
    const undoing = await steps.ended(String(undone['undoneBy']));
    assert.equal(undoing['undoable'], true);
    assert.equal(await undo(undoing.id), 202);
    await steps.ended(String((await batch(undoing.id))['undoneBy']));
    assert.equal((await batch(changing)).undoable, true);
  });
});

describe('GET /metrics', () => {
  test('counts what became of the records of a file, and its chunks', async () => {
    const read = async (name: string): Promise<number> => {
      const { text } = await service.administrator.call('GET /metrics');
      return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
    };
    const campaignId = await lender.campaign(loans(2));
    const names = ['updated', 'unchanged', 'invalid', 'failed'].map(
      (outcome) => `amend_records_total\\{outcome="${outcome}"\\}`,
    );
    const all = [...names, 'amend_chunk_duration_seconds_count'];
    const before = await Promise.all(all.map(read));
    const steps = uploadSteps(lender);
    const rows = [
      ['loan_id', 'first_name'],
      ['loan_0', 'Ravi'],
      ['loan_1', 'Asha'],
      ['loan_1', ''],
      ['', 'x'],
      ['nobody', 'x'],
    ];
    const { id } = await steps.upload(rows, { campaignId });
    const { counts } = await steps.apply(id);
    const wanted = [counts['updated'], counts['unchanged'], counts['invalid'], counts['failed'], 1];
    // The thread tells of it a moment later than the database has it.
    const deadline = performance.now() + 10_000;
    for (;;) {
      const now = await Promise.all(all.map(read));
      const grown = now.map((count, place) => count - (before[place] ?? 0));
      if (JSON.stringify(grown) === JSON.stringify(wanted)) break;
      assert.ok(performance.now() < deadline, JSON.stringify({ grown, wanted }));
    }
  });
});
