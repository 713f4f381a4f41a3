import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sweepPreviews } from '../../../src/store/sweep-previews.ts';
import { startTestService, type TestService } from '../../service.ts';
import { type Fields, loans, type Tenant } from '../../tenant.ts';
import { holdCustomers, until, untilWaiting } from '../hold-customers.ts';
import { allOf, applyPreview, batchOf, preview } from '../previews.ts';
import { startServiceProcess } from '../service-process.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService({ settings: { processHeartbeatMs: 100, processDeadAfterMs: 600 } });
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

const records = [
  { id: 'loan_0', data: { note: 'shown' } },
  { id: 'loan_1', data: { language: 'odia', current_emi: 4 } },
  { id: 'gone', data: {} },
  { id: 'loan_2', data: { current_emi: 'x' } },
  { id: 'loan_3', data: {} },
  { id: 'loan_0', data: { current_emi: 9 } },
];

/** A preview of these records, or others, on a new campaign of five loans. */
async function shown(
  given: readonly unknown[] = records,
  query = '',
): Promise<{ campaignId: string; previewId: string }> {
  const campaignId = await lender.campaign(loans(5));
  const { status, body, text } = await preview(lender, { campaignId, records: given }, { query });
  assert.ok(status === 200 || status === 207, text);
  return { campaignId, previewId: body.batchId };
}

async function refused(id: string, status: number, sentence: RegExp): Promise<void> {
  const answer = await applyPreview(lender, id);
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.body.message, sentence);
}

async function expire(id: string, ago: string): Promise<void> {
  await service.database.query('update batches set expires_at = now() - $2::interval where public_id = $1', [id, ago]);
}

