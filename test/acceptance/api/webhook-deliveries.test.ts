import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { startSecondService, startTestService, type TestService } from '../../service.ts';
import { type Fields, loan, loans, type Tenant } from '../../tenant.ts';
import { type Received, type Receiver, startReceiver } from '../../webhooks/receiver.ts';
import { uploadSteps } from '../upload-steps.ts';

interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly batchId: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly nextAttemptAt: string | null;
  readonly deliveredAt: string | null;
}
interface Message {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Fields;
}
interface Hook {
  readonly id: string;
  readonly secret: string;
  readonly receiver: Receiver;
}

const settings = {
  webhooksOverHttp: true,
  webhooksToPrivateAddresses: true,
  webhookTimeoutMs: 1_000,
  webhookRetryMs: 100,
  webhookAttemptsMax: 3,
};
const waitMsMax = 20_000;
let service: TestService;
let tenant: Tenant;
let receiver: Receiver;

before(async () => {
  service = await startTestService({ settings });
});
after(() => service[Symbol.asyncDispose]());
beforeEach(async () => {
  tenant = await service.tenant();
  receiver = await startReceiver();
});
// What a service still has to send finds nobody, which is fine.
afterEach(() => receiver[Symbol.asyncDispose]());

const ask = async <Data>(request: string, body?: unknown): Promise<Data> => {
  const answer = await service.administrator.call<{ data: Data }>(`${request}organization=${tenant.code}`, body);
  assert.ok(answer.status < 300, answer.text);
  return answer.body.data;
};
const hook = async (to = receiver, more: Fields = {}): Promise<Hook> => {
  const made = await ask<{ id: string; secret: string }>('POST /api/v1/webhooks?', {
    url: `http://127.0.0.1:${to.port}/hook`,
    ...more,
  });
  return { ...made, receiver: to };
};
const log = ({ id }: Hook, query = ''): Promise<readonly Delivery[]> =>
  ask(`GET /api/v1/webhooks/${id}/deliveries?${query}`);
const settled = async (of: Hook, isDone: (log: readonly Delivery[]) => boolean): Promise<readonly Delivery[]> => {
  const until = Date.now() + waitMsMax;
  for (;;) {
    const entries = await log(of);
    if (isDone(entries)) return entries;
    assert.ok(Date.now() < until, `not in time: ${JSON.stringify(entries)}`);
    await delay(30);
  }
};
const over = (entries: readonly Delivery[]): boolean =>
  entries.length > 0 && entries.every(({ state }) => state !== 'pending');
const messageOf = ({ body }: Received): Message => JSON.parse(body) as Message;
const update = async (campaignId: string, amount: number): Promise<string> => {
  const { body } = await tenant.bulkUpdate(campaignId, [{ id: 'loan_0', data: { emi_amount: amount } }]);
  return body.batchId;
};
/** A campaign made before there is a webhook, so that its own batch is announced to nobody. */
const campaign = (): Promise<string> => tenant.campaign(loans(2));

