import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Client, Fields, Tenant } from '../../tenant.ts';

const password = 'three grey herons';

interface User extends Fields {
  readonly id: string;
  readonly email: string;
}
interface Page {
  readonly data: readonly User[];
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

let made = 0;
async function newUser(who: Client, query = '', body: Fields = {}): Promise<User> {
  made += 1;
  const user = { email: `user${made}@lender.example`, password, ...body };
  const answer = await who.call<{ data: User }>(`POST /api/v1/users${query}`, user);
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data;
}

async function faultsOf(request: string, body: unknown): Promise<Set<string>> {
  const answer = await admin.call<{ errors: string[] }>(request, body);
  assert.equal(answer.status, 400, answer.text);
  return new Set(answer.body.errors);
}

describe('POST /api/v1/users', () => {
  const create = 'POST /api/v1/users';

  test('makes a user of the own organization, and shows no password', async () => {
    const answer = await admin.call<{ data: User }>(create, {
      email: 'Asha@Lender.Example',
      password,
      scopes: ['customers:read'],
    });
    assert.equal(answer.status, 201, answer.text);
    const { id, createdAt, ...rest } = answer.body.data;
    assert.match(id, /^usr_/);
    assert.ok(Date.parse(String(createdAt)));
    assert.deepEqual(rest, {
      organization: lender.code,
      email: 'asha@lender.example',
      scopes: ['customers:read'],
      disabled: false,
      disabledAt: null,
      lastUsedAt: null,
    });
    assert.equal(answer.text.includes('heron'), false);
  });

  test('for an organization below with ?organization=', async () => {
    const { organization } = await newUser(admin, `?organization=${below.code}`);
    assert.equal(organization, below.code);
    const foreign = await admin.call(`${create}?organization=${rival.code}`, { email: 'x@y.example', password });
    assert.equal(foreign.status, 403);
  });

  test('an address that somebody has: 409', async () => {
    const { email } = await newUser(admin);
    const again = await admin.call(create, { email: email.toUpperCase(), password });
    assert.deepEqual([again.status, again.body['error']], [409, 'Conflict']);
  });

  test('tells all that is wrong', async () => {
    assert.deepEqual(
      await faultsOf(create, { email: 'x', password: 'short', scopes: ['customers:read'] }),
      new Set(['email must be an e-mail address', 'password must have at least 12 characters']),
    );
    assert.deepEqual(
      await faultsOf(create, { name: 'x' }),
      new Set(['email is required', 'password is required', 'unknown field name']),
    );
    assert.equal((await faultsOf(create, { email: 'x@y.example', password, scopes: ['root'] })).size, 1);
    assert.equal((await faultsOf(create, { email: 'x@y.example\0', password: `${password}\0` })).size, 2);
  });

  test('takes no Idempotency-Key, because what it is sent is a secret', async () => {
    const body = { email: 'keyed@lender.example', password };
    const answer = await admin.call<{ errors: string[] }>(create, body, { 'idempotency-key': 'k' });
    assert.equal(answer.status, 400);
    assert.match(answer.body.errors[0] ?? '', /^Idempotency-Key is not taken here/);
  });
});

describe('GET /api/v1/users', () => {
  test('lists those of the own organization and of those below it, newest first, in pages', async () => {
    await newUser(admin, `?organization=${below.code}`);
    await newUser(admin);
    const foreign = await newUser(service.administrator, `?organization=${rival.code}`);
    const first = await admin.call<Page>('GET /api/v1/users?limit=1');
    assert.equal(first.body.data.length, 1);
    const rest = await admin.call<Page>(`GET /api/v1/users?limit=200&cursor=${first.body.nextCursor}`);
    const users = [...first.body.data, ...rest.body.data];
    const moments = users.map(({ createdAt }) => Date.parse(String(createdAt)));
    assert.deepEqual(
      moments,
      [...moments].sort((a, b) => b - a),
    );
    assert.deepEqual(new Set(users.map(({ organization }) => organization)), new Set([lender.code, below.code]));
    assert.equal(new Set(users.map(({ id }) => id)).size, users.length);
    assert.equal(
      users.some(({ id }) => id === foreign.id),
      false,
    );
    assert.equal(rest.text.includes('scrypt'), false);
  });

  test('refuses a cursor of another form', async () => {
    assert.equal((await admin.call('GET /api/v1/users?cursor=x')).status, 400);
  });
});

describe('PATCH /api/v1/users/{id}', () => {
  test('changes scopes, disables and enables', async () => {
    const { id, ...user } = await newUser(admin);
    const patch = async (body: Fields) => {
      const answer = await admin.call<{ data: Fields }>(`PATCH /api/v1/users/${id}`, body);
      assert.equal(answer.status, 200, answer.text);
      return answer.body.data;
    };
    const scopes = ['batches:read'];
    assert.deepEqual(await patch({ scopes }), { ...user, id, scopes });
    const { disabledAt, ...disabled } = await patch({ disabled: true });
    assert.ok(Date.parse(String(disabledAt)));
    assert.equal(disabled['disabled'], true);
    assert.deepEqual(await patch({ disabled: false, password }), { ...user, id, scopes });
  });

  test('tells all that is wrong, and that nothing is asked for', async () => {
    const { id } = await newUser(admin);
    assert.deepEqual(await faultsOf(`PATCH /api/v1/users/${id}`, {}), new Set(['body cannot be empty']));
    assert.deepEqual(
      await faultsOf(`PATCH /api/v1/users/${id}`, { disabled: 'yes', email: 'x' }),
      new Set(['disabled must be a boolean', 'unknown field email']),
    );
    assert.deepEqual(
      await faultsOf(`PATCH /api/v1/users/${id}`, { password: 'short', scopes: [] }),
      new Set(['password must have at least 12 characters', 'scopes cannot be empty']),
    );
  });

  test('404 for one that is unknown, foreign or above, alike', async () => {
    const foreign = await newUser(service.administrator, `?organization=${rival.code}`);
    const above = await newUser(service.administrator);
    const answers = await Promise.all(
      ['usr_unknown', foreign.id, above.id].map((id) => admin.call(`PATCH /api/v1/users/${id}`, { disabled: true })),
    );
    for (const { status } of answers) assert.equal(status, 404);
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
  });
});

test('users need the scope admin', async () => {
  for (const request of ['GET /api/v1/users', 'POST /api/v1/users', 'PATCH /api/v1/users/usr_x']) {
    const body = request.startsWith('GET') ? undefined : {};
    assert.equal((await lender.call(request, body)).status, 403);
    assert.equal((await service.anybody.call(request, body)).status, 401);
  }
});
