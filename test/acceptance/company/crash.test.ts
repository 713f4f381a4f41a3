import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Client } from 'pg';
import { createTestDatabase } from '../../postgres.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { client, tenantMaker } from '../../tenant.ts';
import { holdCustomers, until, untilWaiting } from '../hold-customers.ts';
import { startServiceProcess } from '../service-process.ts';
import { addMany, csv, filesIn, sendUpdate } from './company.ts';

interface Versions {
  readonly version: number;
  readonly customers: number;
  readonly right: boolean;
}

/** Rules 9 and 11 for files: a crash neither loses nor repeats a row. */
describe('POST /api/v0/customer/bulk/update', () => {
  test('the file of a process that is killed goes on in another; a retry with the key answers for the whole', async () => {
    await using database = await createTestDatabase();
    await using files = await temporaryDirectory();
    const environment = {
      AMEND_FILES: files.path,
      AMEND_PROCESS_HEARTBEAT_MS: '100',
      AMEND_PROCESS_DEAD_AFTER_MS: '600',
      AMEND_LOCK_WAIT_MS: '60000',
      AMEND_FILE_CHUNK_RECORDS_MAX: '1000',
      AMEND_FILE_CHUNKS_AT_ONCE_MAX: '1',
    };
    await using observer = await observe(database.connectionString);
    await using first = await startServiceProcess(database.connectionString, environment);
    const lender = await tenantMaker(client(first.url, await first.administratorToken()), first.url)();
    const ids = await addMany(lender, 4_000);
    const file = csv(['customerId', 'pinCode'], ...ids.map((id, i) => [id, String(400_000 + i)]), ['', '411001']);
    const headers = { 'idempotency-key': 'after the crash' };

    await using held = await holdCustomers(database.connectionString, lender.code, [ids.at(-1) ?? '']);
    const lost = sendUpdate(lender, file, { headers });
    lost.catch(() => undefined);
    await untilWaiting(observer, 1);
    await first.end('SIGKILL');
    await assert.rejects(lost, 'the client got no answer');
    await held.release();
    const before = await observer.versions();
    assert.ok(before.every(({ right }) => right));
    assert.ok((before.find(({ version }) => version === 2)?.customers ?? 0) >= 500, 'some chunks are committed');

    await using second = await startServiceProcess(database.connectionString, environment);
    const retry = () => sendUpdate(second.as(lender), file, { headers });
    let answer = await retry();
    await until('the dead process counts as dead', async () => {
      if (answer.status === 409) answer = await retry();
      return answer.status !== 409;
    });
    assert.equal(answer.status, 200, answer.text.slice(0, 500));
    assert.partialDeepStrictEqual(answer.body.payload, { total_count: 4_001, success_count: 4_000, failure_count: 1 });
    assert.deepEqual(await observer.versions(), [{ version: 2, customers: 4_000, right: true }]);
    const again = await retry();
    assert.deepEqual([again.text, again.headers.get('idempotency-replayed')], [answer.text, 'true']);
    const { body } = await second.as(lender).call<{ data: unknown[] }>('GET /api/v1/batches?source=company');
    assert.equal(body.data.length, 2, 'one that made the customers, one that updated them');
    await until('no file is left', async () => (await filesIn({ filesDirectory: files.path })).length === 0);
  });
});

/** Looks into the database without being a process of the service, which would take the file over. */
async function observe(connectionString: string) {
  const observer = new Client({ connectionString, application_name: 'observer' });
  await observer.connect();
  return {
    query: async <Row>(text: string) => {
      const { rows, rowCount } = await observer.query(text);
      return { rows: rows as Row[], rowCount: rowCount ?? 0 };
    },
    /** How many customers have which version, and whether each has the PIN code of its row, as far as it was applied. */
    async versions(): Promise<Versions[]> {
      const { rows } = await observer.query(
        `select version::int, count(*)::int as customers, bool_and((data ->> 'pinCode')::int = 400000 + place or version = 1) as right
         from (select version, data, row_number() over (order by key) - 1 as place from customers) c
         group by version order by version`,
      );
      return rows as Versions[];
    },
    [Symbol.asyncDispose]: () => observer.end(),
  };
}
