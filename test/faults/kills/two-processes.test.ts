import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addMany, csv, downloadRows, type FileAnswer, sendUpdate } from '../../acceptance/company/company.ts';
import { holdCustomers, untilWaiting } from '../../acceptance/hold-customers.ts';
import type { ServiceProcess } from '../../acceptance/service-process.ts';
import { type BatchBody, uploadSteps } from '../../acceptance/upload-steps.ts';
import { type Answer, type BulkBody, type Client, loans } from '../../tenant.ts';
import { openPair, type Pair, untilNoConflict } from './pair.ts';

const customers = 4_000;
const takenOverMsMax = 60_000;
const allOnce = [{ version: 2, customers }];
const headers = { 'idempotency-key': 'sent to both' };

/** Rules 9 and 11, with standard settings: one process dies of `kill -9` in the middle, another runs beside it. */
describe('of two server processes on one database, one is killed', { concurrency: true }, () => {
  test('in the middle of a file: the other finishes it within a minute, each row once', async () => {
    await using pair = await openPair();
    const { lender, first } = pair;
    const ids = await addMany(lender, customers);
    const file = fileFor(ids);
    const sent = await killAmidst(pair, { list: lender.code, key: ids.at(-1) }, async () => {
      const answer = await sendUpdate(lender, file, { headers: { prefer: 'respond-async' } });
      assert.equal(answer.status, 202, answer.text);
      return answer;
    });
    const killedAt = performance.now();
    const { batchId } = (await sent.answer).body.payload;
    const batch = await uploadSteps(sent.second.as(lender)).ended(batchId);
    assert.ok(performance.now() - killedAt < takenOverMsMax, 'within a minute');
    await assertWhole(pair, batch);
    assert.notEqual(first.url, sent.second.url);
  });

  test('in the middle of a file that was sent with a key: the retry at the other answers with its result, once', async () => {
    await using pair = await openPair();
    const { lender } = pair;
    const ids = await addMany(lender, customers);
    const file = fileFor(ids);
    const sent = await killAmidst(pair, { list: lender.code, key: ids.at(-1) }, () =>
      sendUpdate(lender, file, { headers }),
    );
    await assert.rejects(sent.answer, 'the client got no answer');
    const retry = (who: Client): Promise<FileAnswer> => sendUpdate(who, file, { headers });
    const answer = await untilNoConflict(() => retry(sent.second.as(lender)));
    assert.equal(answer.status, 200, answer.text);
    const { total_count: total, success_count: applied, failure_count: failed, batchId } = answer.body.payload;
    assert.deepEqual([total, applied, failed], [customers + 1, customers, 1]);
    await assertWhole(pair, await uploadSteps(sent.second.as(lender)).ended(batchId));
    const { body } = await sent.second.as(lender).call<{ data: BatchBody[] }>('GET /api/v1/batches');
    assert.equal(body.data.length, 2, 'one made the customers, one updated them');
    await assertReplayed(pair, { answer, after: sent.second, retry });
  });

  test('in the middle of a JSON batch: the retry at the other finishes what was left and answers for the whole', async () => {
    await using pair = await openPair();
    const { lender } = pair;
    const list = await lender.campaign(loans(customers));
    const records = Array.from({ length: customers }, (_, i) => ({ id: `loan_${i}`, data: { current_emi: 1000 + i } }));
    const retry = (who: Client): Promise<Answer<BulkBody>> =>
      who.call<BulkBody>('PUT /api/v1/customers/update/bulk', { campaignId: list, records }, headers);
    const sent = await killAmidst(pair, { list, key: 'loan_0' }, () => retry(lender));
    await assert.rejects(sent.answer, 'the client got no answer');
    const applied = (await pair.versions(list)).find(({ version }) => version === 2);
    assert.ok(applied, 'some chunks were committed');
    const answer = await untilNoConflict(() => retry(sent.second.as(lender)));
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.message, `Updated ${customers} of ${customers} records`);
    assert.partialDeepStrictEqual(answer.body.results, { successful: customers, failed: 0, batchesProcessed: 4 });
    assert.deepEqual(await pair.versions(list), allOnce);
    const { body } = await sent.second.as(lender).call<{ data: BatchBody[] }>('GET /api/v1/batches?state=completed');
    assert.ok(body.data.some(({ id, counts }) => id === answer.body.batchId && counts['updated'] === customers));
    await assertReplayed(pair, { answer, after: sent.second, retry });
  });

  test('after a file in steps was taken, and after it was to be applied: each retry at the other finds the same', async () => {
    await using pair = await openPair();
    const { lender, first } = pair;
    const ids = await addMany(lender, customers);
    const steps = uploadSteps(lender);
    const { bytes, contentType } = await steps.form(fileFor(ids), { company: lender.code });
    const take = (who: Client): Promise<Answer<{ data: { id: string } }>> =>
      who.call('POST /api/v1/uploads', bytes, { 'content-type': contentType, ...headers });
    const taken = await take(lender);
    assert.equal(taken.status, 201, taken.text);
    const { id } = taken.body.data;
    await steps.settled(id);
    const apply = (who: Client): Promise<Answer<{ data: BatchBody }>> =>
      who.call(`POST /api/v1/uploads/${id}/apply`, {}, headers);
    const sent = await killAmidst(pair, { list: lender.code, key: ids.at(-1) }, () => apply(lender));
    const applied = await sent.answer;
    assert.equal(applied.status, 202, applied.text);
    await assert.rejects(take(lender), 'the first is gone');
    assert.equal(await first.ended, null);
    await assertReplayed(pair, { answer: applied, after: sent.second, retry: apply });
    const third = await pair.startAnother();
    assertSame(taken, await take(third.as(lender)));
    await assertWhole(pair, await uploadSteps(third.as(lender)).ended(applied.body.data.id));
  });
});

