import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { NewGrant } from '../../src/access/grant-ports.ts';
import { sweepAccess } from '../../src/store/access-tokens.ts';
import { grantStore } from '../../src/store/grants.ts';
import { type OAuthRoom, oauthRoom } from '../access/oauth/oauth-room.ts';

describe('grants', () => {
  let room: OAuthRoom;
  let clientId: number;
  let now: Date;
  before(async () => {
    room = await oauthRoom();
    now = room.time.now;
    const { rows } = await room.database.query<{ id: number }>('select id from clients');
    clientId = rows[0]?.id ?? 0;
  });
  after(() => room[Symbol.asyncDispose]());

  const grant = (more: Partial<NewGrant> = {}): NewGrant => ({
    clientId,
    user: null,
    organizationId: room.lender.id,
    scopes: ['batches:read'],
    familyHash: randomBytes(32),
    refreshHash: randomBytes(32),
    createdAt: now,
    expiresAt: new Date(now.getTime() + 60_000),
    accessToken: { hash: randomBytes(32), scopes: ['batches:read'], createdAt: now, expiresAt: now },
    grantsMax: 1_000,
    ...more,
  });
  const insert = (made: NewGrant) => room.database.transact((tx) => grantStore(room.database).insert(tx, made));
  const isThere = async ({ accessToken }: NewGrant) =>
    (await grantStore(room.database).findAccessToken(accessToken.hash)) !== null;
  const userOf = async (email: string) => {
    const { rows } = await room.database.query<{ id: number; password: string }>(
      'select id, password from users where email = $1',
      [email],
    );
    assert.ok(rows[0]);
    return rows[0];
  };

  test('beyond the limit end the oldest of the same user and client, and no other', async () => {
    const user = await userOf((await room.user()).email);
    const ofClient = grant();
    const ofOther = grant({ user: await userOf((await room.user()).email) });
    const made = Array.from({ length: 4 }, () => grant({ user, grantsMax: 3 }));
    for (const one of [ofClient, ofOther, ...made]) assert.equal(await insert(one), true);
    assert.deepEqual(await Promise.all(made.map(isThere)), [false, true, true, true]);
    assert.deepEqual(await Promise.all([ofClient, ofOther].map(isThere)), [true, true]);
    const own = [grant({ grantsMax: 1 }), grant({ grantsMax: 1 })];
    for (const one of own) await insert(one);
    assert.deepEqual(await Promise.all([ofClient, ...own].map(isThere)), [false, false, true]);
    assert.equal(await isThere(ofOther), true);
  });

  test('are not made for a user whose password has changed, who is disabled, or whose client is revoked', async () => {
    const { email, publicId } = await room.user();
    const user = await userOf(email);
    assert.equal(await insert(grant({ user: { ...user, password: 'another' } })), false);
    const client = await room.newClient();
    const { rows } = await room.database.query<{ id: number }>('select id from clients where public_id = $1', [
      client.publicId,
    ]);
    const revoked = rows[0]?.id ?? 0;
    assert.equal(await insert(grant({ user, clientId: revoked })), true);
    await room.database.transact((tx) => room.access.clients.revoke(tx, room.lender, client.publicId));
    assert.equal(await insert(grant({ user, clientId: revoked })), false);
    await room.access.users.change({ top: room.lender, user: publicId, granter: new Set(), disabled: true });
    assert.equal(await insert(grant({ user })), false);
  });

  test('and tokens and wrong passwords that have expired are swept, a few at a time, and the others kept', async () => {
    await room.database.query('delete from grants');
    await room.database.query('delete from wrong_passwords');
    const [past, future] = ['-1 minute', '1 minute'].map((distance) => `now() + interval '${distance}'`);
    const live = await room.token({ grantType: 'client_credentials' });
    const old = Array.from({ length: 5 }, () => grant());
    for (const one of old) await insert(one);
    await room.database.query(`update access_tokens set expires_at = ${future}`);
    await room.database.query(`update grants set expires_at = ${future}`);
    await room.database.query(`insert into access_tokens select 'expired', max(id), '{}', now(), ${past} from grants`);
    const hashes = old.map(({ familyHash }) => familyHash);
    await room.database.query(`update grants set expires_at = ${past} where family_hash = any($1)`, [hashes]);
    await room.database.query(
      `insert into wrong_passwords (login, failed_at, expires_at)
       values ('a', '{}', ${past}), ('b', '{}', ${past}), ('c', '{}', ${future})`,
    );
    const sweep = (rowsMax: number) => room.database.transact((tx) => sweepAccess(tx, rowsMax));
    assert.equal(await sweep(2), false);
    const counts = async () => {
      const { rows } = await room.database.query<Record<string, number>>(
        `select (select count(*) from grants)::int as grants, (select count(*) from access_tokens)::int as tokens,
           (select count(*) from wrong_passwords)::int as wrong`,
      );
      return rows[0];
    };
    assert.deepEqual(await counts(), { grants: 4, tokens: 4, wrong: 1 });
    assert.equal(await sweep(2), false);
    assert.equal(await sweep(2), true);
    assert.deepEqual(await counts(), { grants: 1, tokens: 1, wrong: 1 });
    assert.notEqual(await room.authenticate(live), null);
  });
});