describe('POST /api/v1/batches/{id}/apply', () => {
  test('applies what was shown, as a batch of its own that accounts for every record', async () => {
    const { campaignId, previewId } = await shown();
    const { status, body } = await applyPreview(lender, previewId);
    assert.equal(status, 200);
    assert.partialDeepStrictEqual(body.data, {
      source: 'campaign',
      operation: 'update',
      state: 'completed',
      list: campaignId,
      preview: previewId,
      counts: { total: 6, valid: 5, invalid: 1, pending: 0, successful: 4, updated: 3, unchanged: 1, failed: 1 },
    });
    const { id } = body.data;
    assert.deepEqual(await batchOf(lender, id), body.data);
    assert.equal((await batchOf(lender, previewId))['appliedBy'], id);
    const both = await Promise.all([previewId, id].map((one) => allOf(lender, `/api/v1/batches/${one}/outcomes`)));
    assert.deepEqual(both[0], both[1]);
    const changes = await Promise.all([previewId, id].map((one) => allOf(lender, `/api/v1/batches/${one}/changes`)));
    assert.deepEqual(changes[0], changes[1]);
    const { version, data } = await lender.customer(campaignId, 'loan_0');
    assert.partialDeepStrictEqual({ version, data }, { version: 2, data: { note: 'shown', current_emi: 9 } });
  });

  test('where somebody changed a field that a record names since, the record fails; other edits stay beside it', async () => {
    const { campaignId, previewId } = await shown();
    await lender.bulkUpdate(campaignId, [
      { id: 'loan_0', data: { note: 'mine' } },
      { id: 'loan_1', data: { emi_amount: 77 } },
    ]);
    const { status, body } = await applyPreview(lender, previewId);
    assert.deepEqual([status, body.data.counts['updated'], body.data.counts['failed']], [200, 2, 2]);
    const outcomes = await allOf(lender, `/api/v1/batches/${body.data.id}/outcomes`);
    assert.deepEqual(outcomes[0], {
      index: 0,
      key: 'loan_0',
      outcome: 'failed',
      error: 'preview_changed_exception',
      reason: 'Changed since the preview: it was shown at version 1, the current version is 2',
    });
    const data = async (id: string): Promise<Fields> => (await lender.customer(campaignId, id)).data;
    assert.partialDeepStrictEqual(await data('loan_0'), { note: 'mine', current_emi: 9 });
    assert.partialDeepStrictEqual(await data('loan_1'), { emi_amount: 77, language: 'odia', current_emi: 4 });
  });

  test('applies nothing that was not shown: who was missing then is left alone', async () => {
    const { campaignId, previewId } = await shown();
    await lender.call('POST /api/v1/customers/add/bulk', {
      campaignId,
      records: loans(1).map((data) => ({ data: { ...data, loan_id: 'gone' } })),
    });
    const { body } = await applyPreview(lender, previewId);
    assert.equal(body.data.counts['failed'], 1);
    assert.equal((await lender.customer(campaignId, 'gone')).version, 1);
  });

  test('works once: a second time, and one of two at once, is refused with the name of the batch', async () => {
    const { campaignId, previewId } = await shown();
    const [one, other] = await Promise.all([applyPreview(lender, previewId), applyPreview(lender, previewId)]);
    const [won, lost] = one.status === 200 ? [one, other] : [other, one];
    assert.deepEqual([won.status, lost.status], [200, 409]);
    const sentence = `The preview was applied already, as ${won.body.data.id}.`;
    assert.equal(lost.body.message, sentence);
    await refused(previewId, 409, new RegExp(sentence));
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 2);
    assert.equal((await allOf(lender, '/api/v1/batches')).filter(({ list }) => list === campaignId).length, 3);
  });

  test('with an Idempotency-Key the answer is repeated', async () => {
    const { previewId } = await shown();
    const headers = { 'idempotency-key': 'apply once' };
    const first = await applyPreview(lender, previewId, { headers });
    const again = await applyPreview(lender, previewId, { headers });
    assert.deepEqual([first.status, again.status, again.text], [200, 200, first.text]);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    // Its process died before the answer was stored.
    await service.database.query(`update idempotency_keys set status = null, body = null where key = 'apply once'`);
    assert.equal((await applyPreview(lender, previewId, { headers })).text, first.text);
  });

  test('an atomic preview with a bad record is refused; a whole one is applied whole', async () => {
    const bad = await shown(records, '&atomic=true');
    await refused(bad.previewId, 409, /all or nothing/);
    const { campaignId, previewId } = await shown(records.slice(0, 2), '&atomic=true');
    await lender.bulkUpdate(campaignId, [{ id: 'loan_1', data: { language: 'hindi' } }]);
    const { status, body } = await applyPreview(lender, previewId);
    assert.deepEqual([status, body.data['atomic'], body.data.counts['failed']], [200, true, 2]);
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 1);
  });

  test('the brake is the lower of the one that it was shown with and that of the list by now', async () => {
    const { campaignId, previewId } = await shown();
    const brake = (maxAffected: number | null) =>
      service.database.query('update lists set max_affected = $2 where public_id = $1', [campaignId, maxAffected]);
    await brake(1);
    await refused(previewId, 422, /3 records would be updated and the brake of camp_\w+ is 1; nothing was applied/);
    await brake(3);
    assert.equal((await applyPreview(lender, previewId)).status, 200);
  });

  test('a paused campaign takes it as it takes an update; a deleted one refuses it', async () => {
    const paused = await shown();
    await lender.call(`PATCH /api/v1/campaigns/pause/${paused.campaignId}`);
    const update = await lender.bulkUpdate(paused.campaignId, [{ id: 'loan_4', data: { note: 1 } }]);
    assert.equal((await applyPreview(lender, paused.previewId)).status, update.status);
    const deleted = await shown();
    await lender.call(`DELETE /api/v1/campaigns/${deleted.campaignId}`);
    await refused(deleted.previewId, 403, /Campaign ID invalid or mismatch/);
  });

  test('what is no preview is refused, and so is what is not there or not ours', async () => {
    const { campaignId, previewId } = await shown();
    const { body } = await lender.bulkUpdate(campaignId, [{ id: 'loan_0', data: { note: 1 } }]);
    await refused(body.batchId, 409, /no preview/);
    await refused('batch_unknown', 404, /no batch of this id/);
    const stranger = await service.tenant();
    assert.equal((await applyPreview(stranger, previewId)).status, 404);
    const child = await service.tenant({ parent: lender.code });
    assert.equal((await applyPreview(child, previewId)).status, 404);
    const reader = await lender.withScopes('batches:read', 'customers:read');
    assert.equal((await applyPreview(reader, previewId)).status, 403);
    assert.equal((await batchOf(lender, previewId))['appliedBy'], undefined);
    const above = await applyPreview(service.administrator, previewId, { query: `?organization=${lender.code}` });
    assert.equal(above.status, 200, above.text);
  });

  test('an expired one is refused until it is swept, and is gone then, with all that it had', async () => {
    const { previewId } = await shown();
    const { rows } = await service.database.query<{ id: number }>('select id from batches where public_id = $1', [
      previewId,
    ]);
    await expire(previewId, '1 second');
    await refused(previewId, 409, /expired at \d{4}-.*ask for a new one/);
    assert.equal((await batchOf(lender, previewId))['state'], 'completed');
    await expire(previewId, '2 minutes');
    await sweepPreviews(service.database);
    assert.equal((await lender.call(`GET /api/v1/batches/${previewId}`)).status, 404);
    await refused(previewId, 404, /no batch of this id/);
    const left = await service.database.query(
      `select 1 from chunks where batch_id = $1 union all select 1 from preview_chunks where batch_id = $1
       union all select 1 from change_packs where id / 1048576 = $1`,
      [rows[0]?.id],
    );
    assert.equal(left.rows.length, 0);
  });
});

