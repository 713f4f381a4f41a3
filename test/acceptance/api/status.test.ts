import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Fields, loans, type Tenant } from '../../tenant.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

interface Status {
  readonly checks: readonly { name: string; state: string; detail: string; advice: string | null }[];
  readonly slowestBatches: readonly Fields[];
  readonly processes: readonly Fields[];
  readonly [part: string]: unknown;
}

async function status(): Promise<Status> {
  const answer = await service.administrator.call<{ data: Status }>('GET /api/v1/status');
  assert.equal(answer.status, 200, answer.text);
  return answer.body.data;
}

describe('GET /api/v1/status', () => {
  test('tells of versions, database, queue, files, processes and slow batches', async () => {
    const { body } = await lender.bulkUpdate(await lender.campaign(loans(3)), [{ id: 'loan_0', data: { n: 1 } }]);
    const found = await status();
    assert.partialDeepStrictEqual(found, {
      node: process.versions.node,
      queue: { queued: 0, running: 0, interrupted: 0, uploads: 0 },
      webhooks: { pending: 0, failed: 0 },
      files: { kind: 'directory', path: service.filesDirectory, bytes: 0 },
      database: { embedded: false, connections: { waiting: 0 } },
    });
    assert.match(String(found['version']), /^\d+\.\d+/);
    const { sizeBytes, version } = found['database'] as { sizeBytes: number; version: string };
    assert.ok(sizeBytes > 1_000_000 && /^1[5-9]/.test(version));
    assert.ok((found['process'] as { memoryBytes: number }).memoryBytes > 10_000_000);
    assert.ok(Date.parse(String(found['startedAt'])) <= Date.now());
    assert.ok(found.processes.some(({ alive }) => alive === true));
    const slow = found.slowestBatches.find(({ id }) => id === body.batchId);
    assert.partialDeepStrictEqual(slow, { organization: lender.code, source: 'campaign', records: 1 });
  });

  test('has the checks of `amend doctor`, each with what to do where there is something to do', async () => {
    const { checks } = await status();
    assert.deepEqual(
      checks.map(({ name }) => name),
      [
        'node',
        'file store',
        'database',
        'version',
        'fsync',
        'full_page_writes',
        'synchronous_commit',
        'data_checksums',
        'migrations',
        'batches',
        'processes',
        'open transactions',
      ],
    );
    for (const { name, state, advice } of checks) {
      assert.ok(['ok', 'warning', 'failed'].includes(state), name);
      assert.equal(advice === null, state === 'ok', name);
    }
  });

  test('is for administrators of the root organization', async () => {
    const admin = await lender.withScopes('admin');
    const refused = await admin.call('GET /api/v1/status');
    assert.equal(refused.status, 403);
    assert.equal(refused.body['message'], 'The status of the service is for administrators of the root organization.');
    assert.equal((await lender.call('GET /api/v1/status')).status, 403);
    assert.equal((await service.anybody.call('GET /api/v1/status')).status, 401);
    // It acts for nobody below.
    assert.equal((await service.administrator.call(`GET /api/v1/status?organization=${lender.code}`)).status, 400);
  });

  test('is there within five seconds when the database hangs, and a check says so', async () => {
    await status();
    // Whoever reads the processes waits for this one.
    const held = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const holder = service.database.transact(async (tx) => {
      await tx.query('lock table processes in access exclusive mode');
      holding.resolve();
      await held.promise;
    });
    await holding.promise;
    const start = performance.now();
    const found = await status().finally(() => held.resolve());
    await holder;
    assert.ok(performance.now() - start < 5_000);
    assert.deepEqual([found['queue'], found.processes], [null, []]);
    const { state, advice } = found.checks.find(({ name }) => name === 'database') ?? {};
    assert.equal(state, 'failed');
    assert.ok(advice);
  });
});