describe('GET /api/v1/webhooks/{id}/deliveries', () => {
  test('a bulk update is announced: signed, verifiable, and as GET shows the batch', async () => {
    const list = await campaign();
    const of = await hook();
    const batchId = await update(list, 5000);
    const [got] = await receiver.wait(1);
    assert.ok(got);
    const message = new Webhook(of.secret).verify(got.body, got.headers as Record<string, string>) as Message;
    assert.equal(message.type, 'batch.completed');
    const shown = await tenant.call<{ data: Fields }>(`GET /api/v1/batches/${batchId}`);
    assert.deepEqual(message.data, shown.body.data);
    const [entry] = await settled(of, over);
    assert.ok(entry);
    assert.deepEqual([entry.event, entry.batchId, entry.state], ['batch.completed', batchId, 'delivered']);
    assert.deepEqual([entry.attempts, entry.lastStatus, entry.lastError], [1, 204, null]);
    assert.equal(entry.id, got.headers['webhook-id']);
  });

  test('an operation on one customer is announced to nobody', async () => {
    const list = await campaign();
    const of = await hook();
    const one = { campaignId: list, loan_id: 'loan_0', data: { emi_amount: 1 } };
    assert.equal((await tenant.call('PUT /api/v1/customers/update', one)).status, 200);
    const added = await tenant.call('POST /api/v1/customers/add', { campaignId: list, data: loan('loan_9') });
    assert.equal(added.status, 201, added.text);
    const batchId = await update(list, 2);
    await receiver.wait(1);
    assert.deepEqual(
      (await settled(of, over)).map((entry) => entry.batchId),
      [batchId],
    );
  });

  test("a file's batch is announced, without the links to its files", async () => {
    const list = await campaign();
    await hook();
    const steps = uploadSteps(tenant);
    const table = [
      ['loan_id', 'emi_amount'],
      ['loan_0', '777'],
      ['gone', '1'],
    ];
    const { id } = await steps.upload(table, { campaignId: list });
    const batch = await steps.apply(id);
    const [got] = await receiver.wait(1);
    assert.ok(got);
    const { type, data } = messageOf(got);
    assert.deepEqual([type, data['id'], data['source']], ['batch.completed', batch.id, 'upload']);
    assert.deepEqual(data['counts'], batch.counts);
    assert.doesNotMatch(got.body, /signature|url|loan_0|777/);
  });

  test('a batch that was undone is announced, besides its undo', async () => {
    const list = await campaign();
    const batchId = await update(list, 5000);
    await hook();
    const undone = await tenant.call<{ data: { id: string } }>(`POST /api/v1/batches/${batchId}/undo`);
    assert.equal(undone.status, 202, undone.text);
    const undoId = undone.body.data.id;
    const messages = (await receiver.wait(2)).map(messageOf);
    const told = new Map(messages.map(({ type, data }) => [type, [data['id'], data['undoneBy']]]));
    assert.deepEqual(told.get('batch.completed'), [undoId, null]);
    assert.deepEqual(told.get('batch.undone'), [batchId, undoId]);
  });

  test('what is refused is sent again, the same with the same id, until it is taken', async () => {
    const list = await campaign();
    const of = await hook();
    receiver.behave((_received, place) => ({ status: place < 2 ? 503 : 200 }));
    await update(list, 5000);
    const all = await receiver.wait(3);
    assert.equal(new Set(all.map(({ body }) => body)).size, 1);
    assert.equal(new Set(all.map(({ headers }) => headers['webhook-id'])).size, 1);
    for (const { body, headers } of all) new Webhook(of.secret).verify(body, headers as Record<string, string>);
    const [entry] = await settled(of, over);
    assert.deepEqual([entry?.state, entry?.attempts, entry?.lastStatus], ['delivered', 3, 200]);
    assert.equal(entry?.nextAttemptAt, null);
  });

  test('what is never taken has failed in the end, and says why', async () => {
    const list = await campaign();
    const of = await hook();
    receiver.behave(() => ({ status: 500, body: 'not today' }));
    await update(list, 5000);
    const [entry] = await settled(of, over);
    assert.deepEqual([entry?.state, entry?.attempts, entry?.lastStatus], ['failed', 3, 500]);
    assert.equal(entry?.lastError, 'The target answered 500: not today');
    assert.equal(receiver.received.length, 3);
  });

  test('a target that says it is gone (410) is not told again: its webhook is disabled', async () => {
    const list = await campaign();
    const of = await hook();
    receiver.behave(() => ({ status: 410 }));
    await update(list, 5000);
    const [entry] = await settled(of, over);
    assert.deepEqual([entry?.state, entry?.attempts, entry?.lastStatus], ['failed', 1, 410]);
    const { disabledAt } = await ask<{ disabledAt: string | null }>(`GET /api/v1/webhooks/${of.id}?`);
    assert.notEqual(disabledAt, null);
    await update(list, 6000);
    assert.equal((await log(of)).length, 1);
  });

  test('a target that does not answer keeps no other waiting', async () => {
    const list = await campaign();
    await using slow = await startReceiver();
    slow.behave(() => null);
    await hook(slow);
    const quick = await hook();
    for (let amount = 1; amount <= 8; amount += 1) await update(list, amount);
    await receiver.wait(8);
    assert.ok((await settled(quick, over)).every(({ attempts }) => attempts === 1));
    assert.ok(slow.atOnceMax <= 4, `${slow.atOnceMax} at once`);
  });

  test('a deleted webhook is sent nothing more', async () => {
    const list = await campaign();
    const of = await hook();
    receiver.behave(() => ({ status: 500 }));
    await update(list, 5000);
    await receiver.wait(1);
    await ask(`DELETE /api/v1/webhooks/${of.id}?`);
    const sent = receiver.received.length;
    const other = await hook();
    receiver.behave(() => ({ status: 200 }));
    await update(list, 6000);
    await settled(other, over);
    assert.ok(receiver.received.length <= sent + 2, 'one try of the deleted may have been under way');
  });

  test('the log comes in pages, newest first, and another organization sees none of it', async () => {
    const list = await campaign();
    const of = await hook();
    const batches: string[] = [];
    for (let amount = 1; amount <= 5; amount += 1) batches.unshift(await update(list, amount));
    await settled(of, (entries) => entries.length === 5);
    const seen: (string | null)[] = [];
    for (let cursor = ''; ;) {
      const path = `GET /api/v1/webhooks/${of.id}/deliveries?organization=${tenant.code}&limit=2${cursor}`;
      const { body } = await service.administrator.call<{ data: Delivery[]; nextCursor: string | null }>(path);
      seen.push(...body.data.map(({ batchId }) => batchId));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    assert.deepEqual(seen, batches);
    const other = await (await service.tenant()).withScopes('admin');
    const [entry] = await log(of);
    for (const request of [
      `GET /api/v1/webhooks/${of.id}/deliveries`,
      `GET /api/v1/webhooks/${of.id}/deliveries/${entry?.id}`,
      `POST /api/v1/webhooks/${of.id}/deliveries/${entry?.id}/retry`,
      `POST /api/v1/webhooks/${of.id}/test`,
    ]) {
      assert.equal((await other.call(request)).status, 404, request);
    }
  });

  test('two processes share what there is to send, and each is sent once', async () => {
    const list = await campaign();
    const of = await hook();
    {
      await using second = await startSecondService(service, settings);
      assert.ok(second.url);
      for (let amount = 1; amount <= 10; amount += 1) await update(list, amount);
      await settled(of, (entries) => entries.length === 10 && over(entries));
      assert.equal(receiver.received.length, 10);
    }
  });
});

describe('POST /api/v1/webhooks/{id}/test', () => {
  test('sends a test now, to a disabled webhook too, and says what came of it', async () => {
    const of = await hook();
    await ask(`PATCH /api/v1/webhooks/${of.id}?`, { disabled: true });
    const entry = await ask<Delivery>(`POST /api/v1/webhooks/${of.id}/test?`);
    assert.deepEqual(
      [entry.event, entry.state, entry.attempts, entry.lastStatus],
      ['webhook.test', 'delivered', 1, 204],
    );
    const [got] = receiver.received;
    assert.ok(got);
    const message = new Webhook(of.secret).verify(got.body, got.headers as Record<string, string>) as Message;
    assert.deepEqual([message.type, message.data], ['webhook.test', { webhook: of.id }]);
    assert.deepEqual(await log(of), [entry]);
  });

  test('that fails is not tried again', async () => {
    const of = await hook();
    receiver.behave(() => ({ status: 302, headers: { location: '/hook' } }));
    const entry = await ask<Delivery>(`POST /api/v1/webhooks/${of.id}/test?`);
    assert.deepEqual(
      [entry.state, entry.lastError],
      ['failed', 'The target answered 302, and redirects are not followed.'],
    );
    assert.equal(receiver.received.length, 1);
    assert.equal(entry.nextAttemptAt, null);
  });

  test('reaches no private address unless the setting allows it, by a name that leads there either', async () => {
    await using strict = await startTestService({ settings: { ...settings, webhooksToPrivateAddresses: false } });
    const url = `http://localhost:${receiver.port}/hook`;
    const made = await strict.administrator.call<{ data: Hook }>('POST /api/v1/webhooks', { url });
    assert.equal(made.status, 201, made.text);
    const path = `POST /api/v1/webhooks/${made.body.data.id}/test`;
    const { body } = await strict.administrator.call<{ data: Delivery }>(path);
    assert.match(body.data.lastError ?? '', /^The target is at (127\.0\.0\.1|::1), which is not a public address\.$/);
    assert.equal(receiver.received.length, 0);
  });
});

describe('GET /api/v1/webhooks/{id}/deliveries/{deliveryId}', () => {
  test('shows what was sent, byte for byte', async () => {
    const list = await campaign();
    const of = await hook();
    await update(list, 5000);
    const [entry] = await settled(of, over);
    const [got] = receiver.received;
    const shown = await ask<Delivery>(`GET /api/v1/webhooks/${of.id}/deliveries/${entry?.id}?`);
    assert.deepEqual(shown, { ...entry, payload: got?.body });
  });

  test('another webhook has no such delivery', async () => {
    const of = await hook();
    const other = await hook();
    const { id } = await ask<Delivery>(`POST /api/v1/webhooks/${of.id}/test?`);
    const path = `GET /api/v1/webhooks/${other.id}/deliveries/${id}?organization=${tenant.code}`;
    assert.equal((await service.administrator.call(path)).status, 404);
  });
});

describe('POST /api/v1/webhooks/{id}/deliveries/{deliveryId}/retry', () => {
  test('sends it again, with the same id and content', async () => {
    const list = await campaign();
    const of = await hook();
    receiver.behave(() => ({ status: 500 }));
    await update(list, 5000);
    const [failed] = await settled(of, over);
    assert.equal(failed?.state, 'failed');
    receiver.behave(() => ({ status: 200 }));
    const again = await ask<Delivery>(`POST /api/v1/webhooks/${of.id}/deliveries/${failed?.id}/retry?`);
    assert.deepEqual([again.id, again.state, again.attempts], [failed?.id, 'pending', 0]);
    const [entry] = await settled(of, over);
    assert.deepEqual([entry?.state, entry?.attempts], ['delivered', 1]);
    assert.equal(receiver.received.at(-1)?.body, receiver.received[0]?.body);
  });

  test('is refused while the webhook is disabled, and for a delivery that there is not', async () => {
    const list = await campaign();
    const of = await hook();
    await update(list, 5000);
    const [entry] = await settled(of, over);
    await ask(`PATCH /api/v1/webhooks/${of.id}?`, { disabled: true });
    const retry = (id: string) =>
      service.administrator.call(`POST /api/v1/webhooks/${of.id}/deliveries/${id}/retry?organization=${tenant.code}`);
    const refused = await retry(entry?.id ?? '');
    assert.deepEqual([refused.status, refused.body['message']], [409, 'The webhook is disabled: enable it first.']);
    assert.equal((await retry(`msg_${'0'.repeat(32)}`)).status, 404);
  });
});
