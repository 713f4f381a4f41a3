import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isTokenSecret } from '../../../src/access/token-secret.ts';
import { scopes } from '../../../src/access/principal.ts';
import type { Organization, Scope } from '../../../src/access/principal.ts';
import { accessRoutes } from '../../../src/doors/api/access-routes.ts';
import type { Tx } from '../../../src/store/database.ts';
import { openAccess } from '../../access/open-access.ts';
import type { OpenAccess } from '../../access/open-access.ts';
import { openServer } from '../../http/open-server.ts';
import type { OpenServer } from '../../http/open-server.ts';

interface Answer {
  readonly status: number;
  readonly body: { success: boolean; data: Record<string, unknown>; nextCursor?: string | null; errors?: string[] };
}

describe('access through our own API', () => {
  let room: OpenAccess;
  let server: OpenServer;
  let lender: Organization;
  let admin: string;
  before(async () => {
    room = await openAccess();
    const { database, access } = room;
    server = await openServer<Tx>({
      routes: accessRoutes({ access, transact: (work) => database.transact(work) }),
      authenticate: (bearer) => access.authentication.authenticate(bearer),
      actFor: (principal, code) => access.authentication.actFor(principal, code),
      transact: (work) => database.transact(work),
    });
    lender = await room.organization('CEKLENDER1');
    admin = await newToken(lender, ['admin']);
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await room[Symbol.asyncDispose]();
  });

  async function newToken(organization: Organization, granted: readonly Scope[]): Promise<string> {
    const request = { organization, name: 'test', granter: new Set(scopes), scopes: granted };
    return (await room.database.transact((tx) => room.access.tokens.create(tx, request))).secret;
  }
  async function call(line: string, { body, token = admin }: { body?: unknown; token?: string }): Promise<Answer> {
    const [method = '', path = ''] = line.split(' ');
    const authorization = `Bearer ${token}`;
    const sent =
      body === undefined
        ? { method, headers: { authorization } }
        : { method, headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await server.fetch(`/api/v1${path}`, sent);
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }
  const get = (path: string, token = admin) => call(`GET ${path}`, { token });
  const post = (path: string, body?: unknown) => call(`POST ${path}`, { body });

  test('GET /me tells any valid token who it is, whatever its scopes', async () => {
    const { status, body } = await get('/me', await newToken(lender, ['batches:read']));
    assert.equal(status, 200);
    assert.equal(body.success, true);
    assert.deepEqual(body.data['organization'], {
      id: lender.publicId,
      code: 'CEKLENDER1',
      name: lender.name,
      parent: 'CEKROOT000',
    });
    assert.deepEqual(body.data['scopes'], ['batches:read']);
    assert.match(JSON.stringify(body.data['token']), /^\{"id":"tok_[0-9a-z]{24}","name":"test"\}$/);
  });

  test('GET /organizations tells any valid token those it may act for, whatever its scopes', async () => {
    const { status, body } = await get('/organizations', await newToken(lender, ['batches:read']));
    assert.equal(status, 200);
    assert.partialDeepStrictEqual(body.data, [{ code: 'CEKLENDER1' }]);
  });

  test('everything else of access needs the scope admin', async () => {
    const most = await newToken(
      lender,
      scopes.filter((scope) => scope !== 'admin'),
    );
    const lines = [
      'POST /organizations',
      'GET /tokens',
      'POST /tokens',
      'POST /tokens/tok_1/revoke',
      'GET /users',
      'POST /users',
      'PATCH /users/usr_1',
      'GET /clients',
      'POST /clients',
      'POST /clients/cli_1/revoke',
    ];
    for (const line of lines) assert.equal((await call(line, { token: most })).status, 403, line);
  });

  test('POST /organizations makes one below the own, and below another with ?organization=', async () => {
    const made = await post('/organizations', { code: 'CEKBRANCH1', name: 'Pune' });
    assert.equal(made.status, 201);
    const { id, ...rest } = made.body.data;
    assert.match(String(id), /^org_/);
    assert.deepEqual(rest, { code: 'CEKBRANCH1', name: 'Pune', parent: 'CEKLENDER1' });
    const below = await post('/organizations?organization=CEKBRANCH1', { code: 'CEKDESK001', name: 'Desk' });
    assert.equal(below.body.data['parent'], 'CEKBRANCH1');
    const named = await post('/organizations', { code: 'CEKDESK002', name: 'Desk', parent: 'CEKBRANCH1' });
    assert.equal(named.body.data['parent'], 'CEKBRANCH1');
  });

  test('POST /organizations answers 409 for a taken code, 400 for a malformed body, 403 for a foreign parent', async () => {
    await room.organization('CEKRIVAL01');
    assert.equal((await post('/organizations', { code: 'CEKRIVAL01', name: 'Mine' })).status, 409);
    const malformed = await post('/organizations', { code: 'cek1', name: '', colour: 'red' });
    assert.equal(malformed.status, 400);
    assert.deepEqual([...(malformed.body.errors ?? [])].sort(), [
      'code must be CEK and 7 capital letters or digits',
      'name cannot be empty',
      'unknown field colour',
    ]);
    const foreign = await post('/organizations', { code: 'CEKDESK003', name: 'x', parent: 'CEKRIVAL01' });
    const unknown = await post('/organizations', { code: 'CEKDESK003', name: 'x', parent: 'CEKNOBODY1' });
    assert.deepEqual([foreign.status, unknown.status], [403, 403]);
    assert.equal(JSON.stringify(foreign.body).replace('CEKRIVAL01', 'CEKNOBODY1'), JSON.stringify(unknown.body));
  });

  test('GET /organizations pages through the own one and those below', async () => {
    const top = await room.organization('CEKPAGE000');
    for (const code of ['CEKPAGE001', 'CEKPAGE002']) await room.organization(code, top);
    const token = await newToken(top, ['admin']);
    const first = await get('/organizations?limit=2', token);
    assert.deepEqual(codes(first), ['CEKPAGE000', 'CEKPAGE001']);
    const second = await get(`/organizations?limit=2&cursor=${first.body.nextCursor}`, token);
    assert.deepEqual([codes(second), second.body.nextCursor], [['CEKPAGE002'], null]);
    assert.equal((await get('/organizations?cursor=x', token)).status, 400);
    assert.equal((await get('/organizations?limit=201', token)).status, 400);
  });

  test('POST /tokens makes a token of the organization acted for, and shows it once', async () => {
    await room.organization('CEKACTED01', lender);
    const request = { name: 'loan system', scopes: ['customers:write'], expires: '90d' };
    const made = await post('/tokens?organization=CEKACTED01', request);
    assert.equal(made.status, 201);
    const { token, id, organization, scopes: granted, expiresAt } = made.body.data;
    assert.ok(isTokenSecret(String(token)));
    assert.deepEqual(
      [organization, granted, expiresAt],
      ['CEKACTED01', ['customers:write'], '2026-08-02T10:00:00.000Z'],
    );
    const me = await get('/me', String(token));
    assert.equal((me.body.data['organization'] as { code: string }).code, 'CEKACTED01');
    const listed = await get('/tokens?organization=CEKACTED01');
    assert.ok(JSON.stringify(listed.body).includes(String(id)));
    assert.ok(!JSON.stringify(listed.body).includes(String(token)));
    assert.equal((await get('/tokens?organization=CEKRIVAL01')).status, 403);
  });

  test('POST /tokens refuses scopes that do not exist and an expiry that is past', async () => {
    assert.equal((await post('/tokens', { name: 'x', scopes: ['all'] })).status, 400);
    const past = await post('/tokens', { name: 'x', expires: '2020-01-01' });
    assert.equal(past.status, 400);
    assert.match(past.body.errors?.[0] ?? '', /^expires must be in the future/);
  });

  test('POST /tokens/{id}/revoke ends a token at once; a foreign one answers as an unknown one', async () => {
    const made = await post('/tokens', { name: 'short-lived' });
    const { token, id } = made.body.data;
    const revoked = await post(`/tokens/${String(id)}/revoke`);
    assert.equal(revoked.status, 200);
    assert.notEqual(revoked.body.data['revokedAt'], null);
    assert.equal((await get('/me', String(token))).status, 401);
    assert.deepEqual(await post(`/tokens/${String(id)}/revoke`), revoked);
    const rival = await newToken(await room.organization('CEKRIVAL02'), ['admin']);
    const foreign = await post(
      `/tokens/${(await room.access.authentication.authenticate(rival))?.tokenPublicId}/revoke`,
    );
    const unknown = await post('/tokens/tok_unknown/revoke');
    assert.equal(foreign.status, 404);
    assert.deepEqual(foreign, unknown);
    assert.equal((await get('/me', rival)).status, 200);
  });

  test('the examples of the request bodies are accepted as they stand', async () => {
    const { access, database } = room;
    const transact = database.transact.bind(database);
    const routes = accessRoutes({ access, transact });
    const makers = routes.filter(({ method }) => method === 'POST');
    const examples = makers.flatMap(({ path, body }) => examplesOf(body).map((example) => ({ path, example })));
    assert.ok(examples.length >= 4);
    for (const { path, example } of examples) {
      assert.equal((await post(path.replace('/api/v1', ''), example)).status, 201, path);
    }
  });
});

function examplesOf(schema: object | undefined): readonly unknown[] {
  return schema !== undefined && 'examples' in schema && Array.isArray(schema.examples) ? schema.examples : [];
}

function codes({ body }: Answer): unknown[] {
  return (body.data as unknown as { code: string }[]).map(({ code }) => code);
}
