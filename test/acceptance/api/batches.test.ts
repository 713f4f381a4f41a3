import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Fields, loan, loans, type Tenant } from '../../tenant.ts';
import { holdCustomers, until, untilWaiting } from '../hold-customers.ts';

interface Batch extends Fields {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
}
interface Page<Entry = Fields> {
  readonly data: readonly Entry[];
  readonly nextCursor: string | null;
}

let service: TestService;
let lender: Tenant;
let campaignId: string;
let batchId: string;
before(async () => {
  service = await startTestService({ settings: { chunkRecordsMax: 3, lockWaitMs: 20_000 } });
  lender = await service.tenant();
  campaignId = await lender.campaign(loans(6));
  const { body } = await lender.bulkUpdate(campaignId, [
    { id: 'loan_5', data: { note: 'x' } },
    { id: 'loan_4', data: {} },
    { id: 'gone', data: {} },
    7,
    { id: 'loan_0', data: { note: 'y', language: 'odia' } },
    { id: 'loan_1', data: { emi_amount: 'z' } },
    { id: 'loan_0', data: { language: null } },
  ]);
  batchId = body.batchId;
});
after(() => service[Symbol.asyncDispose]());

async function shown(id: string, who = lender): Promise<Batch> {
  const { status, body, text } = await who.call<{ data: Batch }>(`GET /api/v1/batches/${id}`);
  assert.equal(status, 200, text);
  return body.data;
}

describe('GET /api/v1/batches/{id}', () => {
  test('shows a batch that has ended, its counts closed', async () => {
    const { createdAt, startedAt, finishedAt, by, progress, ...rest } = await shown(batchId);
    assert.deepEqual(rest, {
      id: batchId,
      source: 'campaign',
      operation: 'update',
      state: 'completed',
      list: campaignId,
      atomic: false,
      counts: {
        total: 7,
        valid: 5,
        invalid: 2,
        pending: 0,
        successful: 4,
        updated: 3,
        unchanged: 1,
        failed: 1,
        retried: 0,
        warned: 0,
      },
      chunks: { done: 2, of: 2 },
      undoneBy: null,
      undoable: true,
      files: [],
    });
    assert.partialDeepStrictEqual(by, { name: 'test' });
    assert.partialDeepStrictEqual(progress, { phase: 'applying', done: 5, of: 5 });
    const moments = [createdAt, startedAt, finishedAt].map((moment) => Date.parse(String(moment)));
    assert.deepEqual(
      moments,
      [...moments].sort((a, b) => a - b),
    );
  });

  test('every write of the campaign door is a batch: additions too', async () => {
    const { body } = await lender.call<Page<Batch>>(`GET /api/v1/batches?list=${campaignId}`);
    assert.deepEqual(
      body.data.map(({ operation, counts }) => [operation, counts['total']]),
      [
        ['update', 7],
        ['add', 6],
      ],
    );
  });

  test('404 for one that is unknown or foreign, on every path, alike', async () => {
    const other = await service.tenant();
    const texts = new Set<string>();
    for (const id of ['batch_unknown', batchId, 'x'.repeat(2000), '%20']) {
      for (const path of ['', '/outcomes', '/changes', '/events']) {
        const { status, text } = await other.call(`GET /api/v1/batches/${id}${path}`);
        assert.equal(status, 404);
        texts.add(text);
      }
      const cancel = await other.call(`POST /api/v1/batches/${id}/cancel`);
      assert.equal(cancel.status, 404);
      texts.add(cancel.text);
    }
    assert.deepEqual([...texts], ['{"success":false,"error":"NotFound","message":"There is no batch of this id."}']);
  });
});

