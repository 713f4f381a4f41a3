import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { scopes } from '../../src/access/principal.ts';
import type { SessionOwner } from '../../src/access/session-ports.ts';
import { sweepAccess } from '../../src/store/access-tokens.ts';
import type { Reader, Tx } from '../../src/store/database.ts';
import { sessionStore } from '../../src/store/sessions.ts';
import { type OAuthRoom, oauthRoom } from '../access/oauth/oauth-room.ts';
import { plansOf } from './explain.ts';

describe('sessions', () => {
  let room: OAuthRoom;
  let tokenId: number;
  let user: SessionOwner & { readonly kind: 'user' };
  before(async () => {
    room = await oauthRoom();
    const granter = new Set(scopes);
    await room.database.transact((tx) =>
      room.access.tokens.create(tx, { organization: room.lender, name: 'x', granter }),
    );
    const tokens = await room.database.query<{ id: number }>('select id from tokens');
    tokenId = tokens.rows[0]?.id ?? 0;
    await room.user();
    const users = await room.database.query<{ id: number; password: string }>('select id, password from users');
    assert.ok(users.rows[0]);
    user = { kind: 'user', ...users.rows[0] };
  });
  after(() => room[Symbol.asyncDispose]());

  const insert = async (owner: SessionOwner, sessionsMax = 1_000) => {
    const hash = randomBytes(32);
    const createdAt = new Date();
    const session = { hash, owner, createdAt, expiresAt: new Date(Date.now() + 60_000), sessionsMax };
    const id = await room.database.transact((tx) => sessionStore(room.database).insert(tx, session));
    assert.ok(id !== null);
    return hash;
  };
  const isThere = async (hash: Buffer) => (await sessionStore(room.database).find(hash)) !== null;

  test('beyond the limit end the oldest of the same token or user, and no other', async () => {
    const token: SessionOwner = { kind: 'token', id: tokenId };
    const ofUser = await insert(user);
    const made = [];
    for (let place = 0; place < 4; place += 1) made.push(await insert(token, 3));
    assert.deepEqual(await Promise.all(made.map(isThere)), [false, true, true, true]);
    await insert(user, 1);
    assert.deepEqual(await Promise.all([ofUser, ...made].map(isThere)), [false, false, true, true, true]);
  });

  test('cost what they are, however many there are', async () => {
    await room.database.query(
      `insert into sessions (hash, token_id, user_id, created_at, expires_at, last_used_at)
       select sha256(i::text::bytea), case when i % 2 = 0 then $1::bigint end, case when i % 2 = 1 then $2::bigint end,
         now(), now() + interval '1 day', now() from generate_series(1, 3000) i`,
      [tokenId, user.id],
    );
    const hash = createHash('sha256').update('7').digest();
    const found = await plansOf(room.database, (reader) => sessionStore(reader).find(hash));
    assert.ok(
      found.every(({ rowsRead }) => rowsRead <= 1),
      JSON.stringify(found),
    );
    const asTx = (reader: Reader) => reader as unknown as Tx;
    const swept = await plansOf(room.database, (reader) => sweepAccess(asTx(reader), 10));
    assert.ok(
      swept.every(({ rowsRead }) => rowsRead <= 10),
      JSON.stringify(swept),
    );
  });
});