describe('a service that is killed while it applies a preview', () => {
  const environment = {
    AMEND_PROCESS_HEARTBEAT_MS: '100',
    AMEND_PROCESS_DEAD_AFTER_MS: '600',
    AMEND_LOCK_WAIT_MS: '60000',
    AMEND_CHUNK_RECORDS_MAX: '50',
  };
  const many = Array.from({ length: 200 }, (_, i) => ({ id: `loan_${i}`, data: { current_emi: 1000 + i } }));

  /** Kills it when three of four chunks are committed. Answers the preview. */
  async function kill(headers: Record<string, string>): Promise<{ campaignId: string; previewId: string }> {
    await using first = await startServiceProcess(service.connectionString, environment);
    const campaignId = await lender.campaign(loans(200));
    const { body } = await preview(first.as(lender), { campaignId, records: many });
    await using others = new AsyncDisposableStack();
    others.use(await holdCustomers(service.connectionString, campaignId, ['loan_0']));
    const sent = applyPreview(first.as(lender), body.batchId, { headers });
    sent.catch(() => undefined);
    await untilWaiting(service.database, 1);
    await until('three chunks are done', async () => {
      const { rows } = await service.database.query(
        `select 1 from chunks c join batches b on b.organization_id = c.organization_id and b.id = c.batch_id
         where b.state = 'running'`,
      );
      return rows.length === 3;
    });
    await first.end('SIGKILL');
    await assert.rejects(sent);
    return { campaignId, previewId: body.batchId };
  }

  async function versions(campaignId: string): Promise<Fields[]> {
    const { rows } = await service.database.query<Fields>(
      `select c.version, count(*) from customers c join lists l on l.organization_id = c.organization_id and l.id = c.list_id
       where l.public_id = $1 group by 1 order by 1`,
      [campaignId],
    );
    return rows;
  }

  test('a retry with the key finishes it, each record applied once, though the preview has expired since', async () => {
    const headers = { 'idempotency-key': 'killed' };
    const { campaignId, previewId } = await kill(headers);
    await expire(previewId, '2 minutes');
    await sweepPreviews(service.database);
    let answer = await applyPreview(lender, previewId, { headers });
    await until('the dead process counts as dead', async () => {
      if (answer.status === 409) answer = await applyPreview(lender, previewId, { headers });
      return answer.status !== 409;
    });
    assert.equal(answer.status, 200, answer.text);
    assert.partialDeepStrictEqual(answer.body.data, { state: 'completed', counts: { total: 200, updated: 200 } });
    assert.deepEqual(await versions(campaignId), [{ version: 2, count: 200 }]);
  });

  test('without a key it is closed as failed, and the preview cannot be applied a second time', async () => {
    const { campaignId, previewId } = await kill({});
    const by = String((await batchOf(lender, previewId))['appliedBy']);
    await until('the batch has ended', async () => (await batchOf(lender, by)).state !== 'running');
    assert.partialDeepStrictEqual(await batchOf(lender, by), {
      state: 'failed',
      counts: { total: 200, updated: 150, failed: 50 },
    });
    await refused(previewId, 409, new RegExp(`applied already, as ${by}`));
    assert.deepEqual(await versions(campaignId), [
      { version: 1, count: 50 },
      { version: 2, count: 150 },
    ]);
  });
});