describe('GET /api/v1/batches', () => {
  test('lists batches newest first, in pages', async () => {
    const own = await service.tenant();
    const list = await own.campaign([loan('a')]);
    const ids: string[] = [];
    for (const note of [1, 2, 3]) ids.unshift((await own.bulkUpdate(list, [{ id: 'a', data: { note } }])).body.batchId);
    const first = await own.call<Page<Batch>>('GET /api/v1/batches?limit=2');
    assert.deepEqual(
      first.body.data.map(({ id }) => id),
      ids.slice(0, 2),
    );
    assert.deepEqual(first.body.data[0], await shown(ids[0] ?? '', own));
    const rest = await own.call<Page<Batch>>(`GET /api/v1/batches?cursor=${first.body.nextCursor}`);
    assert.equal(rest.body.data[0]?.id, ids[2]);
    assert.equal(rest.body.nextCursor, null);
  });

  test('filters by state, source, list, from and to', async () => {
    const count = async (query: string) =>
      (await lender.call<Page<Batch>>(`GET /api/v1/batches?${query}`)).body.data.length;
    const [hourAgo, soon] = [-3_600_000, 60_000].map((ms) => new Date(Date.now() + ms).toISOString());
    assert.equal(await count('state=running'), 0);
    assert.ok((await count('state=completed&source=campaign')) >= 2);
    assert.equal(await count('source=undo'), 0);
    assert.equal(await count('list=camp_unknown'), 0);
    assert.ok((await count(`from=${hourAgo}&to=${soon}`)) >= 2);
    assert.equal(await count(`to=${hourAgo}`), 0);
    assert.equal(await count(`from=${soon}`), 0);
  });

  test('refuses what it does not know', async () => {
    const bad = [
      'state=done',
      'source=x',
      'from=yesterday',
      'from=2026-02-30T25:00:00Z',
      'limit=201',
      'cursor=x',
      'page=1',
    ];
    for (const query of [...bad, 'cursor=batch_unknown', 'state=running&state=failed']) {
      assert.equal((await lender.call(`GET /api/v1/batches?${query}`)).status, 400, query);
    }
  });
});

describe('GET /api/v1/batches/{id}/outcomes', () => {
  const outcomes = async (query = '') => {
    const { status, body, text } = await lender.call<Page>(`GET /api/v1/batches/${batchId}/outcomes${query}`);
    assert.equal(status, 200, text);
    return body;
  };

  test('tells of every record what became of it, in request order', async () => {
    assert.deepEqual((await outcomes()).data, [
      { index: 0, key: 'loan_5', outcome: 'updated' },
      { index: 1, key: 'loan_4', outcome: 'unchanged' },
      {
        index: 2,
        key: 'gone',
        outcome: 'failed',
        error: 'document_missing_exception',
        reason: 'Document not found',
      },
      { index: 3, key: null, outcome: 'invalid', errors: ['record must be an object'] },
      { index: 4, key: 'loan_0', outcome: 'updated' },
      { index: 5, key: 'loan_1', outcome: 'invalid', errors: ['emi_amount must be a number'] },
      { index: 6, key: 'loan_0', outcome: 'updated' },
    ]);
  });

  test('only those that are asked for, in pages', async () => {
    const indexes = async (query: string) => (await outcomes(query)).data.map(({ index }) => index);
    assert.deepEqual(await indexes('?outcome=failed,invalid'), [2, 3, 5]);
    assert.deepEqual(await indexes('?outcome=unchanged'), [1]);
    const first = await outcomes('?limit=3');
    assert.deepEqual(await indexes(`?limit=3&cursor=${first.nextCursor}`), [3, 4, 5]);
    assert.deepEqual((await outcomes(`?cursor=5`)).nextCursor, null);
  });

  test('refuses an outcome that there is not', async () => {
    for (const query of ['outcome=lost', 'outcome=', 'outcome=failed,', 'cursor=-1', 'limit=0']) {
      assert.equal((await lender.call(`GET /api/v1/batches/${batchId}/outcomes?${query}`)).status, 400, query);
    }
  });
});

describe('GET /api/v1/batches/{id}/changes', () => {
  test('tells what the batch changed, each customer once, in pages', async () => {
    const { status, body } = await lender.call<Page>(`GET /api/v1/batches/${batchId}/changes`);
    assert.equal(status, 200);
    assert.deepEqual(body.data, [
      { key: 'loan_0', version: 2, changes: { note: { to: 'y' } } },
      { key: 'loan_5', version: 2, changes: { note: { to: 'x' } } },
    ]);
    const first = await lender.call<Page>(`GET /api/v1/batches/${batchId}/changes?limit=1`);
    const cursor = first.body.nextCursor;
    const next = await lender.call<Page>(`GET /api/v1/batches/${batchId}/changes?limit=1&cursor=${cursor}`);
    assert.deepEqual([...first.body.data, ...next.body.data], body.data);
  });
});

