import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { effectiveScopes } from '../../src/access/scopes.ts';
import type { Organization } from '../../src/access/principal.ts';
import type { TokenRequest } from '../../src/access/tokens.ts';
import { RequestError } from '../../src/errors/request-error.ts';
import { openAccess } from '../access/open-access.ts';
import type { OpenAccess } from '../access/open-access.ts';

describe('tokens', () => {
  let room: OpenAccess;
  let lender: Organization;
  before(async () => {
    room = await openAccess();
    lender = await room.organization('CEKLENDER1');
  });
  after(() => room[Symbol.asyncDispose]());

  const create = (request: Partial<TokenRequest> = {}) =>
    room.database.transact((tx) =>
      room.access.tokens.create(tx, {
        organization: lender,
        name: 'loans',
        granter: effectiveScopes(['admin']),
        ...request,
      }),
    );
  const revoke = (top: Organization, publicId: string) =>
    room.database.transact((tx) => room.access.tokens.revoke(tx, top, publicId));

  test('are kept as their SHA-256, never as themselves', async () => {
    const { secret, publicId } = await create();
    const { rows } = await room.database.query<{ row: string }>(
      `select tokens::text || encode(hash, 'escape') as row, hash = sha256($2::bytea) as same from tokens where public_id = $1`,
      [publicId, Buffer.from(secret)],
    );
    assert.equal(rows[0]?.row.includes(secret.slice(4, 34)), false);
    assert.equal((rows[0] as unknown as { same: boolean }).same, true);
  });

  test('do everything but administer, for ever, unless scopes and expiry are named', async () => {
    const plain = await create();
    assert.deepEqual(plain.scopes, [
      'campaigns:read',
      'campaigns:write',
      'customers:read',
      'customers:write',
      'batches:read',
    ]);
    assert.equal(plain.expiresAt, null);
    const narrow = await create({ scopes: ['batches:read'], expires: '90d' });
    assert.deepEqual(narrow.scopes, ['batches:read']);
    assert.equal(narrow.expiresAt?.toISOString(), '2026-08-02T10:00:00.000Z');
  });

  test('are refused with every fault', async () => {
    const refused = create({
      name: '',
      scopes: ['admin'],
      expires: 'soon',
      granter: effectiveScopes(['batches:read']),
    });
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof RequestError);
      assert.equal(error.code, 'validation_failed');
      assert.deepEqual(error.faults.slice(0, 2), ['name cannot be empty', 'you lack the scope admin']);
      assert.match(error.faults[2] ?? '', /^expires must be in the future/);
      return true;
    });
  });

  test('list those of the organization and of those below, newest first, without the secret', async () => {
    const top = await room.organization('CEKLIST000');
    const below = await room.organization('CEKLIST001', top);
    const first = await create({ organization: top, name: 'first' });
    const second = await create({ organization: below, name: 'second' });
    const third = await create({ organization: top, name: 'third' });
    const page = await room.access.tokens.list(top, { limit: 2, after: null });
    assert.deepEqual(
      page.entries.map(({ publicId, organizationCode }) => [publicId, organizationCode]),
      [
        [third.publicId, 'CEKLIST000'],
        [second.publicId, 'CEKLIST001'],
      ],
    );
    const rest = await room.access.tokens.list(top, { limit: 2, after: page.nextCursor });
    assert.deepEqual([rest.entries[0]?.publicId, rest.entries.length, rest.nextCursor], [first.publicId, 1, null]);
    for (const { secret } of [first, second, third]) assert.ok(!JSON.stringify([page, rest]).includes(secret));
  });

  test('are revoked once: the first moment stays', async () => {
    const { publicId } = await create();
    const first = await revoke(lender, publicId);
    room.time.now = new Date(room.time.now.getTime() + 60_000);
    const second = await revoke(lender, publicId);
    assert.deepEqual(second.revokedAt, first.revokedAt);
  });

  test('of an organization below can be revoked; foreign and unknown ones are refused alike', async () => {
    const branch = await room.organization('CEKBRANCH1', lender);
    const below = await create({ organization: branch });
    assert.notEqual((await revoke(lender, below.publicId)).revokedAt, null);
    const foreign = await create({ organization: await room.organization('CEKRIVAL01') });
    const faults = await Promise.all(
      [foreign.publicId, 'tok_unknown'].map((id) => revoke(lender, id).catch((error: unknown) => error)),
    );
    assert.ok(faults[0] instanceof RequestError && faults[1] instanceof RequestError);
    assert.deepEqual([faults[0].code, faults[0].message], ['not_found', faults[1].message]);
    assert.notEqual(await room.access.authentication.authenticate(foreign.secret), null);
  });

  test('note their last use, at most once a minute', async () => {
    const { secret, publicId } = await create();
    const used = async () => {
      await room.access.authentication.authenticate(secret);
      await room.access[Symbol.asyncDispose]();
      const { entries } = await room.access.tokens.list(lender, { limit: 100, after: null });
      return entries.find((entry) => entry.publicId === publicId)?.lastUsedAt;
    };
    const start = room.time.now;
    assert.deepEqual(await used(), start);
    room.time.now = new Date(start.getTime() + 59_000);
    assert.deepEqual(await used(), start);
    room.time.now = new Date(start.getTime() + 61_000);
    assert.deepEqual(await used(), room.time.now);
    assert.deepEqual(room.warnings, []);
  });
});
