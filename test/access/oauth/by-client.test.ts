import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type OAuthRoom, oauthRoom } from './oauth-room.ts';

describe('a token by client credentials', () => {
  let room: OAuthRoom;
  before(async () => {
    room = await oauthRoom();
    await room.organization('CEKBRANCH1', room.lender);
    await room.organization('CEKRIVAL01');
  });
  after(() => room[Symbol.asyncDispose]());

  const grantType = 'client_credentials';

  test('is the client, for its organization and with its scopes', async () => {
    const client = await room.newClient({ name: 'night run', scopes: ['customers:write'] });
    const token = await room.token({ grantType }, client);
    const principal = await room.authenticate(token);
    assert.deepEqual(
      [principal?.tokenName, principal?.tokenPublicId, principal?.organization.code],
      ['night run', client.publicId, 'CEKLENDER1'],
    );
    assert.deepEqual([...(principal?.scopes ?? [])], ['customers:write']);
  });

  test('is for a company below it that is named, and no other', async () => {
    const token = await room.token({ grantType, company: 'CEKBRANCH1' });
    assert.equal((await room.authenticate(token))?.organization.code, 'CEKBRANCH1');
    const refusals = await Promise.all(
      ['CEKRIVAL01', 'CEKNOBODY1', 'CEKROOT000', 'x'].map((company) =>
        room.refused(room.token({ grantType, company })),
      ),
    );
    assert.equal(new Set(refusals.map(({ message }) => message)).size, 1);
    assert.deepEqual(new Set(refusals.map(({ error }) => error)), new Set(['invalid_grant']));
  });

  test('is refused to a client for users alone', async () => {
    const client = await room.newClient({ grantTypes: ['password'] });
    assert.equal((await room.refused(room.token({ grantType }, client))).error, 'unauthorized_client');
  });

  test('ends when the client is revoked', async () => {
    const client = await room.newClient();
    const token = await room.token({ grantType }, client);
    await room.database.transact((tx) => room.access.clients.revoke(tx, room.lender, client.publicId));
    assert.equal(await room.authenticate(token), null);
    assert.equal((await room.refused(room.token({ grantType }, client))).error, 'invalid_client');
  });

  test('is not given when the client is revoked while it asks', async () => {
    const client = await room.newClient();
    const asked = await room.database.transact(async (tx) => {
      await room.access.clients.revoke(tx, room.lender, client.publicId);
      const refused = room.refused(room.token({ grantType }, client));
      await waitsForLock(room);
      // In an object, or it would be awaited here, and it waits for this transaction's end.
      return { refused };
    });
    assert.equal((await asked.refused).error, 'invalid_client');
  });
});

async function waitsForLock(room: OAuthRoom): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const { rows } = await room.database.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if ((rows[0]?.waiting ?? 0) > 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail('nobody waits');
}
