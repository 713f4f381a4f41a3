import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Database } from '../../src/store/database.ts';
import { openSnapshot } from '../../src/store/snapshot.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

describe('a snapshot', () => {
  let origin: TestDatabase;
  let database: Database;
  before(async () => {
    origin = await createTestDatabase();
    const { connectionString } = origin;
    database = new Database({ connectionString, poolSize: 2, lockWaitMs: 1_000, onIdleError: () => undefined });
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await origin[Symbol.asyncDispose]();
  });

  const open = async (openMsMax = 60_000) => {
    const closed = Promise.withResolvers<void>();
    const seen = { times: 0 };
    const onClosed = () => {
      seen.times += 1;
      closed.resolve();
    };
    const snapshot = await openSnapshot(database, { idleMs: 60_000, openMsMax, onClosed });
    return { snapshot, closed: closed.promise, seen };
  };

  test('gives its connection back when it is let go of, and reads no more', async () => {
    const { snapshot, closed, seen } = await open();
    await snapshot.reader.query('select 1');
    await snapshot[Symbol.asyncDispose]();
    await closed;
    await snapshot[Symbol.asyncDispose]();
    await assert.rejects(snapshot.reader.query('select 1'), /was let go of/);
    assert.deepEqual([seen.times, database.connections.idle], [1, database.connections.total]);
  });

  test('closes by itself when its connection breaks while nobody reads', async () => {
    const { snapshot, closed, seen } = await open();
    const { rows } = await snapshot.reader.query<{ pid: number }>('select pg_backend_pid() as pid');
    await database.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await closed;
    await assert.rejects(snapshot.reader.query('select 1'), /terminat/);
    await snapshot[Symbol.asyncDispose]();
    assert.equal(seen.times, 1);
  });

  test('is broken off when it was open for as long as it may be, and its connection is good for others', async () => {
    const { snapshot, closed, seen } = await open(60);
    const reads = assert.rejects(async () => {
      for (;;) await snapshot.reader.query('select 1');
    }, /was open for 0\.001 minutes/);
    await closed;
    await reads;
    await database.transact((tx) => tx.query('create table written (id int)'));
    await snapshot[Symbol.asyncDispose]();
    assert.equal(seen.times, 1);
  });

  test('that finds no connection says so', async () => {
    const { connectionString } = origin;
    const gone = new Database({ connectionString, poolSize: 1, lockWaitMs: 1, onIdleError: () => undefined });
    await gone[Symbol.asyncDispose]();
    let closed = 0;
    await assert.rejects(openSnapshot(gone, { idleMs: 1, openMsMax: 1, onClosed: () => void (closed += 1) }));
    assert.equal(closed, 1);
  });
});
