import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scopes } from '../../src/access/principal.ts';
import { openAccess } from './open-access.ts';
import type { OpenAccess } from './open-access.ts';

describe('bootstrap', () => {
  test('makes the root organization and an administrator of an empty database, once', async () => {
    await using room = await openAccess();
    const { database, access } = room;
    const token = await database.transact((tx) => access.bootstrap(tx));
    assert.ok(token !== null);
    assert.equal(token.organizationCode, 'CEKROOT000');
    assert.deepEqual(token.scopes, ['admin']);
    const principal = await access.authentication.authenticate(token.secret);
    assert.equal(principal?.organization.name, 'Root');
    assert.equal(principal?.organization.parentCode, null);
    assert.deepEqual([...(principal?.scopes ?? [])], [...scopes]);
    assert.equal(await database.transact((tx) => access.bootstrap(tx)), null);
  });

  test('gives one token when several processes begin at once', async () => {
    await using room = await openAccess();
    const { database, access } = room;
    const tokens = await Promise.all(Array.from({ length: 5 }, () => database.transact((tx) => access.bootstrap(tx))));
    assert.equal(tokens.filter((token) => token !== null).length, 1);
    const { rows } = await database.query<{ roots: number; tokens: number }>(
      'select (select count(*) from organizations) as roots, (select count(*) from tokens) as tokens',
    );
    assert.deepEqual(rows, [{ roots: 1, tokens: 1 }]);
  });

  test('waits for another that has begun, also where the root is there already', async () => {
    await using room = await openAccess();
    const { database, access } = room;
    await database.transact((tx) => access.root(tx));
    const seen = { settled: false };
    let second: Promise<unknown> = Promise.resolve();
    const first = await database.transact(async (tx) => {
      const token = await access.bootstrap(tx);
      second = database.transact((other) => access.bootstrap(other)).finally(() => (seen.settled = true));
      while (!seen.settled && !(await isSomeoneWaiting(room)));
      return token;
    });
    assert.notEqual(first, null);
    assert.equal(await second, null);
  });

  test('keeps no token that could not be shown', async () => {
    await using room = await openAccess();
    const { database, access } = room;
    const shown = database.transact(async (tx) => {
      await access.bootstrap(tx);
      throw new Error('the file cannot be written');
    });
    await assert.rejects(shown);
    assert.notEqual(await database.transact((tx) => access.bootstrap(tx)), null);
  });

  test('still makes the administrator when the command line has made organizations before', async () => {
    await using room = await openAccess();
    const lender = await room.organization('CEKLENDER1');
    assert.equal(lender.parentCode, 'CEKROOT000');
    assert.notEqual(await room.database.transact((tx) => room.access.bootstrap(tx)), null);
  });

  test('makes no new administrator when all of them are revoked', async () => {
    await using room = await openAccess();
    const { database, access } = room;
    const token = await database.transact((tx) => access.bootstrap(tx));
    const root = await database.transact((tx) => access.root(tx));
    await database.transact((tx) => access.tokens.revoke(tx, root, token?.publicId ?? ''));
    assert.equal(await database.transact((tx) => access.bootstrap(tx)), null);
  });
});

/** Whether a connection to the test's database waits for a lock. */
async function isSomeoneWaiting({ database }: OpenAccess): Promise<boolean> {
  const { rowCount } = await database.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount > 0;
}
