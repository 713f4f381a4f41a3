import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { newRefreshToken } from '../../../src/access/refresh-token.ts';
import { type OAuthRoom, oauthRoom } from './oauth-room.ts';

const dayMs = 86_400_000;

describe('a refresh token', () => {
  let room: OAuthRoom;
  before(async () => {
    room = await oauthRoom();
  });
  after(() => room[Symbol.asyncDispose]());

  const given = async () => room.byPassword((await room.user()).email);
  const invalid = async (asked: Promise<unknown>) => assert.equal((await room.refused(asked)).error, 'invalid_grant');

  test('gives an access token and the next refresh token', async () => {
    const first = await given();
    const second = await room.refresh(first.refreshToken);
    const third = await room.refresh(second.refreshToken);
    assert.equal(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size, 3);
    for (const token of [first, second, third]) assert.notEqual(await room.authenticate(token), null);
    assert.deepEqual(third.scopes, first.scopes);
  });

  test('used twice ends all tokens of its family, and no other', async () => {
    const { email } = await room.user();
    const [first, other] = [await room.byPassword(email), await room.byPassword(email)];
    const second = await room.refresh(first.refreshToken);
    await invalid(room.refresh(first.refreshToken));
    for (const token of [first, second]) assert.equal(await room.authenticate(token), null);
    await invalid(room.refresh(second.refreshToken));
    assert.notEqual(await room.authenticate(other), null);
    assert.ok(await room.refresh(other.refreshToken));
  });

  test('used twice at the same time gives one token at most, which does not outlive it', async () => {
    const first = await given();
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => room.refresh(first.refreshToken)));
    const tokens = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    assert.equal(tokens.length, 1);
    for (const token of [first, ...tokens]) assert.equal(await room.authenticate(token), null);
  });

  test('serves its client alone, and is left as it is by another', async () => {
    const first = await given();
    const other = await room.newClient();
    await invalid(room.token({ grantType: 'refresh_token', refreshToken: first.refreshToken }, other));
    assert.notEqual(await room.authenticate(first), null);
    assert.ok(await room.refresh(first.refreshToken));
  });

  test('serves a client whatever its grant types', async () => {
    const client = await room.newClient({ grantTypes: ['client_credentials'] });
    const { refreshToken } = await room.token({ grantType: 'client_credentials' }, client);
    assert.ok(await room.token({ grantType: 'refresh_token', refreshToken }, client));
  });

  test('is no refresh token when it was never given', async () => {
    for (const refreshToken of [newRefreshToken(randomBytes).text, 'x', (await given()).accessToken]) {
      await invalid(room.refresh(refreshToken));
    }
  });

  test('is good for 30 days after it was given', async () => {
    const start = room.time.now;
    const first = await given();
    room.pass(30 * dayMs - 1);
    const second = await room.refresh(first.refreshToken);
    room.pass(30 * dayMs);
    await invalid(room.refresh(second.refreshToken));
    room.time.now = start;
  });

  test('gives fewer scopes where fewer are asked for, and all the next time', async () => {
    const first = await given();
    const narrow = await room.refresh(first.refreshToken, { scope: 'batches:read' });
    assert.deepEqual(narrow.scopes, ['batches:read']);
    assert.deepEqual([...((await room.authenticate(narrow))?.scopes ?? [])], ['batches:read']);
    const wide = await room.refresh(narrow.refreshToken);
    assert.deepEqual(wide.scopes, first.scopes);
    assert.equal((await room.refused(room.refresh(wide.refreshToken, { scope: 'admin' }))).error, 'invalid_scope');
    // Refused as a whole: it may be used after all.
    assert.ok(await room.refresh(wide.refreshToken));
  });

  test('gives no scope back that the user has lost', async () => {
    const user = await room.user({ scopes: ['customers:read', 'customers:write'] });
    const first = await room.byPassword(user.email);
    const granter = new Set(['customers:read'] as const);
    await room.access.users.change({ top: room.lender, user: user.publicId, granter, scopes: ['customers:read'] });
    assert.deepEqual((await room.refresh(first.refreshToken)).scopes, ['customers:read']);
  });

  test('acts for the company that it was given for', async () => {
    const first = await given();
    await invalid(room.refresh(first.refreshToken, { company: 'CEKNOBODY1' }));
    const second = await room.refresh(first.refreshToken, { company: 'CEKLENDER1' });
    assert.equal((await room.authenticate(second))?.organization.code, 'CEKLENDER1');
  });

  test('refreshed again and again keeps the ten youngest access tokens', async () => {
    const tokens = [await given()];
    for (let round = 0; round < 11; round += 1) {
      room.pass(1);
      const last = tokens.at(-1);
      tokens.push(await room.refresh(last?.refreshToken ?? ''));
    }
    const live = await Promise.all(tokens.map(async (token) => (await room.authenticate(token)) !== null));
    assert.deepEqual(live, [false, false, ...Array.from({ length: 10 }, () => true)]);
  });
});
