import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Organization, Scope } from '../../../src/access/principal.ts';
import { cancelBatch } from '../../../src/doors/api/cancel-batch.ts';
import { getBatch } from '../../../src/doors/api/get-batch.ts';
import { listBatches } from '../../../src/doors/api/list-batches.ts';
import { listChanges } from '../../../src/doors/api/list-changes.ts';
import { listOutcomes } from '../../../src/doors/api/list-outcomes.ts';
import { batchReader } from '../../../src/store/batch-reader.ts';
import type { Tx } from '../../../src/store/database.ts';
import { openServer, type OpenServer } from '../../http/open-server.ts';
import { openEngine, type OpenEngine } from '../../store/open-engine.ts';

describe('the batches of our own API', () => {
  let room: OpenEngine;
  let server: OpenServer;
  before(async () => {
    room = await openEngine();
    const deps = { batches: batchReader(room.database), fileUrl: ({ publicId }: { publicId: string }) => publicId };
    const own = organization(room.list.organizationId, 'CEKTEST000');
    const foreign = organization((await room.addList('CEKOTHER00')).organizationId, 'CEKOTHER00');
    const principals = {
      all: principal(own, ['batches:read', 'customers:read', 'customers:write']),
      batches: principal(own, ['batches:read']),
      customers: principal(own, ['customers:read']),
      foreign: principal(foreign, ['batches:read', 'customers:read', 'customers:write']),
    };
    server = await openServer<Tx>({
      routes: [listBatches(deps), getBatch(deps), listOutcomes(deps), listChanges(deps), cancelBatch(deps)],
      authenticate: async (bearer) => (bearer in principals ? principals[bearer as keyof typeof principals] : null),
      actFor: async ({ organization }, code) => (organization === foreign && code === own.code ? own : null),
      transact: async (work) => room.database.transact(work),
    });
    await room.run({ id: 'batch_add', operation: 'add', records: ['a', 'b', 'c'].map((key) => [key, { score: 0 }]) });
    await room.run({
      id: 'batch_mixed',
      records: [
        ['a', { score: 1 }],
        ['b', { bad: 1 }],
        ['x', {}],
        ['c', { score: 2 }],
      ],
    });
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await room[Symbol.asyncDispose]();
  });

  const call = async (path: string, { token = 'all', method = 'GET' } = {}) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await server.fetch(`/api/v1/batches${path}`, { method, headers });
    return { status: response.status, body: (await response.json()) as Body };
  };

  test('GET /batches lists them newest first, a page at a time', async () => {
    const first = await call('?limit=1');
    assert.equal(first.status, 200);
    assert.deepEqual([ids(first.body), first.body.nextCursor], [['batch_mixed'], 'batch_mixed']);
    const second = await call(`?limit=1&cursor=${first.body.nextCursor}`);
    assert.deepEqual([ids(second.body), second.body.nextCursor], [['batch_add'], null]);
    assert.deepEqual(ids((await call('?state=running')).body), []);
    assert.deepEqual(ids((await call('?to=2020-01-01T00:00:00Z')).body), []);
    assert.equal(ids((await call('?from=2020-01-01T00:00:00%2B05:30&source=campaign&list=camp_test')).body).length, 2);
  });

  test('GET /batches/{id} answers the batch as the contract has it', async () => {
    const { status, body } = await call('/batch_mixed');
    const { createdAt, startedAt, finishedAt, progress, counts, ...rest } = body.data as Record<string, unknown>;
    assert.deepEqual([status, body.success], [200, true]);
    assert.deepEqual(rest, {
      id: 'batch_mixed',
      source: 'campaign',
      operation: 'update',
      state: 'completed',
      list: 'camp_test',
      atomic: false,
      chunks: { done: 1, of: 1 },
      by: null,
      undoneBy: null,
      undoable: true,
      files: [],
    });
    for (const moment of [createdAt, startedAt, finishedAt]) assert.match(String(moment), /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual(Object.keys(progress as object), ['phase', 'done', 'of', 'perSecond', 'secondsLeft']);
    assert.deepEqual(counts, {
      total: 4,
      valid: 3,
      invalid: 1,
      pending: 0,
      successful: 2,
      updated: 2,
      unchanged: 0,
      failed: 1,
      retried: 0,
      warned: 0,
    });
  });

  test('GET /batches/{id}/outcomes tells of each record, of those kinds that are asked for', async () => {
    const all = await call('/batch_mixed/outcomes?limit=3');
    assert.deepEqual([all.status, all.body.nextCursor], [200, '2']);
    assert.deepEqual(all.body.data, [
      { index: 0, key: 'a', outcome: 'updated' },
      { index: 1, key: 'b', outcome: 'invalid', errors: ['bad must not be there'] },
      { index: 2, key: 'x', outcome: 'failed', error: 'document_missing_exception', reason: 'Document not found' },
    ]);
    const rest = await call(`/batch_mixed/outcomes?cursor=${all.body.nextCursor}`);
    assert.deepEqual(rest.body, {
      success: true,
      data: [{ index: 3, key: 'c', outcome: 'updated' }],
      nextCursor: null,
    });
    const some = await call('/batch_mixed/outcomes?outcome=failed,invalid');
    assert.deepEqual(
      (some.body.data as { index: number }[]).map(({ index }) => index),
      [1, 2],
    );
  });

  test('GET /batches/{id}/changes tells what it changed', async () => {
    const first = await call('/batch_mixed/changes?limit=1');
    assert.deepEqual(first.body.data, [{ key: 'a', version: 2, changes: { score: { from: 0, to: 1 } } }]);
    const second = await call(`/batch_mixed/changes?limit=1&cursor=${first.body.nextCursor}`);
    assert.deepEqual(second.body, {
      success: true,
      data: [{ key: 'c', version: 2, changes: { score: { from: 0, to: 2 } } }],
      nextCursor: null,
    });
  });

  test('POST /batches/{id}/cancel ends an interrupted one and answers it; a second time is a conflict', async () => {
    await room.runHalf({ id: 'batch_half', records: [['a', { score: 7 }]] }, 0);
    await room.database.query(`update batches set state = 'interrupted' where public_id = 'batch_half'`);
    const { status, body } = await call('/batch_half/cancel', { method: 'POST' });
    assert.deepEqual([status, (body.data as { state: string }).state], [200, 'cancelled']);
    assert.deepEqual(await call('/batch_half/cancel', { method: 'POST' }), {
      status: 409,
      body: {
        success: false,
        error: 'Conflict',
        message: 'The batch is cancelled already; only one that has not ended can be cancelled.',
      },
    });
  });

  test('a batch that is unknown and one that is foreign are answered alike', async () => {
    const answers = await Promise.all(
      ['', '/outcomes', '/changes', '/cancel'].flatMap((rest) => {
        const method = rest === '/cancel' ? 'POST' : 'GET';
        return [call(`/batch_nobody${rest}`, { method }), call(`/batch_mixed${rest}`, { method, token: 'foreign' })];
      }),
    );
    for (const answer of answers) {
      const body = { success: false, error: 'NotFound', message: 'There is no batch of this id.' };
      assert.deepEqual(answer, { status: 404, body });
    }
  });

  test('a token acts for an organization below its own when it names it', async () => {
    const { body } = await call('/batch_mixed?organization=CEKTEST000', { token: 'foreign' });
    assert.equal((body.data as { id: string }).id, 'batch_mixed');
  });

  test('each needs its scope', async () => {
    const needs: [string, string, string][] = [
      ['', 'GET', 'batches'],
      ['/batch_mixed', 'GET', 'batches'],
      ['/batch_mixed/outcomes', 'GET', 'customers'],
      ['/batch_mixed/changes', 'GET', 'customers'],
    ];
    for (const [path, method, token] of needs) {
      const other = token === 'batches' ? 'customers' : 'batches';
      assert.equal((await call(path, { method, token })).status, 200, `${token} ${path}`);
      assert.equal((await call(path, { method, token: other })).status, 403, `${other} ${path}`);
    }
    for (const token of ['batches', 'customers']) {
      assert.equal((await call('/batch_mixed/cancel', { method: 'POST', token })).status, 403);
    }
  });

  const malformed: [string, string][] = [
    ['?state=done', 'state must be one of queued, running, interrupted, completed, cancelled, failed'],
    ['?source=mail', 'source must be one of campaign, company, upload, undo, preview'],
    ['?from=yesterday', 'from must be a time YYYY-MM-DDTHH:MM:SSZ'],
    ['?to=2026-02-45T10:00:00Z', 'to must be a time that exists, e.g. 2026-05-04T10:00:00Z'],
    ['?limit=0', 'limit must be at least 1'],
    ['?cursor=x', 'cursor must be the nextCursor of an earlier answer'],
    ['?cursor=batch_nobody', 'cursor must be the nextCursor of an earlier answer'],
    ['?stat=running', 'unknown query parameter stat'],
    ['/batch_mixed?full=true', 'unknown query parameter full'],
    ['/batch_mixed/outcomes?outcome=failed,lost', 'outcome[1] must be one of updated, unchanged, invalid, failed'],
    ['/batch_mixed/outcomes?limit=1001', 'limit must be at most 1000'],
    ['/batch_mixed/outcomes?cursor=-1', 'cursor must be the nextCursor of an earlier answer'],
    ['/batch_mixed/changes?cursor=7', 'cursor must be the nextCursor of an earlier answer'],
    ['/batch_mixed/changes?cursor=99999999.0', 'cursor must be the nextCursor of an earlier answer'],
  ];
  for (const [path, fault] of malformed) {
    test(`GET /batches${path} is refused: ${fault}`, async () => {
      const body = { success: false, message: 'Validation failed', errors: [fault] };
      assert.deepEqual(await call(path), { status: 400, body });
    });
  }
});

interface Body {
  readonly success: boolean;
  readonly data?: unknown;
  readonly nextCursor?: string | null;
}

function ids({ data }: Body): string[] {
  return (data as { id: string }[]).map(({ id }) => id);
}

function organization(id: number, code: string): Organization {
  return { id, publicId: `org_${id}`, code, name: code, parentCode: null, path: [id] };
}

function principal(organization: Organization, scopes: readonly Scope[]) {
  return { tokenId: 1, tokenPublicId: 'tok_1', tokenName: 'test', organization, scopes: new Set(scopes) };
}
