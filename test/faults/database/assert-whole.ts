import assert from 'node:assert/strict';
import { until } from '../../acceptance/hold-customers.ts';
import { uploadSteps } from '../../acceptance/upload-steps.ts';
import type { TestService } from '../../service.ts';
import type { Answer, BulkBody, Fields } from '../../tenant.ts';
import {
  chunkRecords,
  customersCount,
  observer,
  sendBulk,
  sendProbe,
  type UnderWay,
  type Work,
} from './work-under-way.ts';

interface Aftermath {
  readonly service: TestService;
  readonly work: Work;
  readonly underWay: UnderWay;
  readonly direct: string;
}

/** After the trouble, without a restart: requests are answered, and all that was cut off comes to its right end. */
export async function assertGoesOn(aftermath: Aftermath): Promise<void> {
  const { service, work } = aftermath;
  await until('it is ready', async () => (await service.anybody.call('GET /readyz')).status === 200);
  await until('a request is answered', async () => (await sendProbe(work, 6_000)).status === 200);
  await Promise.all([assertRetryFinishes(aftermath), assertClosed(aftermath), assertFileEnds(aftermath)]);
  await assertAtRest(aftermath);
}

/** With the key: the retry finishes it and answers for the whole; nothing is applied twice. */
async function assertRetryFinishes({ work, direct }: Aftermath): Promise<void> {
  let answer: Answer<BulkBody> | undefined;
  await until('the retry is answered', async () => {
    answer = await sendBulk(work, work.keyed);
    assert.ok([200, 409, 503].includes(answer.status), answer.text.slice(0, 500));
    return answer.status === 200;
  });
  assert.ok(answer);
  assert.equal(answer.body.message, `Updated ${customersCount} of ${customersCount} records`);
  assert.equal(answer.body.results.batchesProcessed, customersCount / chunkRecords);
  assert.deepEqual(await versionsOf(direct, work.keyed.id), new Map([[2, customersCount]]));
  assert.equal(await changesOf(work, answer.body.batchId), customersCount);
  const { text } = answer;
  // Where the answer itself could not be stored any more, it is made again from the batch, once.
  await until('the answer is replayed', async () => {
    const again = await sendBulk(work, work.keyed);
    if (again.status === 200) assert.equal(again.text, text);
    return again.headers.get('idempotency-replayed') === 'true';
  });
}

/** Without a key: closed, its counts are those of the chunks that were committed, and each chunk is whole or not at all. */
async function assertClosed({ work, direct, underWay }: Aftermath): Promise<void> {
  let batch: Fields | undefined;
  await until('the batch has ended', async () => {
    const { body } = await work.lender.call<{ data: Fields[] }>(`GET /api/v1/batches?list=${work.unkeyed.id}`);
    batch = body.data.find(({ operation }) => operation === 'update');
    return batch?.['state'] === 'failed' || batch?.['state'] === 'completed';
  });
  const { status } = await underWay.unkeyed;
  const { id, state, counts } = batch as { id: string; state: string; counts: Readonly<Record<string, number>> };
  const { updated = 0, failed = 0 } = counts;
  assert.partialDeepStrictEqual(counts, {
    total: customersCount,
    valid: customersCount,
    pending: 0,
    successful: updated,
  });
  assert.equal(updated + failed, customersCount);
  assert.equal(updated % chunkRecords, 0, 'no half chunk');
  assert.equal(state, failed === 0 ? 'completed' : 'failed');
  assert.ok(status === 503 || failed === 0, 'what was answered as done is done');
  const expected = new Map([...(failed > 0 ? [[1, failed] as const] : []), [2, updated] as const]);
  assert.deepEqual(await versionsOf(direct, work.unkeyed.id), expected);
  assert.equal(await changesOf(work, id), updated);
}

/** A file waits for the database by itself. */
async function assertFileEnds({ work, direct, underWay }: Aftermath): Promise<void> {
  const { state, counts, files } = await uploadSteps(work.lender).ended(underWay.fileBatch);
  assert.equal(state, 'completed');
  assert.partialDeepStrictEqual(counts, { total: customersCount, updated: customersCount, failed: 0, pending: 0 });
  assert.deepEqual(
    files.map(({ kind }) => kind),
    ['applied'],
  );
  assert.equal(await changesOf(work, underWay.fileBatch), customersCount);
  const versions = await versionsOf(direct, work.lender.code);
  // One of them may have been given a state meanwhile.
  assert.ok((versions.get(2) ?? 0) >= customersCount - 1, JSON.stringify([...versions]));
}

/** No connection is left in use, on either side. */
async function assertAtRest({ service, direct }: Aftermath): Promise<void> {
  await until('every connection of the pool is idle', async () => {
    const { total, idle, waiting } = service.database.connections;
    return waiting === 0 && idle === total;
  });
  await until('nobody is left within a transaction', async () => {
    const { rowCount } = await observer(direct).query(
      `select from pg_stat_activity where datname = current_database() and application_name = 'amend'
         and xact_start < now() - interval '1 second'`,
    );
    return rowCount === 0;
  });
  const { rows } = await observer(direct).query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  assert.equal(Number(rows[0]?.deadlocks), 0);
}

/** Version → how many customers have it. */
async function versionsOf(direct: string, list: string): Promise<Map<number, number>> {
  const { rows } = await observer(direct).query<{ version: number; count: number }>(
    `select c.version, count(*)::int as count
     from customers c join lists l on l.organization_id = c.organization_id and l.id = c.list_id
     where l.public_id = $1 group by c.version order by c.version`,
    [list],
  );
  return new Map(rows.map(({ version, count }) => [version, count]));
}

/** Customers with exactly one change of this batch. */
async function changesOf({ lender }: Work, batchId: string): Promise<number> {
  const keys: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const path = `GET /api/v1/batches/${batchId}/changes?limit=1000${from}`;
    const { status, text, body } = await lender.call<{ data: { key: string }[]; nextCursor: string | null }>(path);
    assert.equal(status, 200, text);
    keys.push(...body.data.map(({ key }) => key));
    cursor = body.nextCursor;
  }
  assert.equal(new Set(keys).size, keys.length);
  return keys.length;
}
