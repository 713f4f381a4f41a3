import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RequestError } from '../../src/errors/request-error.ts';
import { type OAuthRoom, oauthRoom } from '../access/oauth/oauth-room.ts';

describe('clients', () => {
  let room: OAuthRoom;
  before(async () => {
    room = await oauthRoom();
  });
  after(() => room[Symbol.asyncDispose]());

  test('are made with a secret that is kept as its SHA-256 alone', async () => {
    const { publicId, secret, ...rest } = await room.newClient();
    assert.match(publicId, /^cli_[0-9a-z]{24}$/);
    assert.match(secret, /^amc_[0-9A-Za-z]{36}$/);
    assert.deepEqual([rest.scopes.length, rest.grantTypes], [5, ['password', 'client_credentials']]);
    const { rows } = await room.database.query<{ all: string; same: boolean }>(
      'select clients::text as all, secret_hash = sha256($2::bytea) as same from clients where public_id = $1',
      [publicId, Buffer.from(secret)],
    );
    assert.equal(rows[0]?.same, true);
    assert.equal(rows[0]?.all.includes(secret.slice(4, 34)), false);
    const listed = await room.access.clients.list(room.lender, { limit: 100, after: null });
    assert.equal(JSON.stringify(listed).includes(secret), false);
  });

  test('are refused with every fault', async () => {
    const asked = room.newClient({ name: ' ', scopes: ['root'], grantTypes: ['implicit'] });
    await assert.rejects(asked, (error) => {
      assert.ok(error instanceof RequestError);
      assert.deepEqual(error.faults, [
        'name cannot be empty',
        'scopes must be among campaigns:read, campaigns:write, customers:read, customers:write, batches:read, admin',
        'grantTypes must be among password, client_credentials',
      ]);
      return true;
    });
    await assert.rejects(room.newClient({ grantTypes: [] }), RequestError);
    await assert.rejects(room.newClient({ scopes: ['admin'], granter: new Set(['batches:read']) }), RequestError);
  });

  test('are listed with those below, newest first, a page at a time', async () => {
    const top = await room.organization('CEKLIST000');
    const below = await room.organization('CEKLIST001', top);
    const made = [
      await room.newClient({ organization: top }),
      await room.newClient({ organization: below }),
      await room.newClient({ organization: top }),
    ];
    const page = await room.access.clients.list(top, { limit: 2, after: null });
    const rest = await room.access.clients.list(top, { limit: 2, after: page.nextCursor });
    assert.deepEqual(
      [...page.entries, ...rest.entries].map(({ publicId }) => publicId),
      made.map(({ publicId }) => publicId).toReversed(),
    );
  });

  test('leave no grant behind when they are revoked', async () => {
    const client = await room.newClient();
    await room.token({ grantType: 'client_credentials' }, client);
    const tokens = async () => {
      const { rows } = await room.database.query<{ grants: number; tokens: number }>(
        'select (select count(*) from grants)::int as grants, (select count(*) from access_tokens)::int as tokens',
      );
      return rows[0];
    };
    assert.deepEqual(await tokens(), { grants: 1, tokens: 1 });
    await room.database.transact((tx) => room.access.clients.revoke(tx, room.lender, client.publicId));
    assert.deepEqual(await tokens(), { grants: 0, tokens: 0 });
  });

  test('are revoked once; foreign and unknown ones are refused alike', async () => {
    const { publicId } = await room.newClient();
    const revoke = (id: string, top = room.lender) =>
      room.database.transact((tx) => room.access.clients.revoke(tx, top, id));
    const first = await revoke(publicId);
    room.pass(60_000);
    assert.deepEqual((await revoke(publicId)).revokedAt, first.revokedAt);
    const rival = await room.organization('CEKRIVAL01');
    const refusals = await Promise.all(
      [publicId, 'cli_unknown'].map((id) => revoke(id, rival).catch((error: unknown) => String(error))),
    );
    assert.deepEqual(new Set(refusals), new Set(['RequestError: There is no such client.']));
  });
});
