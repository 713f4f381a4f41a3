import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Authentication } from '../../src/access/authentication.ts';
import { scopes } from '../../src/access/principal.ts';
import type { Organization, Principal } from '../../src/access/principal.ts';
import { newTokenSecret } from '../../src/access/token-secret.ts';
import type { CreatedToken, TokenRequest } from '../../src/access/tokens.ts';
import { grantStore } from '../../src/store/grants.ts';
import { organizationStore } from '../../src/store/organizations.ts';
import { tokenStore } from '../../src/store/tokens.ts';
import { openAccess } from './open-access.ts';
import type { OpenAccess } from './open-access.ts';

describe('authentication', () => {
  let room: OpenAccess;
  let lender: Organization;
  before(async () => {
    room = await openAccess();
    lender = await room.organization('CEKLENDER1');
  });
  after(() => room[Symbol.asyncDispose]());

  const makeToken = (request: Partial<TokenRequest> = {}): Promise<CreatedToken> =>
    room.database.transact((tx) =>
      room.access.tokens.create(tx, { organization: lender, name: 'loans', granter: new Set(scopes), ...request }),
    );
  const authenticate = (bearer: string): Promise<Principal | null> => room.access.authentication.authenticate(bearer);

  test('tells whose token it is, and what it may do', async () => {
    const { secret, publicId } = await makeToken({ scopes: ['customers:write', 'batches:read'] });
    const principal = await authenticate(secret);
    assert.equal(principal?.tokenPublicId, publicId);
    assert.equal(principal?.tokenName, 'loans');
    assert.deepEqual(principal?.organization, lender);
    assert.deepEqual([...(principal?.scopes ?? [])].sort(), ['batches:read', 'customers:write']);
  });

  test('gives an administrator every scope', async () => {
    const { secret } = await makeToken({ scopes: ['admin'] });
    assert.deepEqual([...((await authenticate(secret))?.scopes ?? [])], [...scopes]);
  });

  test('knows nobody by a token that was never made', async () => {
    assert.equal(await authenticate(newTokenSecret(randomBytes)), null);
  });

  test('refuses what has the wrong checksum without asking the database', async () => {
    const unreachable = new Authentication({
      tokens: { findByHash: () => assert.fail('asked the database') },
      grants: { findAccessToken: () => assert.fail('asked the database') },
      organizations: { find: () => assert.fail('asked the database') },
      lastUse: { note: () => assert.fail('noted a use') },
      clock: () => new Date(),
    });
    const { secret } = await makeToken();
    assert.equal(await unreachable.authenticate(`${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`), null);
    assert.equal(await unreachable.authenticate('x'.repeat(100_000)), null);
  });

  test('ends with the moment of expiry', async () => {
    const start = room.time.now;
    const { secret } = await makeToken({ expires: '1h' });
    room.time.now = new Date(start.getTime() + 3_600_000 - 1);
    assert.notEqual(await authenticate(secret), null);
    room.time.now = new Date(start.getTime() + 3_600_000);
    assert.equal(await authenticate(secret), null);
  });

  test('ends at once with a revocation', async () => {
    const { secret, publicId } = await makeToken();
    assert.notEqual(await authenticate(secret), null);
    await room.database.transact((tx) => room.access.tokens.revoke(tx, lender, publicId));
    assert.equal(await authenticate(secret), null);
  });

  test('lets a principal act for his own organization and for those below, and for no other', async () => {
    const branch = await room.organization('CEKBRANCH1', lender);
    const desk = await room.organization('CEKDESK001', branch);
    await room.organization('CEKRIVAL01');
    const principal = await authenticate((await makeToken()).secret);
    assert.ok(principal !== null);
    const actFor = (code: string) => room.access.authentication.actFor(principal, code);
    assert.deepEqual(await actFor('CEKLENDER1'), lender);
    assert.deepEqual(await actFor('CEKBRANCH1'), branch);
    assert.deepEqual(await actFor('CEKDESK001'), desk);
    assert.equal(await actFor('CEKRIVAL01'), null);
    assert.equal(await actFor('CEKROOT000'), null);
    assert.equal(await actFor('CEKNOBODY1'), null);
    assert.equal(await actFor("' or true --"), null);
  });

  test('asks the same one statement for a foreign organization as for an unknown one', async () => {
    const principal = await authenticate((await makeToken()).secret);
    assert.ok(principal !== null);
    await room.organization('CEKRIVAL02');
    const asked: string[] = [];
    const { authentication } = roomThatCounts(room, asked);
    await authentication.actFor(principal, 'CEKRIVAL02');
    await authentication.actFor(principal, 'CEKNOBODY2');
    assert.equal(asked.length, 2);
    assert.equal(asked[0], asked[1]);
  });
});

function roomThatCounts(room: OpenAccess, asked: string[]) {
  const reader = {
    query<Row>(text: string, values: readonly unknown[] = []) {
      asked.push(text);
      return room.database.query<Row>(text, values);
    },
  };
  return {
    authentication: new Authentication({
      tokens: tokenStore(reader),
      grants: grantStore(reader),
      organizations: organizationStore(reader),
      lastUse: { note: () => undefined },
      clock: () => room.time.now,
    }),
  };
}
