import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { Database, type Tx } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { isUnavailable } from '../../src/store/unavailable.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

let origin: TestDatabase;
before(async () => {
  origin = await createTestDatabase();
});
after(() => origin[Symbol.asyncDispose]());

const statementMsMax = 200;
const open = (connectionString: string) =>
  new Database({ connectionString, poolSize: 1, lockWaitMs: 1, statementMsMax, onIdleError: () => undefined });

test('a statement that a silent host does not answer fails as unavailable, and its connection is cut', async () => {
  await using host = await falls(origin.connectionString);
  await using database = open(host.connectionString);
  await database.query('select 1');
  host.silent = true;
  await assert.rejects(database.query('select 1'), isUnavailable);
  assert.equal(database.connections.total, 0);
  host.silent = false;
  await database.query('select 1');
});

test('a transaction that a silent host leaves hanging fails once, without waiting for its rollback too', async () => {
  await using host = await falls(origin.connectionString);
  await using database = open(host.connectionString);
  let failedAt = 0;
  const hanging = database.transact(async (tx) => {
    host.silent = true;
    try {
      await tx.query('select 1');
    } finally {
      failedAt = performance.now();
    }
  });
  await assert.rejects(hanging, isUnavailable);
  assert.ok(performance.now() - failedAt < statementMsMax, 'the rollback was not waited for');
  assert.equal(database.connections.total, 0);
  host.silent = false;
  await database.transact((tx) => tx.query('select 1'));
});

test('a migration may take longer, and so may its wait for another process that migrates', async () => {
  await using other = open(origin.connectionString);
  await using database = open(origin.connectionString);
  const slow = (tx: Tx) => tx.query(`select pg_sleep(${(statementMsMax * 2.5) / 1_000})`);
  await assert.rejects(database.transact(slow), isUnavailable);
  const { promise: locked, resolve } = Promise.withResolvers<void>();
  const migratesFirst = other.transact(
    async (tx) => {
      await tx.query('select pg_advisory_xact_lock(4127031805)');
      resolve();
      await slow(tx);
    },
    { patient: true },
  );
  await locked;
  assert.deepEqual(await migrate(database), []);
  await migratesFirst;
});

test('the server ends a transaction whose process is frozen', async () => {
  await using database = open(origin.connectionString);
  const { rows } = await database.query<object>('show idle_in_transaction_session_timeout');
  assert.deepEqual(rows, [{ idle_in_transaction_session_timeout: '1min' }]);
  const reason = 'terminating connection due to idle-in-transaction timeout';
  assert.equal(isUnavailable(Object.assign(new Error(reason), { code: '25P03' })), true);
});

interface FallingHost extends AsyncDisposable {
  readonly connectionString: string;
  /** True: bytes are swallowed, in both directions, and nobody is told. */
  silent: boolean;
}

/** The database as it is reached over a host that can fall silent. */
async function falls(connectionString: string): Promise<FallingHost> {
  const url = new URL(connectionString);
  const { port, hostname } = url;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes: Buffer) => host.silent || to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const host: FallingHost = {
    connectionString: url.href,
    silent: false,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return host;
}
