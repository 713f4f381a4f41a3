import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from 'pg';
import { createTestDatabase } from '../../postgres.ts';
import { startTestService, type TestService } from '../../service.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { client, tenantMaker } from '../../tenant.ts';
import { holdTable, until, untilWaiting } from '../hold-customers.ts';
import { startServiceProcess } from '../service-process.ts';
import { uploadSteps } from '../upload-steps.ts';
import { addCustomers, assertRefused, csv, customer, filesIn, sendUpdate } from './company.ts';

const dryRun = { query: '?dryRun=true' };

describe('POST /api/v0/customer/bulk/update', () => {
  let service: TestService;
  before(async () => {
    service = await startTestService({ settings: { fileChunkRecordsMax: 1, lockWaitMs: 60_000 } });
  });
  after(() => service[Symbol.asyncDispose]());

  /** A dry run in the middle of its comparison. */
  async function begun() {
    const lender = await service.tenant();
    const ids = await addCustomers(lender, [{}, {}]);
    const held = await holdTable(service.connectionString, 'spool_previews');
    const sent = sendUpdate(lender, csv(['customerId', 'pinCode'], ...ids.map((id) => [id, '411001'])), dryRun);
    await untilWaiting(service.database, 1);
    const { body } = await lender.call<{ data: { id: string }[] }>('GET /api/v1/batches?source=preview');
    return { lender, ids, held, sent, batchId: body.data[0]?.id ?? '' };
  }

  test('a dry run that is cancelled is told so, and nothing is left of its file', async () => {
    const { lender, ids, held, sent, batchId } = await begun();
    await using _ = held;
    for (const what of ['outcomes', 'changes']) {
      const { status, body } = await lender.call(`GET /api/v1/batches/${batchId}/${what}`);
      assert.deepEqual([status, body['data']], [200, []], 'nothing is known of its rows yet');
    }
    assert.equal((await lender.call(`POST /api/v1/batches/${batchId}/cancel`)).status, 200);
    await held.release();
    assertRefused(await sent, { status: 409, type: 'CLIENT_REQUEST_ERROR', says: /cancelled/ });
    assert.equal((await uploadSteps(lender).ended(batchId)).state, 'cancelled');
    const { status, text } = await lender.call(`POST /api/v1/batches/${batchId}/apply`);
    assert.equal(status, 409, text);
    assert.match(text, /cancelled/);
    assert.partialDeepStrictEqual(await customer(lender, ids[0] ?? ''), { version: 1 });
    await until('its file is gone', async () => (await filesIn(service)).length === 0);
  });

  test('what was shown does not wait for files of the list that are applied', async () => {
    const lender = await service.tenant();
    const ids = await addCustomers(lender, [{}, {}]);
    const file = csv(['customerId', 'pinCode'], ...ids.map((id) => [id, '411001']));
    await using held = await holdTable(service.connectionString, 'change_packs');
    const applied = sendUpdate(lender, file);
    await untilWaiting(service.database, 1);
    const { status, body } = await sendUpdate(lender, file, dryRun);
    assert.deepEqual([status, body.payload.success_count], [200, 2]);
    await held.release();
    assert.equal((await applied).body.payload.success_count, 2);
  });
});

describe('POST /api/v0/customer/bulk/update', () => {
  test('the dry run of a process that is killed goes on in another; a retry with the key answers for the whole', async () => {
    await using database = await createTestDatabase();
    await using files = await temporaryDirectory();
    const environment = {
      AMEND_FILES: files.path,
      AMEND_PROCESS_HEARTBEAT_MS: '100',
      AMEND_PROCESS_DEAD_AFTER_MS: '600',
      AMEND_LOCK_WAIT_MS: '60000',
      AMEND_FILE_CHUNK_RECORDS_MAX: '1',
    };
    await using observer = new AsyncDisposableStack();
    const looking = observer.adopt(
      new Client({ connectionString: database.connectionString, application_name: 'observer' }),
      async (it) => it.end(),
    );
    await looking.connect();
    const query = async <Row>(text: string) => {
      const { rows, rowCount } = await looking.query(text);
      return { rows: rows as Row[], rowCount: rowCount ?? 0 };
    };
    await using first = await startServiceProcess(database.connectionString, environment);
    const lender = await tenantMaker(client(first.url, await first.administratorToken()), first.url)();
    const ids = await addCustomers(lender, [{}, {}, {}]);
    const file = csv(['customerId', 'pinCode'], ...ids.map((id) => [id, '411001']), ['', '411001']);
    const sent = { ...dryRun, headers: { 'idempotency-key': 'after the crash' } };

    await using held = await holdTable(database.connectionString, 'spool_previews');
    const lost = sendUpdate(lender, file, sent);
    lost.catch(() => undefined);
    await untilWaiting({ query }, 1);
    await first.end('SIGKILL');
    await assert.rejects(lost, 'the client got no answer');
    await held.release();

    await using second = await startServiceProcess(database.connectionString, environment);
    const who = { ...lender, ...second.as(lender) };
    const retry = () => sendUpdate(who, file, sent);
    let answer = await retry();
    await until('the dead process counts as dead', async () => {
      if (answer.status === 409) answer = await retry();
      return answer.status !== 409;
    });
    assert.equal(answer.status, 200, answer.text.slice(0, 500));
    const { payload } = answer.body;
    assert.partialDeepStrictEqual(payload, { dryRun: true, success_count: 3, failure_count: 1 });
    assert.equal((payload['changes'] as unknown[]).length, 3);
    assert.equal((await retry()).headers.get('idempotency-replayed'), 'true');
    assert.partialDeepStrictEqual(await customer(who, ids[0] ?? ''), { version: 1 });
    const applied = await who.call<{ data: { id: string } }>(`POST /api/v1/batches/${payload.batchId}/apply`);
    assert.equal(applied.status, 202, applied.text);
    const { counts } = await uploadSteps(who).ended(applied.body.data.id);
    assert.partialDeepStrictEqual(counts, { updated: 3, invalid: 1 });
  });
});
