import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RequestError } from '../../src/errors/request-error.ts';
import { type OAuthRoom, oauthRoom, password } from '../access/oauth/oauth-room.ts';

describe('users', () => {
  let room: OAuthRoom;
  before(async () => {
    room = await oauthRoom();
  });
  after(() => room[Symbol.asyncDispose]());

  const errorOf = async (asked: Promise<unknown>): Promise<RequestError> => {
    const thrown: unknown = await asked.then(
      () => assert.fail('not refused'),
      (error: unknown) => error,
    );
    assert.ok(thrown instanceof RequestError, String(thrown));
    return thrown;
  };

  test('are made with an address in lower case, all scopes but admin, and no password to be read', async () => {
    const made = await room.user({ email: 'Asha@Lender.Example' });
    assert.match(made.publicId, /^usr_[0-9a-z]{24}$/);
    assert.deepEqual(
      [made.email, made.organizationCode, made.scopes.length, made.disabledAt],
      ['asha@lender.example', 'CEKLENDER1', 5, null],
    );
    const { rows } = await room.database.query<{ all: string }>(
      'select users::text as all from users where public_id = $1',
      [made.publicId],
    );
    assert.match(rows[0]?.all ?? '', /\$scrypt\$/);
    assert.equal(rows[0]?.all.includes(password), false);
    assert.equal(JSON.stringify(made).includes('scrypt'), false);
  });

  test('have addresses that nobody else has, in whatever organization', async () => {
    const { email } = await room.user();
    const organization = await room.organization('CEKRIVAL01');
    const refused = await errorOf(room.user({ email: email.toUpperCase(), organization }));
    assert.deepEqual([refused.code, refused.message], ['conflict', `There is a user ${email} already.`]);
    const both = await Promise.allSettled(
      ['twin@lender.example', 'TWIN@lender.example'].map((twin) => room.user({ email: twin })),
    );
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  test('are refused with every fault', async () => {
    const asked = room.user({ email: 'x', password: 'short', scopes: ['admin'], granter: new Set(['batches:read']) });
    assert.deepEqual((await errorOf(asked)).faults, [
      'email must be an e-mail address',
      'password must have at least 12 characters',
      'you lack the scope admin',
    ]);
  });

  test('are listed with those below, newest first, a page at a time, and found by id or address', async () => {
    const top = await room.organization('CEKLIST000');
    const below = await room.organization('CEKLIST001', top);
    const made = [
      await room.user({ organization: top }),
      await room.user({ organization: below }),
      await room.user({ organization: top }),
    ];
    const page = await room.access.users.list(top, { limit: 2, after: null });
    const rest = await room.access.users.list(top, { limit: 2, after: page.nextCursor });
    const listed = [...page.entries, ...rest.entries].map(({ publicId }) => publicId);
    assert.deepEqual(listed, made.map(({ publicId }) => publicId).toReversed());
    assert.equal(rest.nextCursor, null);
    const granter = new Set<never>();
    for (const user of [made[1]?.publicId ?? '', made[1]?.email.toUpperCase() ?? '']) {
      assert.deepEqual(await room.access.users.change({ top, user, granter }), made[1]);
    }
  });

  test('that are foreign, above or unknown are refused alike', async () => {
    const above = await room.user();
    const branch = await room.organization('CEKBRANCH1', room.lender);
    const granter = new Set<never>();
    const refusals = await Promise.all(
      [above.publicId, above.email, 'usr_unknown', 'x@y.example', "' or true --"].map((user) =>
        errorOf(room.access.users.change({ top: branch, user, granter, disabled: true })),
      ),
    );
    assert.deepEqual(
      new Set(refusals.map(({ code, message }) => `${code} ${message}`)),
      new Set(['not_found There is no such user.']),
    );
  });

  test('keep what a change does not name, and the first moment of being disabled', async () => {
    const user = await room.user({ scopes: ['customers:read'] });
    const change = { top: room.lender, user: user.publicId, granter: new Set(['batches:read'] as const) };
    const first = await room.access.users.change({ ...change, disabled: true });
    assert.deepEqual(first, { ...user, disabledAt: room.time.now });
    room.pass(1);
    assert.deepEqual(await room.access.users.change({ ...change, disabled: true }), first);
    const scoped = await room.access.users.change({ ...change, scopes: ['batches:read'] });
    assert.deepEqual(scoped, { ...first, scopes: ['batches:read'] });
    assert.deepEqual(await room.access.users.change({ ...change, disabled: false }), { ...scoped, disabledAt: null });
    assert.ok(await room.byPassword(user.email));
  });

  test('get another password, which follows the same rules', async () => {
    const { email, publicId: user } = await room.user();
    const change = { top: room.lender, user, granter: new Set<never>() };
    assert.deepEqual((await errorOf(room.access.users.change({ ...change, password: email }))).faults, [
      'password cannot be the e-mail address',
    ]);
    await room.access.users.change({ ...change, password: 'four grey herons' });
    assert.equal((await room.refused(room.byPassword(email))).error, 'invalid_grant');
    assert.ok(await room.byPassword(email, { password: 'four grey herons' }));
  });

  test('and clients note when they last got a token, at most once a minute', async () => {
    const { email, publicId } = await room.user();
    const client = await room.newClient();
    const used = async () => {
      await room.token({ grantType: 'password', username: email, password }, client);
      await room.access[Symbol.asyncDispose]();
      const users = await room.access.users.list(room.lender, { limit: 100, after: null });
      const clients = await room.access.clients.list(room.lender, { limit: 100, after: null });
      return [
        users.entries.find((entry) => entry.publicId === publicId)?.lastUsedAt,
        clients.entries.find((entry) => entry.publicId === client.publicId)?.lastUsedAt,
      ];
    };
    const start = room.time.now;
    assert.deepEqual(await used(), [start, start]);
    room.pass(59_000);
    assert.deepEqual(await used(), [start, start]);
    room.pass(2_000);
    assert.deepEqual(await used(), [room.time.now, room.time.now]);
    assert.deepEqual(room.warnings, []);
  });
});
