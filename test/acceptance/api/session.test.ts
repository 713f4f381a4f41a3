import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startSecondService, startTestService, type TestService } from '../../service.ts';
import { client, type Client, type Fields, loan, type Tenant } from '../../tenant.ts';
import { type SignedIn, signIn } from '../signed-in.ts';

const password = 'three grey herons';
const session = '/api/v1/session';

let service: TestService;
let lender: Tenant;
let admin: Client;
let below: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  admin = await lender.withScopes('admin');
  below = await service.tenant({ parent: lender.code });
});
after(() => service[Symbol.asyncDispose]());

let made = 0;
async function newUser(body: Fields = {}): Promise<{ id: string; email: string }> {
  made += 1;
  const user = { email: `clerk${made}@lender.example`, password, ...body };
  const answer = await admin.call<{ data: { id: string; email: string } }>('POST /api/v1/users', user);
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data;
}
async function newToken(body: Fields = {}): Promise<{ id: string; token: string }> {
  const answer = await admin.call<{ data: { id: string; token: string } }>('POST /api/v1/tokens', {
    name: 'desk',
    ...body,
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.data;
}
const signInWith = (credentials: Fields) => signIn(service.url, credentials);
const newSession = async (): Promise<SignedIn> => signInWith({ token: (await newToken()).token });

async function assertEnded(who: SignedIn): Promise<void> {
  const answer = await who.call(`GET ${session}`);
  assert.equal(answer.status, 401, answer.text);
  assert.match(answer.headers.get('set-cookie') ?? '', /^amend_session=; Max-Age=0;/);
}

describe('POST /api/v1/session', () => {
  test('signs in with a token, whose name, organization and scopes the session has', async () => {
    const { token } = await newToken({ scopes: ['customers:read', 'batches:read'] });
    const answer = await service.anybody.call<{ data: Fields }>(`POST ${session}`, { token });
    assert.equal(answer.status, 201, answer.text);
    const { csrfToken, expiresAt, organization, ...rest } = answer.body.data;
    assert.deepEqual(rest, { kind: 'token', name: 'desk', scopes: ['customers:read', 'batches:read'] });
    assert.equal((organization as Fields)['code'], lender.code);
    assert.match(String(csrfToken), /^[\w-]{43}$/);
    const hours = (Date.parse(String(expiresAt)) - Date.now()) / 3_600_000;
    assert.ok(hours > 11.9 && hours <= 12, `${hours} hours`);
    const cookie = answer.headers.get('set-cookie') ?? '';
    assert.match(cookie, /^amend_session=ams_\w{36}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.text.includes('ams_') || answer.text.includes(token), false);
  });

  test('signs in with e-mail and password', async () => {
    const { email } = await newUser({ scopes: ['customers:read'] });
    const { session: data } = await signInWith({ email: email.toUpperCase(), password });
    assert.deepEqual([data['kind'], data['name'], data['scopes']], ['user', email, ['customers:read']]);
  });

  test('never outlives the token', async () => {
    const { token } = await newToken({ expires: '1h' });
    const { session: data } = await signInWith({ token });
    assert.ok(Date.parse(String(data['expiresAt'])) - Date.now() <= 3_600_000);
  });

  test('what is wrong is refused in one way, whatever is wrong with it', async () => {
    const revoked = await newToken();
    await admin.call(`POST /api/v1/tokens/${revoked.id}/revoke`);
    const disabled = await newUser();
    await admin.call(`PATCH /api/v1/users/${disabled.id}`, { disabled: true });
    const { email } = await newUser();
    const texts = async (bodies: readonly Fields[]) => {
      const answers = await Promise.all(bodies.map((body) => service.anybody.call(`POST ${session}`, body)));
      for (const { status, headers } of answers) assert.deepEqual([status, headers.get('set-cookie')], [401, null]);
      return new Set(answers.map(({ text }) => text));
    };
    assert.equal((await texts([{ token: revoked.token }, { token: `amd_${'0'.repeat(36)}` }, { token: 'x' }])).size, 1);
    const wrong = 'four grey herons';
    assert.equal(
      (
        await texts([
          { email, password: wrong },
          { email: disabled.email, password },
          { email: 'nobody@lender.example', password },
          { email: 'x', password },
        ])
      ).size,
      1,
    );
  });

  test('shares its count of wrong passwords with /oauth/token', async () => {
    const { email } = await newUser();
    const made = await admin.call<{ data: { id: string; secret: string } }>('POST /api/v1/clients', { name: 'loans' });
    const { id, secret } = made.body.data;
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const oauth = async (typed: string) =>
      service.anybody.call(
        'POST /oauth/token',
        new URLSearchParams({ grant_type: 'password', username: email, password: typed }).toString(),
        { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      );
    const begin = (typed: string) => service.anybody.call(`POST ${session}`, { email, password: typed });
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await begin('wrong wrong wrong')).status, 401);
      assert.equal((await oauth('wrong wrong wrong')).status, 400);
    }
    assert.equal((await begin('wrong wrong wrong')).status, 401);
    assert.deepEqual([(await begin(password)).status, (await oauth(password)).status], [401, 400]);
  });

  test('says what it takes', async () => {
    const bodies = [{}, { token: 'x', email: 'a@b.example', password }, { email: 'a@b.example' }, { password }];
    for (const body of bodies) {
      const answer = await service.anybody.call(`POST ${session}`, body);
      assert.deepEqual(
        [answer.status, answer.body['errors']],
        [400, ['body must hold a token, or email and password']],
      );
    }
    const named = await service.anybody.call(`POST ${session}`, { user: 'x' });
    assert.deepEqual(named.body['errors'], ['unknown field user']);
    const keyed = await service.anybody.call(`POST ${session}`, { token: 'x' }, { 'idempotency-key': 'k' });
    assert.equal(keyed.status, 400);
  });

  test('is refused to a page of another address', async () => {
    const { token } = await newToken();
    for (const headers of foreignPages) {
      const answer = await service.anybody.call(`POST ${session}`, { token }, headers);
      assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [403, null]);
    }
    const own = await service.anybody.call(`POST ${session}`, { token }, { origin: service.url });
    assert.equal(own.status, 201);
  });

  test('ends the session whose cookie comes along, whoever signs in, and none where it is refused', async () => {
    const { email } = await newUser();
    const [who, other] = [await newSession(), await newSession()];
    const begin = (credentials: Fields, cookie: string) =>
      service.anybody.call(`POST ${session}`, credentials, { cookie });
    assert.equal((await begin({ token: 'x' }, who.cookie)).status, 401);
    assert.equal((await who.call(`GET ${session}`)).status, 200);
    const again = await begin({ token: (await newToken()).token }, `theme=dark; ${who.cookie}`);
    assert.equal(again.status, 201);
    await assertEnded(who);
    const cookie = again.headers.get('set-cookie')?.split(';')[0] ?? '';
    assert.equal((await begin({ email, password }, cookie)).status, 201);
    assert.equal((await service.anybody.call(`GET ${session}`, undefined, { cookie })).status, 401);
    assert.equal((await other.call(`GET ${session}`)).status, 200);
    assert.equal((await begin({ email, password }, 'amend_session=x')).status, 201);
  });

  test('an access token by OAuth does not sign in', async () => {
    const made = await admin.call<{ data: { id: string; secret: string } }>('POST /api/v1/clients', { name: 'loans' });
    const { id, secret } = made.body.data;
    const given = await service.anybody.call<{ access_token: string }>(
      'POST /oauth/token',
      'grant_type=client_credentials',
      {
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    );
    const answer = await service.anybody.call(`POST ${session}`, { token: given.body.access_token });
    assert.equal(answer.status, 401);
    assert.match(String(answer.body['message']), /access token by OAuth cannot sign in/);
  });

  test('the oldest session of one token ends when there are a hundred others', async () => {
    const { token } = await newToken();
    const first = await signInWith({ token });
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 10 }, () => signInWith({ token })));
    }
    // Those that begin at the same moment do not see each other; the next one sees them all.
    await signInWith({ token });
    await assertEnded(first);
  });
});

