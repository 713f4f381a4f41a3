import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startSecondService, startTestService, type TestService } from '../../service.ts';
import { type Answer, type Client, client, type Fields, loans, type Tenant } from '../../tenant.ts';

const password = 'three grey herons';

interface OAuthClient extends Fields {
  readonly id: string;
  readonly secret: string;
}
interface Granted extends Fields {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly error?: string;
}

let service: TestService;
let root: Client;
let lender: Tenant;
let branch: Tenant;
let rival: Tenant;
let system: OAuthClient;
/** A user whom no test changes. */
let asha: { readonly id: string; readonly email: string };
before(async () => {
  service = await startTestService();
  root = service.administrator;
  lender = await service.tenant();
  branch = await service.tenant({ parent: lender.code });
  rival = await service.tenant();
  system = await newClient(lender.code);
  asha = await newUser(lender.code);
});
after(() => service[Symbol.asyncDispose]());

async function newClient(code: string, body: Fields = {}): Promise<OAuthClient> {
  const made = await root.call<{ data: OAuthClient }>(`POST /api/v1/clients?organization=${code}`, {
    name: 'loan system',
    ...body,
  });
  assert.equal(made.status, 201, made.text);
  return made.body.data;
}

let made = 0;
async function newUser(code: string, body: Fields = {}): Promise<{ id: string; email: string }> {
  made += 1;
  const user = { email: `user${made}@lender.example`, password, ...body };
  const answer = await root.call<{ data: { id: string; email: string } }>(
    `POST /api/v1/users?organization=${code}`,
    user,
  );
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data;
}

const basic = ({ id, secret }: Pick<OAuthClient, 'id' | 'secret'>) =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

/** `null`: no Authorization header. */
async function ask(
  form: Record<string, string> | string,
  as: Pick<OAuthClient, 'id' | 'secret'> | null = system,
  url = service.url,
): Promise<Answer<Granted>> {
  return client(url, null).call<Granted>('POST /oauth/token', new URLSearchParams(form).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    ...(as && { authorization: basic(as) }),
  });
}
const byPassword = (username: string, more: Record<string, string> = {}, as = system) =>
  ask({ grant_type: 'password', username, password, ...more }, as);