/** A good row for each customer, and one for nobody. */
function fileFor(ids: readonly string[]): string {
  return csv(['customerId', 'pinCode'], ...ids.map((id, i) => [id, String(400_000 + i)]), ['', '411001']);
}

interface Sent<T> {
  /** What became of the request. */
  readonly answer: Promise<T>;
  /** Has run beside the first since before that died. */
  readonly second: ServiceProcess;
}

/** Sends, and kills the first process while it waits for a customer that is held, with other chunks committed. */
async function killAmidst<T>(
  pair: Pair,
  { list, key = '' }: { list: string; key: string | undefined },
  send: () => Promise<T>,
): Promise<Sent<T>> {
  const { connectionString, database, first } = pair;
  await using held = await holdCustomers(connectionString, list, [key]);
  const answer = send();
  answer.catch(() => undefined);
  await untilWaiting(database, 1);
  // Only now, so that it is the first that is at work on it.
  const second = await pair.startAnother();
  await first.end('SIGKILL');
  await held.release();
  return { answer, second };
}

async function assertWhole(pair: Pair, { state, counts, files }: BatchBody): Promise<void> {
  assert.equal(state, 'completed');
  const whole = { total: customers + 1, valid: customers, invalid: 1, pending: 0, updated: customers, failed: 0 };
  assert.partialDeepStrictEqual(counts, whole);
  assert.deepEqual(await pair.versions(pair.lender.code), allOnce);
  const rows = async (kind: string): Promise<number> => {
    const url = files.find((file) => file.kind === kind)?.url;
    return url === undefined ? 0 : (await downloadRows(url)).length - 1;
  };
  assert.deepEqual([await rows('applied'), await rows('failed')], [customers, 1]);
}

interface Replay<Body> {
  readonly answer: Answer<Body>;
  /** Dies too, after it has replayed the answer. */
  readonly after: ServiceProcess;
  readonly retry: (who: Client) => Promise<Answer<Body>>;
}

/** At the process that answered, and at one that was started when all others had died. */
async function assertReplayed<Body>(pair: Pair, { answer, after, retry }: Replay<Body>): Promise<void> {
  assertSame(answer, await retry(after.as(pair.lender)));
  await after.end('SIGKILL');
  const third = await pair.startAnother();
  assertSame(answer, await retry(third.as(pair.lender)));
}

function assertSame(first: Answer<unknown>, again: Answer<unknown>): void {
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  assert.deepEqual([again.status, again.text], [first.status, first.text]);
}