/** What browsers say of pages that are not ours. */
const foreignPages: readonly Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none' },
];

describe('GET /api/v1/session', () => {
  test('answers what signing in answered', async () => {
    const who = await newSession();
    const answer = await who.call<{ data: Fields }>(`GET ${session}`);
    assert.deepEqual([answer.status, answer.body.data], [200, who.session]);
  });

  test('null to whoever brings neither a cookie of ours nor a token', async () => {
    for (const cookie of ['', 'amend_session2=x; theme=dark']) {
      const { status, body, headers } = await service.anybody.call(`GET ${session}`, undefined, { cookie });
      assert.deepEqual([status, body, headers.get('set-cookie')], [200, { success: true, data: null }, null]);
    }
  });

  test('401 without a session: a cookie of nobody, one of another form, a token', async () => {
    assert.equal((await admin.call(`GET ${session}`)).status, 401);
    for (const cookie of ['amend_session=', 'amend_session=x', `amend_session=ams_${'0'.repeat(36)}`]) {
      const answer = await service.anybody.call(`GET ${session}`, undefined, { cookie });
      assert.deepEqual(
        [answer.status, answer.headers.get('set-cookie')?.slice(0, 25)],
        [401, 'amend_session=; Max-Age=0'],
      );
    }
  });

  test('finds its cookie among those of others', async () => {
    const who = await newSession();
    const cookie = `theme=dark; ${who.cookie}; amend_session2=x`;
    assert.equal((await service.anybody.call(`GET ${session}`, undefined, { cookie })).status, 200);
  });
});

