import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Client, Fields, Tenant } from '../../tenant.ts';

interface OAuthClient extends Fields {
  readonly id: string;
  readonly secret: string;
}
interface Page {
  readonly data: readonly OAuthClient[];
  readonly nextCursor: string | null;
}

let service: TestService;
let lender: Tenant;
let admin: Client;
let below: Tenant;
let rival: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  admin = await lender.withScopes('admin');
  below = await service.tenant({ parent: lender.code });
  rival = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

async function newClient(who: Client, query = '', body: Fields = {}): Promise<OAuthClient> {
  const answer = await who.call<{ data: OAuthClient }>(`POST /api/v1/clients${query}`, { name: 'loans', ...body });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data;
}

describe('POST /api/v1/clients', () => {
  const create = 'POST /api/v1/clients';

  test('makes a client of the own organization and shows its secret once', async () => {
    const { id, secret, createdAt, ...rest } = await newClient(admin);
    assert.match(id, /^cli_/);
    assert.match(secret, /^amc_/);
    assert.ok(Date.parse(String(createdAt)));
    assert.deepEqual(rest, {
      organization: lender.code,
      name: 'loans',
      scopes: ['campaigns:read', 'campaigns:write', 'customers:read', 'customers:write', 'batches:read'],
      grantTypes: ['password', 'client_credentials'],
      revokedAt: null,
      lastUsedAt: null,
    });
    const { text } = await admin.call('GET /api/v1/clients');
    assert.equal(text.includes(secret), false);
    assert.ok(text.includes(id));
  });

  test('with the scopes and grant types that are named, for an organization below', async () => {
    const body = { scopes: ['customers:read'], grantTypes: ['password'] };
    const made = await newClient(admin, `?organization=${below.code}`, body);
    assert.partialDeepStrictEqual(made, { ...body, organization: below.code });
    assert.equal((await admin.call(`${create}?organization=${rival.code}`, { name: 'x' })).status, 403);
  });

  test('tells all that is wrong', async () => {
    const faults = async (body: unknown) => {
      const answer = await admin.call<{ errors: string[] }>(create, body);
      assert.equal(answer.status, 400, answer.text);
      return new Set(answer.body.errors);
    };
    assert.deepEqual(await faults({ secret: 'x' }), new Set(['name is required', 'unknown field secret']));
    assert.deepEqual(
      await faults({ name: ' ', grantTypes: [] }),
      new Set(['name cannot be empty', 'grantTypes cannot be empty']),
    );
    assert.equal((await faults({ name: 'x', grantTypes: ['implicit'] })).size, 1);
    assert.equal((await faults({ name: 'x', scopes: ['root'] })).size, 1);
  });

  test('takes no Idempotency-Key, because what it answers is a secret', async () => {
    const answer = await admin.call<{ errors: string[] }>(create, { name: 'x' }, { 'idempotency-key': 'k' });
    assert.equal(answer.status, 400);
    assert.match(answer.body.errors[0] ?? '', /^Idempotency-Key is not taken here/);
  });
});

describe('GET /api/v1/clients', () => {
  test('lists those of the own organization and of those below it, newest first, in pages', async () => {
    await newClient(admin, `?organization=${below.code}`);
    await newClient(admin);
    await newClient(service.administrator, `?organization=${rival.code}`);
    const first = await admin.call<Page>('GET /api/v1/clients?limit=1');
    assert.equal(first.body.data.length, 1);
    const rest = await admin.call<Page>(`GET /api/v1/clients?limit=200&cursor=${first.body.nextCursor}`);
    const clients = [...first.body.data, ...rest.body.data];
    const moments = clients.map(({ createdAt }) => Date.parse(String(createdAt)));
    assert.deepEqual(
      moments,
      [...moments].sort((a, b) => b - a),
    );
    assert.deepEqual(new Set(clients.map(({ organization }) => organization)), new Set([lender.code, below.code]));
    assert.equal(new Set(clients.map(({ id }) => id)).size, clients.length);
  });

  test('refuses a cursor of another form', async () => {
    assert.equal((await admin.call('GET /api/v1/clients?cursor=x')).status, 400);
  });
});

describe('POST /api/v1/clients/{id}/revoke', () => {
  test('ends a client; a second time answers the same', async () => {
    const { id } = await newClient(admin);
    const first = await admin.call<{ data: Fields }>(`POST /api/v1/clients/${id}/revoke`);
    assert.equal(first.status, 200);
    assert.ok(Date.parse(String(first.body.data['revokedAt'])));
    assert.deepEqual((await admin.call(`POST /api/v1/clients/${id}/revoke`, {})).body, first.body);
  });

  test('404 for one that is unknown or foreign, alike', async () => {
    const foreign = await newClient(service.administrator, `?organization=${rival.code}`);
    const answers = await Promise.all(
      ['cli_unknown', foreign.id].map((id) => admin.call(`POST /api/v1/clients/${id}/revoke`)),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404],
    );
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
  });
});

test('clients need the scope admin', async () => {
  for (const request of ['GET /api/v1/clients', 'POST /api/v1/clients', 'POST /api/v1/clients/cli_x/revoke']) {
    const body = request.startsWith('GET') ? undefined : {};
    assert.equal((await lender.call(request, body)).status, 403);
    assert.equal((await service.anybody.call(request, body)).status, 401);
  }
});
