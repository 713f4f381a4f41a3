import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Type } from 'typebox';
import { RequestError } from '../../src/errors/request-error.ts';
import type { Answer, Call, Route } from '../../src/http/route.ts';
import { Database, type Tx } from '../../src/store/database.ts';
import { PostgresIdempotencyStore, sweepIdempotencyKeys } from '../../src/store/idempotency.ts';
import { isUnavailable } from '../../src/store/unavailable.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';
import { json, openServer, type OpenServer, route } from './open-server.ts';
import { until } from './raw-http.ts';

type Handle = (call: Call, tx?: Tx) => Promise<Answer> | Answer;

describe('an idempotency key', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  before(async () => {
    testDatabase = await createTestDatabase();
    const { connectionString } = testDatabase;
    database = new Database({ connectionString, poolSize: 6, lockWaitMs: 2_000, onIdleError: () => {} });
    await database.query('create table effects (key text primary key)');
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await testDatabase[Symbol.asyncDispose]();
  });

  /** A server as one of several processes on the database; each call of `handle` is told. */
  async function open(handle: Handle, owner = 1): Promise<OpenServer & { store: PostgresIdempotencyStore }> {
    const store = new PostgresIdempotencyStore({ database, owner, processDeadAfterMs: 15_000, idempotencyHours: 24 });
    const routes = (['batch', 'transaction', 'secret', 'read'] as const).map((kind): Route<Tx> => ({
      ...route({ path: `/${kind}`, operationId: kind }),
      aliases: [`/${kind}/alias`],
      query: Type.Object({ a: Type.Optional(Type.String()), b: Type.Optional(Type.String()) }),
      bodyCheck: 'lenient',
      run: { kind, handle: async (call: Call, tx?: Tx) => handle(call, tx) },
    }));
    const transact = database.transact.bind(database);
    const server = await openServer<Tx>({ routes, idempotencyStore: store, transact, isUnavailable });
    return Object.assign(server, { store });
  }
  let keys = 0;
  const newKey = () => `key-${++keys}`;
  const put = (server: OpenServer, path: string, { key, body = '{"a":1}', token = 'writer' }: Put) =>
    server.fetch(path, {
      method: 'PUT',
      headers: { ...json, 'idempotency-key': key, authorization: `Bearer ${token}` },
      body,
    });
  interface Put {
    key: string;
    body?: string;
    token?: string;
  }
  /** Waits in the handler until it is let go. */
  function gate() {
    const entered = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const handle = async (): Promise<Answer> => {
      entered.resolve();
      await go.promise;
      return { status: 200, body: { done: true } };
    };
    return { handle, entered: entered.promise, go: go.resolve };
  }
  async function claimOf(key: string) {
    const { rows } = await database.query<{ owner: number | null; status: number | null; reference: string }>(
      'select owner, status, reference from idempotency_keys where key = $1',
      [key],
    );
    return rows[0];
  }
  const effects = async (key: string) => (await database.query('select from effects where key = $1', [key])).rowCount;

  for (const kind of ['batch', 'transaction']) {
    test(`has a ${kind} carried out once and its answer repeated byte for byte`, async () => {
      let runs = 0;
      await using server = await open(({ body }) => {
        runs++;
        return { status: 207, body: { z: [1.5, 'ä€😀'], body, runs }, headers: { etag: '"7"' } };
      });
      const key = newKey();
      const first = await put(server, `/${kind}`, { key });
      const second = await put(server, `/${kind}`, { key });
      assert.equal(runs, 1);
      assert.equal(first.status, 207);
      assert.equal(second.status, 207);
      assert.equal(await second.text(), await first.text());
      assert.equal(first.headers.get('idempotency-replayed'), null);
      assert.equal(second.headers.get('idempotency-replayed'), 'true');
      for (const name of ['etag', 'content-type']) assert.equal(second.headers.get(name), first.headers.get(name));
      assert.notEqual(second.headers.get('x-request-id'), first.headers.get('x-request-id'));
    });

    test(`used for another request of a ${kind} is refused`, async () => {
      await using server = await open(() => ({ status: 200, body: {} }));
      const key = newKey();
      assert.equal((await put(server, `/${kind}?a=1&b=2`, { key })).status, 200);
      for (const [path, body] of [
        [`/${kind}?a=1&b=2`, '{"a":2}'],
        [`/${kind}?a=1&b=2`, '{"a": 1}'],
        [`/${kind}?a=1&b=2`, 'broken'],
        [`/${kind}?a=1&b=3`, '{"a":1}'],
        [`/${kind}?a=1`, '{"a":1}'],
        [`/${kind}/alias?a=1&b=2`, '{"a":1}'],
      ] as const) {
        const response = await put(server, path, { key, body });
        assert.equal(response.status, 422, `${path} ${body}`);
        assert.equal(((await response.json()) as { error: string }).error, 'UnprocessableRequest');
      }
      const reordered = await put(server, `/${kind}?b=2&a=1`, { key });
      assert.equal(reordered.headers.get('idempotency-replayed'), 'true');
    });

    test(`of a ${kind} that still runs is told so, in this process and in another`, async () => {
      const { handle, entered, go } = gate();
      await database.query('insert into processes (id) values (1), (2) on conflict (id) do update set seen_at = now()');
      await using server = await open(handle);
      await using other = await open(handle, 2);
      const key = newKey();
      const first = put(server, `/${kind}`, { key });
      await entered;
      for (const process of [server, other]) {
        const started = performance.now();
        const second = await put(process, `/${kind}`, { key });
        assert.equal(second.status, 409);
        assert.equal(second.headers.get('retry-after'), '1');
        assert.ok(performance.now() - started < 1_000, 'not waited for');
      }
      assert.equal((await put(server, `/${kind}`, { key, body: '{}' })).status, 422);
      go();
      assert.equal((await first).status, 200);
      assert.equal((await put(other, `/${kind}`, { key })).headers.get('idempotency-replayed'), 'true');
    });

    test(`is forgotten where a ${kind} was refused, and a retry begins anew`, async () => {
      const seen: string[] = [];
      let answer: () => Answer = () => {
        throw new RequestError('list_mismatch', 'no');
      };
      await using server = await open(({ reference, resumed }) => {
        seen.push(`${resumed} ${reference}`);
        return answer();
      });
      const key = newKey();
      assert.equal((await put(server, `/${kind}`, { key })).status, 403);
      answer = () => ({ status: 400, body: {} });
      assert.equal((await put(server, `/${kind}`, { key, body: '{"other":1}' })).status, 400);
      assert.equal(await claimOf(key), undefined);
      answer = () => ({ status: 204, body: undefined });
      assert.equal((await put(server, `/${kind}`, { key })).status, 204);
      assert.equal(await claimOf(key), undefined);
      answer = () => ({ status: 201, body: {} });
      assert.equal((await put(server, `/${kind}`, { key })).status, 201);
      assert.equal(new Set(seen).size, 4);
      assert.ok(seen.every((entry) => entry.startsWith('false ')));
    });

    test(`of a ${kind} is looked at before the query and the body are`, async () => {
      await using server = await open(({ body }) => ({ status: 200, body: { body } }));
      const key = newKey();
      const broken = await put(server, `/${kind}?x=1`, { key, body: '{' });
      assert.deepEqual(((await broken.json()) as { errors: string[] }).errors, [
        'unknown query parameter x',
        'body must be valid JSON',
      ]);
      assert.equal(await claimOf(key), undefined);
    });
  }

  test('may be quoted or bare', async () => {
    let runs = 0;
    await using server = await open(() => ({ status: 200, body: { runs: ++runs } }));
    await put(server, '/batch', { key: 'a "b" \\c' });
    assert.equal(
      (await put(server, '/batch', { key: '"a \\"b\\" \\\\c"' })).headers.get('idempotency-replayed'),
      'true',
    );
    assert.equal(runs, 1);
  });

  test('is refused where it is malformed', async () => {
    await using server = await open(() => ({ status: 200, body: {} }));
    for (const key of ['', '""', 'x'.repeat(256), '"a', '"a"b', '"a\\x"', 'ä', 'a\tb']) {
      const response = await put(server, '/batch', { key });
      assert.equal(response.status, 400, key);
    }
    assert.equal((await put(server, '/batch', { key: 'x'.repeat(255) })).status, 200);
  });

  test('is refused by operations that return a credential, and ignored by those that read', async () => {
    let runs = 0;
    await using server = await open(() => ({ status: 200, body: { runs: ++runs } }));
    const key = newKey();
    assert.equal((await put(server, '/secret', { key })).status, 400);
    assert.equal(runs, 0);
    await put(server, '/read', { key });
    assert.equal((await put(server, '/read', { key })).headers.get('idempotency-replayed'), null);
    assert.equal(runs, 2);
  });

  test('belongs to one organization and one operation', async () => {
    let runs = 0;
    await using server = await open(() => ({ status: 200, body: { runs: ++runs } }));
    const key = newKey();
    await put(server, '/batch', { key });
    await put(server, '/batch', { key, token: 'root' });
    await put(server, '/transaction', { key });
    assert.equal(runs, 3);
  });

  test('shares one transaction with the effect, which a failure undoes', async () => {
    let fail: Error | Answer | null = new Error('boom');
    const key = newKey();
    await using server = await open(async (_call, tx) => {
      await tx?.query('insert into effects values ($1)', [key]);
      if (fail instanceof Error) throw fail;
      return fail ?? { status: 201, body: {} };
    });
    assert.equal((await put(server, '/transaction', { key })).status, 500);
    fail = { status: 409, body: {} };
    assert.equal((await put(server, '/transaction', { key })).status, 409);
    assert.equal((await server.fetch('/transaction', { method: 'PUT', headers: json, body: '{}' })).status, 409);
    assert.equal(await effects(key), 0);
    fail = null;
    assert.equal((await put(server, '/transaction', { key })).status, 201);
    assert.equal((await put(server, '/transaction', { key })).status, 201);
    assert.equal(await effects(key), 1);
  });

  test('lets a retry resume a batch that failed unforeseen', async () => {
    const seen: string[] = [];
    let fail: Error | null = new Error('boom');
    await using server = await open(({ reference, resumed }) => {
      seen.push(`${reference} ${resumed}`);
      if (fail) throw fail;
      return { status: 200, body: {} };
    });
    const key = newKey();
    assert.equal((await put(server, '/batch', { key })).status, 500);
    const left = await claimOf(key);
    assert.deepEqual({ owner: left?.owner, status: left?.status }, { owner: null, status: null });
    fail = Object.assign(new Error('gone'), { code: '57P01' });
    assert.equal((await put(server, '/batch', { key })).status, 503);
    fail = null;
    assert.equal((await put(server, '/batch', { key, body: '{"other":1}' })).status, 422);
    assert.equal((await put(server, '/batch', { key })).status, 200);
    const reference = left?.reference;
    assert.deepEqual(seen, [`${reference} false`, `${reference} true`, `${reference} true`]);
  });

  test('lets a retry resume a batch whose process died, and not before it is known to be dead', async () => {
    const seen: boolean[] = [];
    await using server = await open(({ resumed }) => {
      seen.push(resumed);
      return { status: 200, body: {} };
    });
    const key = newKey();
    const stuck = gate();
    await using dying = await open(stuck.handle, 3);
    await database.query('insert into processes (id) values (3)');
    const lost = put(dying, '/batch', { key });
    await stuck.entered;
    assert.equal((await put(server, '/batch', { key })).status, 409);
    await database.query("update processes set seen_at = now() - interval '16 s' where id = 3");
    assert.equal((await put(server, '/batch', { key })).status, 200);
    assert.deepEqual(seen, [true]);
    // The one that was thought dead comes back: it answers its client, and changes nothing.
    stuck.go();
    assert.deepEqual(await (await lost).json(), { done: true });
    assert.equal(await (await put(server, '/batch', { key })).text(), '{}');
  });

  test('lets one of two retries take the batch over', async () => {
    const key = newKey();
    const stuck = gate();
    await using one = await open(stuck.handle, 4);
    await using two = await open(stuck.handle, 5);
    const request = { organizationId: 2, operation: 'batch', key, fingerprint: Buffer.from('f') };
    assert.equal(await one.store.claim(request, 'ref'), true);
    assert.equal(await two.store.claim(request, 'other'), false);
    await one.store.release(request);
    const found = await one.store.find(request);
    assert.ok(found.state === 'abandoned');
    const taken = await Promise.all([one.store.takeOver(request, found), two.store.takeOver(request, found)]);
    assert.equal(taken.filter(Boolean).length, 1);
    const [winner, loser] = taken[0] ? [one.store, two.store] : [two.store, one.store];
    const answer = { status: 200, headers: {}, body: Buffer.from('{}') };
    await loser.answer(request, { ...answer, status: 207 });
    await loser.drop(request);
    await loser.release(request);
    await winner.answer(request, answer);
    assert.deepEqual(await loser.find(request), { state: 'answered', answer });
  });

  test('still answers when the end of the claim cannot be written, and lets a retry resume', async () => {
    const seen: boolean[] = [];
    await using server = await open(({ resumed }) => {
      seen.push(resumed);
      return { status: 200, body: {} };
    });
    const key = newKey();
    server.store.answer = () => Promise.reject(new Error('Connection terminated unexpectedly'));
    assert.equal((await put(server, '/batch', { key })).status, 200);
    assert.equal(server.log.filter(({ level }) => level === 'warn').length, 1);
    assert.equal((await put(server, '/batch', { key })).status, 200);
    assert.deepEqual(seen, [false, true]);
  });

  test('costs a repeated request one statement', async () => {
    await using server = await open(() => ({ status: 200, body: {} }));
    const key = newKey();
    await put(server, '/batch', { key });
    const calls: string[] = [];
    const never = () => Promise.reject(new Error('was called'));
    Object.assign(server.store, { claim: never, claimIn: never, takeOver: never, answer: never, drop: never });
    const find = server.store.find.bind(server.store);
    server.store.find = (request) => {
      calls.push('find');
      return find(request);
    };
    assert.equal((await put(server, '/batch', { key })).headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(calls, ['find']);
  });

  test('counts as absent once it has expired, and is swept in steps', async () => {
    let runs = 0;
    await using server = await open(() => ({ status: 200, body: { runs: ++runs } }));
    const expiring = [newKey(), newKey(), newKey()];
    const fresh = newKey();
    for (const key of [...expiring, fresh]) await put(server, '/batch', { key });
    await database.query(`update idempotency_keys set expires_at = now() - interval '1 s' where key = any($1)`, [
      expiring,
    ]);
    const [first = ''] = expiring;
    assert.deepEqual(await (await put(server, '/batch', { key: first, body: '{"new":1}' })).json(), { runs: 5 });
    assert.deepEqual(await (await put(server, '/batch', { key: first, body: '{"new":1}' })).json(), { runs: 5 });
    const sweep = () => database.transact((tx) => sweepIdempotencyKeys(tx, 1));
    assert.deepEqual([await sweep(), await sweep(), await sweep()], [1, 1, 0]);
    assert.ok(await claimOf(fresh));
    assert.ok(await claimOf(first));
  });

  test('outlives the client: the batch ends, and the retry has its answer', async () => {
    const { handle, entered, go } = gate();
    await using server = await open(handle);
    const key = newKey();
    const abort = new AbortController();
    const headers = { ...json, 'idempotency-key': key };
    const lost = server.fetch('/batch', { method: 'PUT', headers, body: '{"a":1}', signal: abort.signal });
    await entered;
    abort.abort();
    await assert.rejects(lost);
    assert.equal((await put(server, '/batch', { key })).status, 409);
    go();
    await until('the answer is kept', async () => (await claimOf(key))?.status === 200);
    await until('the claim is let go', async () => (await put(server, '/batch', { key })).status === 200);
    assert.equal(server.log.filter(({ status }) => status === 499).length, 1);
  });
});