describe('DELETE /api/v1/session', () => {
  test('signs out, here and for whoever else has the cookie, and leaves other sessions alone', async () => {
    const { token } = await newToken();
    const [who, other] = [await signInWith({ token }), await signInWith({ token })];
    const answer = await who.call(`DELETE ${session}`);
    assert.deepEqual([answer.status, answer.text], [204, '']);
    assert.match(
      answer.headers.get('set-cookie') ?? '',
      /^amend_session=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    await assertEnded(who);
    assert.equal((await other.call(`GET ${session}`)).status, 200);
    assert.equal((await client(service.url, token).call('GET /api/v1/me')).status, 200);
  });

  test('needs the csrfToken and takes no key', async () => {
    const who = await newSession();
    assert.equal((await who.call(`DELETE ${session}`, undefined, { 'x-csrf-token': 'x' })).status, 403);
    assert.equal((await who.call(`DELETE ${session}`, undefined, { 'idempotency-key': 'k' })).status, 400);
    assert.equal((await who.call(`GET ${session}`)).status, 200);
  });
});

describe('a session', () => {
  test('is taken by every door in place of a token, and a batch says who asked for it', async () => {
    const { id, token } = await newToken();
    const who = await signInWith({ token });
    const campaignId = await lender.campaign([loan('loan_0')]);
    const update = { campaignId, records: [{ id: 'loan_0', data: { first_name: 'Ravi' } }] };
    const updated = await who.call<{ batchId: string }>('PUT /api/v1/customers/update/bulk', update);
    assert.equal(updated.status, 200, updated.text);
    const { rows } = await service.database.query<{ by: string }>(
      'select a.public_id as by from batches b join actors a on a.id = b.token_id where b.public_id = $1',
      [updated.body.batchId],
    );
    assert.deepEqual(rows, [{ by: id }]);
    assert.equal((await who.call('POST /api/v0/customer/search', {})).status, 200);
    assert.equal((await who.call('GET /api/v1/tokens')).status, 403);
  });

  test('of a user has the scopes that the user has now', async () => {
    const user = await newUser({ scopes: ['customers:read', 'batches:read'] });
    const who = await signInWith({ email: user.email, password });
    assert.equal((await who.call('GET /api/v1/batches')).status, 200);
    await admin.call(`PATCH /api/v1/users/${user.id}`, { scopes: ['customers:read'] });
    assert.equal((await who.call('GET /api/v1/batches')).status, 403);
    assert.deepEqual((await who.call<{ data: Fields }>(`GET ${session}`)).body.data['scopes'], ['customers:read']);
  });

  test('acts for organizations below, and for no others', async () => {
    const who = await newSession();
    assert.equal((await who.call(`GET /api/v1/batches?organization=${below.code}`)).status, 200);
    const branch = await signInWith({ token: below.token });
    assert.equal((await branch.call(`GET /api/v1/batches?organization=${lender.code}`)).status, 403);
  });

  test('changes nothing without its csrfToken, with that of another session, or from a page of another address', async () => {
    const [who, other] = [await newSession(), await newSession()];
    const campaignId = await lender.campaign([loan('loan_0')]);
    const update = { campaignId, records: [{ id: 'loan_0', data: { first_name: 'Mallory' } }] };
    const attempt = async (headers: Record<string, string>) => {
      const answer = await service.anybody.call('PUT /api/v1/customers/update/bulk', update, {
        cookie: who.cookie,
        ...headers,
      });
      return [answer.status, answer.body['error']];
    };
    const tokens = ['', 'x', other.csrfToken, `${who.csrfToken}x`];
    for (const csrf of tokens) assert.deepEqual(await attempt({ 'x-csrf-token': csrf }), [403, 'Forbidden']);
    assert.deepEqual(await attempt({}), [403, 'Forbidden']);
    for (const page of foreignPages) {
      assert.deepEqual(await attempt({ 'x-csrf-token': who.csrfToken, ...page }), [403, 'Forbidden']);
    }
    const customer = await lender.customer(campaignId, 'loan_0');
    assert.deepEqual([customer.version, customer.data['first_name']], [1, 'Asha']);
    for (const page of [{ origin: service.url }, { 'sec-fetch-site': 'same-origin' }]) {
      assert.deepEqual((await attempt({ 'x-csrf-token': who.csrfToken, ...page }))[0], 200);
    }
  });

  test('does not count beside a token: the token does, good or bad', async () => {
    const who = await newSession();
    const me = async (authorization: string) =>
      (await who.call<{ data: { organization: Fields } }>('GET /api/v1/me', undefined, { authorization })).body.data;
    assert.equal((await me(`Bearer ${below.token}`)).organization['code'], below.code);
    const bad = await who.call('GET /api/v1/me', undefined, { authorization: 'Bearer nobody' });
    assert.deepEqual([bad.status, bad.headers.get('set-cookie')], [401, null]);
    // Nor does a token need the csrfToken of the cookie beside it.
    const request = { name: 'x', scopes: ['customers:read'] };
    const post = await service.anybody.call('POST /api/v1/tokens', request, {
      cookie: who.cookie,
      authorization: `Bearer ${admin.token}`,
    });
    assert.equal(post.status, 201, post.text);
  });

  test('ends at once when its token is revoked', async () => {
    const { id, token } = await newToken();
    const who = await signInWith({ token });
    await admin.call(`POST /api/v1/tokens/${id}/revoke`);
    await assertEnded(who);
  });

  for (const change of [{ disabled: true }, { password: 'four grey herons' }]) {
    test(`ends at once, for good, when its user is changed: ${Object.keys(change).join()}`, async () => {
      const user = await newUser();
      const who = await signInWith({ email: user.email, password });
      const other = await newSession();
      await admin.call(`PATCH /api/v1/users/${user.id}`, change);
      await assertEnded(who);
      await admin.call(`PATCH /api/v1/users/${user.id}`, { disabled: false, password });
      await assertEnded(who);
      assert.equal((await other.call(`GET ${session}`)).status, 200);
    });
  }

  test('holds at every process on the database', async () => {
    const who = await newSession();
    await using second = await startSecondService(service);
    const there = await client(second.url, null).call(`GET ${session}`, undefined, { cookie: who.cookie });
    assert.equal(there.status, 200, there.text);
    await who.call(`DELETE ${session}`);
    const after = await client(second.url, null).call(`GET ${session}`, undefined, { cookie: who.cookie });
    assert.equal(after.status, 401);
  });

  test('is kept as a hash alone: neither cookie nor csrfToken stands in the database', async () => {
    const who = await newSession();
    const { rows } = await service.database.query<{ row: string }>('select to_jsonb(s)::text as row from sessions s');
    assert.ok(rows.length > 0);
    const secret = who.cookie.replace('amend_session=', '');
    const hex = Buffer.from(secret).toString('hex');
    for (const { row } of rows) {
      for (const text of [secret, hex, who.csrfToken]) assert.equal(row.includes(text), false);
    }
  });
});
