import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Database } from '../../src/store/database.ts';
import { isUnavailable } from '../../src/store/unavailable.ts';
import { copyRows, int4, int8 } from '../../src/store/spool/copy-rows.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

describe('copying into a table', () => {
  let cloned: TestDatabase;
  let database: Database;
  before(async () => {
    cloned = await createTestDatabase();
    const { connectionString } = cloned;
    database = new Database({ connectionString, poolSize: 2, lockWaitMs: 2000, onIdleError: () => undefined });
    await database.query('create table copied (id bigint primary key, n int not null, bytes bytea not null)');
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await cloned[Symbol.asyncDispose]();
  });

  const copy = 'copy copied (id, n, bytes) from stdin (format binary)';
  const row = (id: number, bytes: Buffer = Buffer.of()) => [int8(id), int4(-7), bytes];
  const ids = async () =>
    (await database.query<{ id: number }>('select id from copied order by 1')).rows.map(({ id }) => id);

  test('is part of its transaction', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await database.transact((tx) => tx.copyIn(copy, copyRows([row(1, bytes), row(2 ** 40)])));
    const { rows } = await database.query('select id, n, bytes from copied order by id');
    assert.deepEqual(rows, [
      { id: 1, n: -7, bytes },
      { id: 2 ** 40, n: -7, bytes: Buffer.of() },
    ]);
    const failed = new Error('rolled back');
    const rejected = database.transact(async (tx) => {
      await tx.copyIn(copy, copyRows([row(3)]));
      throw failed;
    });
    await assert.rejects(rejected, failed);
    assert.deepEqual(await ids(), [1, 2 ** 40]);
    await database.query('delete from copied');
  });

  test('says what was wrong, and leaves the connection as it was', async () => {
    // The server refuses the second row while the rest is still on its way.
    const large = Array.from({ length: 30 }, (_, id) => row(id + 10, Buffer.alloc(2 ** 20)));
    const twice = copyRows([row(1), row(1), ...large]);
    for (let round = 0; round < 3; round += 1) {
      await assert.rejects(
        database.transact((tx) => tx.copyIn(copy, twice)),
        /duplicate key/,
      );
      await assert.rejects(
        database.transact((tx) => tx.copyIn('copy nowhere from stdin (format binary)', twice)),
        /"nowhere" does not exist/,
      );
    }
    await database.transact((tx) => tx.copyIn(copy, copyRows([row(5)])));
    assert.deepEqual(await ids(), [5]);
    assert.equal(database.connections.idle, database.connections.total);
  });

  test('fails when its connection is lost', async () => {
    const lost = database.transact(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await database.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await tx.copyIn(copy, copyRows(Array.from({ length: 20 }, (_, id) => row(id + 100, Buffer.alloc(2 ** 20)))));
    });
    // The server's words, the socket's or the driver's, whichever comes first: each of them says that the database is away.
    await assert.rejects(lost, isUnavailable);
    assert.equal((await database.query('select 1')).rowCount, 1);
  });
});