function assertRefused(answer: Answer<Granted>, status: number, error: string): void {
  assert.deepEqual([answer.status, answer.body.error], [status, error], answer.text);
  const description = String(answer.body['error_description']);
  assert.match(description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  assert.deepEqual(Object.keys(answer.body), ['error', 'error_description']);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
}

describe('POST /oauth/token', () => {
  test('gives a token by password, in the shape of the contract', async () => {
    const { email } = asha;
    const { status, body, headers } = await byPassword(email, { clientId: lender.code });
    assert.equal(status, 200);
    const { access_token: access, refresh_token: refresh, ...rest } = body;
    assert.match(access, /^amd_/);
    assert.match(refresh, /^amr_/);
    assert.deepEqual(rest, {
      token_type: 'bearer',
      expires_in: 86_399,
      scope: 'campaigns:read campaigns:write customers:read customers:write batches:read',
    });
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('pragma'), 'no-cache');
  });

  test('the token is used like any other, and what it does is by the user', async () => {
    const { id, email } = asha;
    const { body } = await byPassword(email);
    const user = client(service.url, body.access_token);
    const me = await user.call<{ data: Fields }>('GET /api/v1/me');
    assert.partialDeepStrictEqual(me.body.data, { token: { id, name: email }, organization: { code: lender.code } });
    const campaignId = await lender.campaign(loans(1));
    const records = [{ id: 'loan_0', data: { emi_amount: 1 } }];
    const updated = await user.call<{ batchId: string }>('PUT /api/v1/customers/update/bulk', { campaignId, records });
    assert.equal(updated.status, 200, updated.text);
    const batch = await lender.call<{ data: Fields }>(`GET /api/v1/batches/${updated.body.batchId}`);
    assert.deepEqual(batch.body.data['by'], { id, name: email });
    const history = await lender.call<{ data: { by: string }[] }>(
      `GET /api/v1/customers/loan_0/history?campaignId=${campaignId}`,
    );
    assert.equal(history.body.data[0]?.by, email, history.text);
  });

  test('gives a token to the client itself; what it does is by the client', async () => {
    const own = await newClient(lender.code, { name: 'night run', scopes: ['customers:read'] });
    const { status, body } = await ask({ grant_type: 'client_credentials' }, own);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ['access_token', 'token_type', 'expires_in', 'refresh_token', 'scope']);
    assert.equal(body['scope'], 'customers:read');
    const me = await client(service.url, body.access_token).call<{ data: Fields }>('GET /api/v1/me');
    assert.deepEqual(me.body.data['token'], { id: own.id, name: 'night run' });
  });

  test('acts for a company below when it is named, and for no other', async () => {
    const { email } = asha;
    const { body } = await byPassword(email, { clientId: branch.code });
    const me = await client(service.url, body.access_token).call('GET /api/v1/me');
    assert.partialDeepStrictEqual(me.body, { data: { organization: { code: branch.code } } });
    for (const clientId of [rival.code, 'CEKNOBODY0', 'CEKROOT000', 'x', '%00']) {
      assertRefused(await byPassword(email, { clientId }), 400, 'invalid_grant');
    }
  });

  test('gives the next token for a refresh token, once', async () => {
    const { email } = asha;
    const first = (await byPassword(email)).body;
    const refresh = (token: string, as = system) => ask({ grant_type: 'refresh_token', refresh_token: token }, as);
    assertRefused(await refresh(first.refresh_token, await newClient(lender.code)), 400, 'invalid_grant');
    const second = await refresh(first.refresh_token);
    assert.equal(second.status, 200);
    assert.notEqual(second.body.refresh_token, first.refresh_token);
    assertRefused(await refresh(first.refresh_token), 400, 'invalid_grant');
    assertRefused(await refresh(second.body.refresh_token), 400, 'invalid_grant');
    for (const { access_token: token } of [first, second.body]) {
      assert.equal((await client(service.url, token).call('GET /api/v1/me')).status, 401);
    }
  });

  test('gives the scopes that user and client share, or fewer of them', async () => {
    const { email } = await newUser(lender.code, { scopes: ['customers:read', 'batches:read'] });
    assert.equal((await byPassword(email)).body['scope'], 'customers:read batches:read');
    assert.equal((await byPassword(email, { scope: 'batches:read' })).body['scope'], 'batches:read');
    assertRefused(await byPassword(email, { scope: 'customers:write' }), 400, 'invalid_scope');
    const { access_token: token } = (await byPassword(email, { scope: 'batches:read' })).body;
    assert.equal((await client(service.url, token).call('GET /api/v1/campaigns')).status, 403);
  });

  test('answers alike for a wrong password, an unknown, a disabled and a locked user', async () => {
    const [disabled, locked] = [await newUser(lender.code), await newUser(lender.code)];
    await root.call(`PATCH /api/v1/users/${disabled.id}`, { disabled: true });
    for (let time = 0; time < 5; time += 1) await byPassword(locked.email, { password: 'wrong' });
    const answers = [
      await byPassword(asha.email, { password: 'wrong' }),
      await byPassword('nobody@lender.example'),
      await byPassword('no address'),
      await byPassword(disabled.email),
      await byPassword(locked.email),
      await byPassword(locked.email, { password: 'x'.repeat(10_000) }),
    ];
    for (const answer of answers) assertRefused(answer, 400, 'invalid_grant');
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
  });

  test('five wrong passwords lock the user in every process', async () => {
    await using second = await startSecondService(service);
    const { email } = await newUser(lender.code);
    const wrong = { grant_type: 'password', username: email, password: 'wrong' };
    for (let time = 0; time < 5; time += 1) await ask(wrong, system, time % 2 === 0 ? service.url : second.url);
    for (const url of [service.url, second.url]) {
      const answer = await ask({ ...wrong, password }, system, url);
      assertRefused(answer, 400, 'invalid_grant');
    }
  });

  test('a client that is unknown, has another secret, or names itself not at all: 401 and how to', async () => {
    const form = { grant_type: 'client_credentials' };
    const other = await newClient(lender.code);
    const answers = [
      await ask(form, { id: 'cli_unknown', secret: system.secret }),
      await ask(form, { id: system.id, secret: other.secret }),
      await ask(form, { id: '%zz', secret: '' }),
      await ask(form, null),
      await ask({ ...form, client_id: system.id, client_secret: system.secret }, null),
    ];
    for (const answer of answers) {
      assertRefused(answer, 401, 'invalid_client');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic realm="amend"/);
    }
  });

  test('a client that may not use the grant type: unauthorized_client', async () => {
    const own = await newClient(lender.code, { grantTypes: ['client_credentials'] });
    const { email } = asha;
    assertRefused(await byPassword(email, {}, own), 400, 'unauthorized_client');
  });

  test('a form that lacks something, has something twice, or asks for something else', async () => {
    const { email } = asha;
    assertRefused(await ask({}), 400, 'invalid_request');
    assertRefused(await ask({ grant_type: 'password', username: email }), 400, 'invalid_request');
    assertRefused(await ask('grant_type=client_credentials&grant_type=client_credentials'), 400, 'invalid_request');
    assertRefused(await ask({ grant_type: 'authorization_code' }), 400, 'unsupported_grant_type');
  });

  test('what is no form, or brings its parameters elsewhere, in the same form', async () => {
    const send = (path: string, body: unknown, headers: Record<string, string>) =>
      service.anybody.call<Granted>(`POST /oauth/token${path}`, body, { authorization: basic(system), ...headers });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    assertRefused(await send('', { grant_type: 'client_credentials' }, {}), 415, 'invalid_request');
    assertRefused(await send('', 'grant_type=%zz', form), 400, 'invalid_request');
    assertRefused(await send('', `grant_type=${'x'.repeat(20_000)}`, form), 413, 'invalid_request');
    const inQuery = await send('?grant_type=client_credentials', 'grant_type=client_credentials', form);
    assertRefused(inQuery, 400, 'invalid_request');
    const keyed = await send('', 'grant_type=client_credentials', { ...form, 'idempotency-key': 'k' });
    assertRefused(keyed, 400, 'invalid_request');
  });

  test('revoking the client, disabling the user and another password end its tokens at once', async () => {
    const own = await newClient(lender.code);
    const { id, email } = await newUser(lender.code);
    const statusAfter = async (request: string, body: Fields) => {
      const { access_token: token } = (await byPassword(email, {}, own)).body;
      const user = client(service.url, token);
      assert.equal((await user.call('GET /api/v1/me')).status, 200);
      assert.equal((await root.call(request, body)).status, 200);
      return (await user.call('GET /api/v1/me')).status;
    };
    assert.equal(await statusAfter(`PATCH /api/v1/users/${id}`, { password }), 401);
    assert.equal(await statusAfter(`PATCH /api/v1/users/${id}`, { disabled: true }), 401);
    await root.call(`PATCH /api/v1/users/${id}`, { disabled: false });
    assert.equal(await statusAfter(`POST /api/v1/clients/${own.id}/revoke`, {}), 401);
  });
});

test('an address that asks too often: 429 that says when to try again', async () => {
  await using slow = await startSecondService(service, { requestsPerSecondMax: 3 });
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ask({ grant_type: 'client_credentials' }, null, slow.url)),
  );
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length >= 2);
  for (const answer of refused) {
    assertRefused(answer, 429, 'temporarily_unavailable');
    assert.equal(answer.headers.get('retry-after'), '1');
  }
});
