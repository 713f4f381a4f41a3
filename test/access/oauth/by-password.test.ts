import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Organization } from '../../../src/access/principal.ts';
import { type OAuthRoom, oauthRoom } from './oauth-room.ts';

describe('a token by password', () => {
  let room: OAuthRoom;
  let branch: Organization;
  let desk: Organization;
  let rival: Organization;
  before(async () => {
    room = await oauthRoom();
    branch = await room.organization('CEKBRANCH1', room.lender);
    desk = await room.organization('CEKDESK001', branch);
    rival = await room.organization('CEKRIVAL01');
  });
  after(() => room[Symbol.asyncDispose]());

  test('is the user, for his organization, until it expires', async () => {
    const { email, publicId } = await room.user();
    const token = await room.byPassword(email);
    assert.equal(token.expiresInSeconds, 86_399);
    const principal = await room.authenticate(token);
    assert.deepEqual(
      [principal?.tokenName, principal?.tokenPublicId, principal?.organization.code],
      [email, publicId, 'CEKLENDER1'],
    );
    const start = room.time.now;
    room.pass(86_398_999);
    assert.notEqual(await room.authenticate(token), null);
    room.pass(1);
    assert.equal(await room.authenticate(token), null);
    room.time.now = start;
  });

  test('is one actor with every other token of the user, and another than the client', async () => {
    const { email } = await room.user();
    const [one, other] = [await room.byPassword(email), await room.byPassword(email)];
    const client = await room.token({ grantType: 'client_credentials' });
    const ids = await Promise.all([one, other, client].map(async (token) => (await room.authenticate(token))?.tokenId));
    assert.equal(ids[0], ids[1]);
    assert.notEqual(ids[0], ids[2]);
  });

  test('takes the address in whatever case', async () => {
    const { email } = await room.user();
    assert.ok(await room.byPassword(email.toUpperCase()));
  });

  describe('acts for the company that is named', () => {
    const codeOf = async (token: { accessToken: string }) => (await room.authenticate(token))?.organization.code;
    const cases = {
      "the client's own and the user's own": ['lender', 'lender', 'CEKLENDER1', true],
      'below both': ['lender', 'lender', 'CEKDESK001', true],
      "below the client's, the user's own": ['lender', 'branch', 'CEKBRANCH1', true],
      "the client's own, below the user's": ['branch', 'lender', 'CEKBRANCH1', true],
      "above the user's": ['lender', 'branch', 'CEKLENDER1', false],
      "above the client's": ['branch', 'lender', 'CEKLENDER1', false],
      foreign: ['lender', 'lender', 'CEKRIVAL01', false],
      unknown: ['lender', 'lender', 'CEKNOBODY1', false],
      'no code at all': ['lender', 'lender', "' or true --", false],
      'of a user elsewhere': ['lender', 'rival', 'CEKLENDER1', false],
    } as const;
    for (const [name, [ofClient, ofUser, company, isGiven]] of Object.entries(cases)) {
      test(`${isGiven ? 'where it is' : 'and not where it is'} ${name}`, async () => {
        const organizations = { lender: room.lender, branch, rival };
        const client = await room.newClient({ organization: organizations[ofClient] });
        const { email } = await room.user({ organization: organizations[ofUser] });
        const request = { grantType: 'password', username: email, password: 'three grey herons', company } as const;
        if (isGiven) assert.equal(await codeOf(await room.token(request, client)), company);
        else assert.equal((await room.refused(room.token(request, client))).error, 'invalid_grant');
      });
    }

    test('and where none is, for the lower one of user and client', async () => {
      const { email } = await room.user({ organization: desk });
      assert.equal(await codeOf(await room.byPassword(email)), 'CEKDESK001');
      const client = await room.newClient({ organization: branch });
      const above = await room.user();
      const request = { grantType: 'password', username: above.email, password: 'three grey herons' } as const;
      assert.equal(await codeOf(await room.token(request, client)), 'CEKBRANCH1');
      const elsewhere = await room.user({ organization: rival });
      assert.equal((await room.refused(room.byPassword(elsewhere.email))).error, 'invalid_grant');
    });
  });

  describe('has the scopes', () => {
    const scopesOf = async (token: { accessToken: string }) => [...((await room.authenticate(token))?.scopes ?? [])];
    const userWith = (...scopes: string[]) => room.user({ scopes });
    const as = async (username: string, client: string[], scope?: string) => {
      const made = await room.newClient({ scopes: client });
      const request = { grantType: 'password', username, password: 'three grey herons', scope } as const;
      return room.token(request, made);
    };

    test('that user and client share', async () => {
      const { email } = await userWith('customers:read', 'customers:write');
      const token = await as(email, ['customers:write', 'batches:read']);
      assert.deepEqual(token.scopes, ['customers:write']);
      assert.deepEqual(await scopesOf(token), ['customers:write']);
    });

    test('of the other, where one has admin', async () => {
      const { email } = await userWith('admin');
      assert.deepEqual((await as(email, ['customers:write'])).scopes, ['customers:write']);
      assert.equal((await as(email, ['admin'])).scopes.length, 6);
    });

    test('that are asked for, where they may be had', async () => {
      const { email } = await userWith('customers:read', 'customers:write');
      const token = await as(email, ['admin'], 'customers:read');
      assert.deepEqual(await scopesOf(token), ['customers:read']);
      assert.deepEqual((await as(email, ['admin'], ' customers:write  customers:read customers:read')).scopes, [
        'customers:read',
        'customers:write',
      ]);
      for (const scope of ['admin', 'customers:read admin', 'batches:read', 'root', ' ']) {
        assert.equal((await room.refused(as(email, ['admin'], scope))).error, 'invalid_scope', scope);
      }
    });

    test('and none is given where they share none', async () => {
      const { email } = await userWith('customers:read');
      assert.equal((await room.refused(as(email, ['batches:read']))).error, 'invalid_scope');
    });

    test('that user and client still have', async () => {
      const user = await userWith('customers:read', 'customers:write');
      const token = await as(user.email, ['admin']);
      const change = { top: room.lender, user: user.publicId, granter: new Set(['admin'] as const) };
      await assert.rejects(room.access.users.change({ ...change, scopes: ['batches:read'] }), /Validation failed/);
      const granter = new Set(['batches:read', 'customers:read'] as const);
      await room.access.users.change({ ...change, granter, scopes: ['batches:read', 'customers:read'] });
      assert.deepEqual(await scopesOf(token), ['customers:read']);
    });
  });

  test('is refused to a client that may not use passwords, or is unknown, revoked, or has another secret', async () => {
    const { email } = await room.user();
    const asked = { grantType: 'password', username: email, password: 'three grey herons' } as const;
    const other = await room.newClient({ grantTypes: ['client_credentials'] });
    assert.equal((await room.refused(room.token(asked, other))).error, 'unauthorized_client');
    const revoked = await room.newClient();
    await room.database.transact((tx) => room.access.clients.revoke(tx, room.lender, revoked.publicId));
    const refusals = await Promise.all(
      [revoked, { ...room.client, secret: other.secret }, { ...room.client, publicId: 'cli_unknown' }].map((client) =>
        room.refused(room.token(asked, client)),
      ),
    );
    assert.deepEqual(
      refusals.map(({ error }) => error),
      ['invalid_client', 'invalid_client', 'invalid_client'],
    );
    assert.equal(new Set(refusals.map(({ message }) => message)).size, 1);
    assert.equal((await room.refused(room.access.oauth.token(null, asked))).error, 'invalid_client');
  });

  test('ends at once when the user is disabled, given another password, or the client revoked', async () => {
    const granter = new Set<never>();
    const ends = {
      disabled: (user: string) => room.access.users.change({ top: room.lender, user, granter, disabled: true }),
      password: (user: string) =>
        room.access.users.change({ top: room.lender, user, granter, password: 'four grey herons' }),
      client: () => room.database.transact((tx) => room.access.clients.revoke(tx, room.lender, room.client.publicId)),
    };
    for (const [name, end] of Object.entries(ends)) {
      const { email, publicId } = await room.user();
      const token = await room.byPassword(email);
      assert.notEqual(await room.authenticate(token), null);
      await end(publicId);
      assert.equal(await room.authenticate(token), null, name);
      const { error } = await room.refused(room.refresh(token.refreshToken));
      assert.equal(error, name === 'client' ? 'invalid_client' : 'invalid_grant');
    }
  });
});
