import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from 'pg';
import { readConnectionString } from '../../../src/store/embedded/connection.ts';
import { findPostgresOn, isAlive, isPostgresOn } from '../../../src/store/embedded/process-table.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { ServiceProcess, ask, copyOf, eventually } from './service-process.ts';

const linux = process.platform === 'linux';
const secondStartMsMax = 3000;
let prepared: Awaited<ReturnType<typeof temporaryDirectory>>;

before(async () => {
  prepared = await temporaryDirectory();
  await using service = new ServiceProcess(prepared.path);
  const { connectionString } = await service.ready();
  await ask(connectionString, 'create table kept (n int)');
  await ask(connectionString, 'insert into kept values (7)');
  await service.signal('SIGTERM');
});
after(async () => prepared[Symbol.asyncDispose]());

test('is durable, checksummed, and listens on this machine only', async () => {
  await using directory = await copyOf(prepared);
  await using service = new ServiceProcess(directory.path);
  const { connectionString } = await service.ready();
  const settings = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'jit', 'listen_addresses'];
  const values = settings.map((name) => `current_setting('${name}')`).join();
  assert.deepEqual(await ask(connectionString, `select unnest(array[${values}])`), [
    'on',
    'on',
    'on',
    'on',
    'off',
    '127.0.0.1',
  ]);
  assert.deepEqual(await ask(connectionString, "select lower('ÀÉ') collate pg_catalog.default"), ['àé']);
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.internal === false && address.family === 'IPv4');
  if (outer !== undefined)
    await assert.rejects(once(connect(Number(new URL(connectionString).port), outer.address), 'connect'));
  await service.signal('SIGTERM');
});

test('keeps its password from other users, and wants it', async () => {
  await using directory = await copyOf(prepared);
  await using service = new ServiceProcess(directory.path);
  const url = new URL((await service.ready()).connectionString);
  assert.equal((await stat(path.join(directory.path, 'postgres.password'))).mode & 0o777, 0o600);
  url.password = 'guessed';
  await assert.rejects(ask(url.href, 'select 1'), /password authentication failed/);
});

test('is ready soon the second time, with what was written, and names its database for other processes', async (t) => {
  await using directory = await copyOf(prepared);
  await using service = new ServiceProcess(directory.path);
  const { connectionString, readyMs } = await service.ready();
  t.diagnostic(`ready in ${readyMs} ms`);
  assert(readyMs < secondStartMsMax);
  assert.deepEqual(await ask(connectionString, 'select n from kept'), [7]);
  assert.equal(await readConnectionString(directory.path), connectionString);
  assert.match(connectionString, /\/amend$/);
});

test('stops in order when the service ends', async () => {
  await using directory = await copyOf(prepared);
  await using service = new ServiceProcess(directory.path);
  const { serverPid } = await service.ready();
  await service.signal('SIGTERM');
  assert.equal(isAlive(serverPid), false);
  assert.match(await readFile(path.join(directory.path, 'postgres.log'), 'utf8'), /database system is shut down\n$/);
});

test('is not stopped by what stops the service from the terminal', async () => {
  await using directory = await copyOf(prepared);
  await using service = new ServiceProcess(directory.path);
  const { connectionString } = await service.ready();
  process.kill(-(service.child.pid ?? 0), 'SIGINT');
  await once(service.child, 'exit');
  assert.deepEqual(await ask(connectionString, 'select n from kept'), [7]);
});

test('survives kill -9 of the service: the server left running is stopped and a new one started', async (t) => {
  await using directory = await copyOf(prepared);
  await using killed = new ServiceProcess(directory.path);
  const old = await killed.ready();
  await ask(old.connectionString, 'insert into kept values (8)');
  await killed.signal('SIGKILL');
  const cluster = path.join(directory.path, 'postgres');
  assert.equal(await isPostgresOn(old.serverPid, cluster), true);

  await using service = new ServiceProcess(directory.path);
  const { connectionString, serverPid, readyMs } = await service.ready();
  t.diagnostic(`ready in ${readyMs} ms`);
  assert(readyMs < secondStartMsMax);
  assert.notEqual(serverPid, old.serverPid);
  assert.equal(await isPostgresOn(old.serverPid, cluster), false);
  assert.deepEqual(await ask(connectionString, 'select n from kept order by n'), [7, 8]);
});

test('survives kill -9 of the database: it is back under the same connection string', async (t) => {
  await using directory = await copyOf(prepared);
  await using service = new ServiceProcess(directory.path);
  const { connectionString, serverPid } = await service.ready();
  await ask(connectionString, 'insert into kept values (9)');
  const begunAt = performance.now();
  process.kill(serverPid, 'SIGKILL');
  const isBack = async () => {
    const answer = await ask(connectionString, 'select n from kept order by n').catch(() => []);
    return answer.length === 2 && service.messages.includes('the database server runs again');
  };
  await eventually(isBack);
  t.diagnostic(`back in ${Math.round(performance.now() - begunAt)} ms`);
  await service.signal('SIGTERM');
  assert.equal(service.child.exitCode, 0);
  if (linux) assert.deepEqual(await findPostgresOn(path.join(directory.path, 'postgres')), []);
});

