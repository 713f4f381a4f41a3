import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TestService } from '../../service.ts';
import { startTestService } from '../../service.ts';
import type { Fields, Tenant } from '../../tenant.ts';

interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string;
  readonly disabledAt: string | null;
  readonly secret?: string;
}
interface Body<Data = Webhook> extends Fields {
  readonly data: Data;
  readonly message: string;
  readonly errors?: readonly string[];
}

/** As an operator has it: https alone, and public addresses alone. */
let service: TestService;
let tenant: Tenant;
const root = 'POST /api/v1/webhooks';
const url = 'https://loans.example.com/amend';
const as = (request: string, code = tenant.code) =>
  `${request}${request.includes('?') ? '&' : '?'}organization=${code}`;
const call = <Data = Webhook>(request: string, body?: unknown) =>
  service.administrator.call<Body<Data>>(as(request), body);
const make = async (fields: Fields = {}): Promise<Webhook> => {
  const { status, body, text } = await call(root, { url, ...fields });
  assert.equal(status, 201, text);
  return body.data;
};

before(async () => {
  service = await startTestService({ settings: { webhooksPerOrganizationMax: 3 } });
});
after(() => service[Symbol.asyncDispose]());

describe('POST /api/v1/webhooks', () => {
  before(async () => {
    tenant = await service.tenant();
  });

  test('makes a webhook of all events and shows its secret this once', async () => {
    const made = await make({ description: 'loan system' });
    assert.match(made.id, /^wh_[0-9a-z]{24}$/);
    assert.match(made.secret ?? '', /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual(made.events, ['batch.completed', 'batch.failed', 'batch.cancelled', 'batch.undone']);
    const { text } = await call(`GET /api/v1/webhooks/${made.id}`);
    assert.doesNotMatch(text, /whsec_/);
  });

  test('refuses addresses that are no https, not public, or hold credentials, and events that there are not', async () => {
    for (const [body, sentence] of [
      [{ url: 'http://example.com' }, 'url must begin with https://'],
      [{ url: 'https://169.254.169.254/latest' }, 'url must not lead to an address that is not public'],
      [{ url: 'https://[::ffff:10.0.0.1]/' }, 'url must not lead to an address that is not public'],
      [
        { url: 'https://me:word@example.com' },
        'url must not hold a user or a password: what is sent is signed instead',
      ],
      [{ url: 'nowhere' }, 'url must be an https:// address'],
      [{ url, events: [] }, 'events cannot be empty; disable the webhook instead'],
    ] as const) {
      const { status, text } = await call(root, body);
      assert.equal(status, 400, text);
      assert.ok(text.includes(sentence), text);
    }
    assert.equal((await call(root, { url, events: ['batch.started'] })).status, 400);
    assert.equal((await call(root, { url, more: 1 })).status, 400);
  });

  test('refuses one more than an organization may have', async () => {
    const other = await service.tenant();
    const request = as(root, other.code);
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => service.administrator.call<Body>(request, { url })));
    assert.deepEqual(
      made.map(({ status }) => status).toSorted((a, b) => a - b),
      [201, 201, 201, 409, 409],
    );
    const refused = made.find(({ status }) => status === 409);
    assert.match(refused?.body.message ?? '', /has 3 webhooks.*delete one/);
  });

  test('takes no idempotency key, because it shows a secret, and needs the scope admin', async () => {
    const key = { 'idempotency-key': 'once' };
    assert.equal((await service.administrator.call(as(root), { url }, key)).status, 400);
    assert.equal((await tenant.call(root, { url })).status, 403);
  });
});

describe('GET /api/v1/webhooks', () => {
  test('lists those of the organization alone, newest first, in pages', async () => {
    tenant = await service.tenant();
    const made = [await make(), await make(), await make()].map(({ id }) => id).toReversed();
    const first = await call<Webhook[]>('GET /api/v1/webhooks?limit=2');
    const cursor = (first.body as { nextCursor?: string }).nextCursor;
    const second = await call<Webhook[]>(`GET /api/v1/webhooks?limit=2&cursor=${cursor}`);
    assert.deepEqual(
      [...first.body.data, ...second.body.data].map(({ id }) => id),
      made,
    );
    assert.equal((second.body as { nextCursor?: string | null }).nextCursor, null);
    const other = await service.tenant();
    const empty = await service.administrator.call<Body<Webhook[]>>(as('GET /api/v1/webhooks', other.code));
    assert.deepEqual(empty.body.data, []);
  });
});

describe('GET /api/v1/webhooks/{id}', () => {
  test("shows it; an unknown one and another organization's are refused alike", async () => {
    tenant = await service.tenant();
    const { id, secret, ...made } = await make();
    const { body } = await call(`GET /api/v1/webhooks/${id}`);
    assert.deepEqual(body.data, { id, ...made });
    assert.ok(secret);
    const other = await (await service.tenant()).withScopes('admin');
    const foreign = await other.call(`GET /api/v1/webhooks/${id}`);
    const unknown = await other.call(`GET /api/v1/webhooks/wh_${'0'.repeat(24)}`);
    assert.deepEqual([foreign.status, foreign.body], [404, unknown.body]);
  });
});

describe('PATCH /api/v1/webhooks/{id}', () => {
  test('changes what is named and keeps the rest', async () => {
    tenant = await service.tenant();
    const { id } = await make({ description: 'old' });
    const path = `PATCH /api/v1/webhooks/${id}`;
    const { body } = await call(path, { url: 'https://example.org/', events: ['batch.undone', 'batch.failed'] });
    assert.equal(body.data.url, 'https://example.org/');
    assert.equal(body.data.description, 'old');
    assert.deepEqual(body.data.events, ['batch.failed', 'batch.undone']);
    assert.equal(body.data.secret, undefined);
    assert.notEqual((await call(path, { disabled: true })).body.data.disabledAt, null);
    assert.equal((await call(path, { disabled: false })).body.data.disabledAt, null);
    assert.equal((await call(path, { url: 'https://10.0.0.1/' })).status, 400);
    assert.equal((await call(path, {})).status, 400);
  });

  test('gives it a new secret, and shows that once', async () => {
    tenant = await service.tenant();
    const { id, secret } = await make();
    const { body } = await call(`PATCH /api/v1/webhooks/${id}`, { rotateSecret: true });
    assert.match(body.data.secret ?? '', /^whsec_/);
    assert.notEqual(body.data.secret, secret);
  });

  test("does not touch another organization's", async () => {
    tenant = await service.tenant();
    const { id } = await make();
    const other = await (await service.tenant()).withScopes('admin');
    assert.equal((await other.call(`PATCH /api/v1/webhooks/${id}`, { disabled: true })).status, 404);
    assert.equal((await other.call(`DELETE /api/v1/webhooks/${id}`)).status, 404);
    assert.equal((await call(`GET /api/v1/webhooks/${id}`)).body.data.disabledAt, null);
  });
});

describe('DELETE /api/v1/webhooks/{id}', () => {
  test('answers it as it was; then it is gone, with its log', async () => {
    tenant = await service.tenant();
    const { id } = await make();
    assert.equal((await call(`DELETE /api/v1/webhooks/${id}`)).body.data.id, id);
    assert.equal((await call(`DELETE /api/v1/webhooks/${id}`)).status, 404);
    assert.equal((await call(`GET /api/v1/webhooks/${id}`)).status, 404);
    assert.equal((await call(`GET /api/v1/webhooks/${id}/deliveries`)).status, 404);
  });
});