describe('POST /api/v1/batches/{id}/cancel', () => {
  test('a batch that has ended: 409', async () => {
    const { status, body } = await lender.call(`POST /api/v1/batches/${batchId}/cancel`);
    assert.equal(status, 409);
    assert.equal(body['error'], 'Conflict');
    assert.match(String(body['message']), /completed/);
  });

  test('ends one that runs: what was applied stays, the rest fails as cancelled, and the counts close', async () => {
    const list = await lender.campaign(loans(6));
    const held = await holdCustomers(service.connectionString, list, ['loan_0']);
    const records = Array.from({ length: 6 }, (_, i) => ({ id: `loan_${i}`, data: { note: 'x' } }));
    const update = lender.bulkUpdate(list, records);
    await untilWaiting(service.database, 1);
    let batch: Batch | undefined;
    await until('the chunk that is not held is done', async () => {
      const { body: running } = await lender.call<Page<Batch>>('GET /api/v1/batches?state=running');
      [batch] = running.data;
      return batch?.counts['pending'] === 3;
    });
    assert.ok(batch);
    const { total, valid, invalid, pending } = batch.counts as Record<
      'total' | 'valid' | 'invalid' | 'pending',
      number
    >;
    assert.equal(total, valid + invalid + pending);
    const cancelled = await lender.call<{ data: Batch }>(`POST /api/v1/batches/${batch.id}/cancel`);
    assert.equal(cancelled.status, 200);
    assert.equal(cancelled.body.data.id, batch.id);
    await held.release();
    const { status, body } = await update;
    assert.equal(status, 207);
    assert.partialDeepStrictEqual(body.results, { total: 6, successful: 3, failed: 3 });
    assert.deepEqual(
      body.results.errors.map(({ index, error }) => [index, error]),
      [0, 1, 2].map((index) => [index, 'batch_cancelled_exception']),
    );
    const ended = await shown(batch.id);
    assert.equal(ended.state, 'cancelled');
    assert.partialDeepStrictEqual(ended.counts, { total: 6, valid: 6, pending: 0, successful: 3, failed: 3 });
    assert.equal((await lender.customer(list, 'loan_0')).version, 1);
    assert.equal((await lender.customer(list, 'loan_3')).version, 2);
    assert.equal((await lender.call(`POST /api/v1/batches/${batch.id}/cancel`)).status, 409);
    await held[Symbol.asyncDispose]();
  });
});

test('each needs its scope', async () => {
  const scoped = {
    'batches:read': await lender.withScopes('batches:read'),
    'customers:read': await lender.withScopes('customers:read'),
    'customers:write': await lender.withScopes('customers:write'),
  };
  const needs = [
    ['GET /api/v1/batches', 'batches:read', 200],
    [`GET /api/v1/batches/${batchId}`, 'batches:read', 200],
    [`GET /api/v1/batches/${batchId}/events`, 'batches:read', 200],
    [`GET /api/v1/batches/${batchId}/outcomes`, 'customers:read', 200],
    [`GET /api/v1/batches/${batchId}/changes`, 'customers:read', 200],
    [`POST /api/v1/batches/${batchId}/cancel`, 'customers:write', 409],
  ] as const;
  for (const [request, needed, status] of needs) {
    for (const [scope, who] of Object.entries(scoped)) {
      assert.equal((await who.call(request)).status, scope === needed ? status : 403, `${request} ${scope}`);
    }
    assert.equal((await service.anybody.call(request)).status, 401);
  }
});

test("an organization's batches are seen from above with ?organization=, and from nowhere else", async () => {
  const seen = await service.administrator.call(`GET /api/v1/batches/${batchId}?organization=${lender.code}`);
  assert.equal(seen.status, 200);
  assert.equal((await service.administrator.call(`GET /api/v1/batches/${batchId}`)).status, 404);
  const other = await service.tenant();
  assert.equal((await other.call(`GET /api/v1/batches/${batchId}?organization=${lender.code}`)).status, 403);
});