test('survives kill -9 of both while a statement runs on', async (t) => {
  await using directory = await copyOf(prepared);
  await using killed = new ServiceProcess(directory.path);
  const old = await killed.ready();
  const busy = new Client({ connectionString: old.connectionString });
  busy.on('error', () => undefined);
  await busy.connect();
  // Never waits, so it does not notice that its server is gone.
  const statement = busy.query('select count(*) from generate_series(1, 1e12::bigint)').catch(() => undefined);
  await eventually(
    async () =>
      (
        await ask(
          old.connectionString,
          "select from pg_stat_activity where query ~ '^select count' and state = 'active'",
        )
      ).length === 1,
  );
  await killed.signal('SIGKILL');
  process.kill(old.serverPid, 'SIGKILL');

  await using service = new ServiceProcess(directory.path);
  const { connectionString, readyMs } = await service.ready();
  t.diagnostic(`ready in ${readyMs} ms`);
  assert.deepEqual(await ask(connectionString, 'select n from kept'), [7]);
  await statement;
});

test('starts although the pid of its last server belongs to another process now', async () => {
  await using directory = await copyOf(prepared);
  const other = spawn('sleep', ['60']);
  await once(other, 'spawn');
  const cluster = path.join(directory.path, 'postgres');
  await writeFile(path.join(cluster, 'postmaster.pid'), `${other.pid}\n${cluster}\n1\n1\n\n127.0.0.1\n1 1\nready\n`);
  await using service = new ServiceProcess(directory.path);
  await service.ready();
  assert.equal(isAlive(other.pid ?? 0), true);
  other.kill('SIGKILL');
});

test('leaves nothing half done when it is killed while it makes the database', async (t) => {
  await using directory = await temporaryDirectory();
  await using killed = new ServiceProcess(directory.path);
  const isBeingMade = async () => (await readdir(directory.path)).some((name) => name.startsWith('postgres.draft-'));
  await eventually(isBeingMade);
  await killed.signal('SIGKILL');
  assert.equal((await readdir(directory.path)).includes('postgres'), false);

  await using service = new ServiceProcess(directory.path);
  const { connectionString, readyMs } = await service.ready();
  t.diagnostic(`first start in ${readyMs} ms`);
  assert.deepEqual(await ask(connectionString, 'select 1'), [1]);
  const files = ['postgres', 'postgres.log', 'postgres.password', 'postgres.port'];
  await eventually(async () => (await readdir(directory.path)).sort().join() === files.join());
});

test('refuses a second service on the same data directory', async () => {
  await using directory = await copyOf(prepared);
  await using first = new ServiceProcess(directory.path);
  const { connectionString } = await first.ready();
  await using second = new ServiceProcess(directory.path);
  assert.match(await second.refusal(), new RegExp(`in use by another service \\(process ${first.child.pid}\\)`));
  assert.deepEqual(await ask(connectionString, 'select n from kept'), [7]);
});

test('refuses a database of another major version of PostgreSQL', async () => {
  await using directory = await copyOf(prepared);
  await writeFile(path.join(directory.path, 'postgres', 'PG_VERSION'), '16\n');
  await using service = new ServiceProcess(directory.path);
  assert.match(await service.refusal(), /was made by PostgreSQL 16 and the one installed is 18: /);
});

test('says why the server does not start, in its own words', async () => {
  await using directory = await copyOf(prepared);
  await writeFile(path.join(directory.path, 'postgres', 'postgresql.conf'), 'work_mem = nonsense\n');
  await using service = new ServiceProcess(directory.path);
  assert.match(await service.refusal(), /does not start: .*errors \(more in .*postgres\.log\)/);
});

test("keeps customers' data out of its log", async () => {
  await using directory = await copyOf(prepared);
  await using service = new ServiceProcess(directory.path);
  const { connectionString } = await service.ready();
  await ask(connectionString, 'create table people (phone text unique)');
  await ask(connectionString, "insert into people values ('9876543210')");
  await assert.rejects(ask(connectionString, "insert into people values ('9876543210')"), /duplicate key/);
  await service.signal('SIGTERM');
  const log = await readFile(path.join(directory.path, 'postgres.log'), 'utf8');
  assert.match(log, /duplicate key/);
  assert.doesNotMatch(log, /9876543210/);
});

const asRoot = linux && process.getuid?.() === 0;
test(
  'runs as another user where root has no user namespaces',
  { skip: asRoot ? false : 'needs root on Linux' },
  async () => {
    await using directory = await copyOf(prepared);
    const noUnshare = { ...process.env, PATH: path.join(directory.path, 'no-such-folder') };
    {
      await using service = new ServiceProcess(directory.path, { env: noUnshare });
      const { connectionString, serverPid } = await service.ready();
      assert.deepEqual(await ask(connectionString, 'select n from kept'), [7]);
      assert.notEqual((await stat(`/proc/${serverPid}`)).uid, 0);
      assert.equal((await stat(directory.path)).mode & 0o777, 0o711);
      assert(service.messages.some((message) => message.startsWith('the embedded database runs as user')));
      await service.signal('SIGTERM');
    }
    await using service = new ServiceProcess(directory.path);
    assert.deepEqual(await ask((await service.ready()).connectionString, 'select n from kept'), [7]);
  },
);
