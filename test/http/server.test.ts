import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { RequestError } from '../../src/errors/request-error.ts';
import { json, openServer, type OpenServer, route } from './open-server.ts';
import { exchange, until } from './raw-http.ts';

const get = (handle: () => unknown) => route({ method: 'GET', operationId: 'getThings', handle });

test('names every answer: by the request id that came, or by a new one', async () => {
  await using server = await openServer({ routes: [get(() => ({}))] });
  const id = async (sent: string | null, path = '/things') => {
    const response = await server.fetch(path, { headers: sent === null ? {} : { 'x-request-id': sent } });
    return response.headers.get('x-request-id') ?? '';
  };
  for (const fine of ['a', 'x'.repeat(128), 'Root=1-67891233-abcdef012345678912345678', '7f/8.9:0@x+y_z']) {
    assert.equal(await id(fine), fine);
  }
  for (const bad of [null, '', 'x'.repeat(129), 'a b', 'a"b', 'ä', '{}', 'amd_1234567890']) {
    assert.match(await id(bad), /^req_\d+$/, String(bad));
  }
  for (const path of ['/nowhere', '/healthz', '/docs', '/things?x=1', '/%zz'])
    assert.equal(await id('mine', path), 'mine');
});

test('sends the headers that keep a browser safe, and lets no answer be kept', async () => {
  await using server = await openServer({ routes: [get(() => ({}))] });
  for (const path of ['/things', '/nowhere', '/things?x=1', '/openapi.json', '/docs']) {
    const { headers } = await server.fetch(path);
    assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none';script-src 'self';/, path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.equal(headers.get('strict-transport-security'), null);
    assert.equal(headers.get('access-control-allow-origin'), null);
    assert.equal(headers.get('cache-control'), 'no-store');
  }
  await using secure = await openServer({ routes: [], settings: { publicUrl: 'https://amend.example' } });
  assert.match((await secure.fetch('/healthz')).headers.get('strict-transport-security') ?? '', /max-age/);
});

test('compresses large answers for clients that take gzip', async () => {
  const text = 'x'.repeat(16_384);
  await using server = await openServer({
    routes: [get(() => ({ text })), route({ method: 'GET', path: '/small', operationId: 'small' })],
  });
  const read = (path: string, encoding: string) => server.fetch(path, { headers: { 'accept-encoding': encoding } });
  const zipped = await read('/things', 'gzip, deflate, br');
  assert.equal(zipped.headers.get('content-encoding'), 'gzip');
  assert.match(zipped.headers.get('vary') ?? '', /accept-encoding/i);
  assert.deepEqual(await zipped.json(), { text });
  for (const [path, encoding] of [
    ['/things', 'identity'],
    ['/things', 'br'],
    ['/small', 'gzip'],
  ] as const) {
    assert.equal((await read(path, encoding)).headers.get('content-encoding'), null);
  }
});

test('answers HEAD as GET without the body', async () => {
  await using server = await openServer({ routes: [get(() => ({ a: 1 }))] });
  const response = await server.fetch('/things', { method: 'HEAD' });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-length'), '7');
  assert.equal(await response.text(), '');
});

test('sends what the handler answers as it is, whatever the schema says', async () => {
  const body = { extra: [{ deep: null }], number: '5', date: 1.25 };
  await using server = await openServer({ routes: [get(() => body)] });
  const response = await server.fetch('/things');
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.deepEqual(await response.json(), body);
});

test('says nothing of what nobody foresaw, but to the log', async () => {
  const thrown = Object.assign(new Error('row of Asha Rao'), { code: '22P02', detail: 'Asha', table: 'customers' });
  await using server = await openServer({ routes: [get(() => Promise.reject(thrown))] });
  const response = await server.fetch('/things', { headers: { 'x-request-id': 'mine' } });
  assert.equal(response.status, 500);
  assert.deepEqual(await response.json(), {
    success: false,
    error: 'InternalServerError',
    message: 'An unexpected error occurred',
  });
  const line = server.log.find(({ level }) => level === 'error') ?? {};
  assert.equal(line['requestId'], 'mine');
  const { code, table, at } = line['cause'] as { code: string; table: string; at: string[] };
  assert.deepEqual([code, table], ['22P02', 'customers']);
  assert.match(at[0] ?? '', /server\.test\.ts/);
  assert.doesNotMatch(JSON.stringify(server.log), /Asha/);
});

test('answers 503 with Retry-After while the database is away', async () => {
  await using server = await openServer({
    routes: [get(() => Promise.reject(new Error('away')))],
    isUnavailable: (error) => error instanceof Error && error.message === 'away',
  });
  const response = await server.fetch('/things');
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '1');
  assert.equal(((await response.json()) as { error: string }).error, 'ServiceUnavailable');
});

test('has each door render its own refusals', async () => {
  const refuse = get(() => Promise.reject(new RequestError('not_found', 'no such thing')));
  const renderError = ({ code }: RequestError) => ({ status: 418, body: { odd: code } });
  await using server = await openServer({ routes: [refuse], renderError });
  const bodies = await Promise.all(['/things', '/things?x=1'].map(async (path) => (await server.fetch(path)).json()));
  assert.deepEqual(bodies, [{ odd: 'not_found' }, { odd: 'validation_failed' }]);
  const response = await server.fetch('/things', { headers: { authorization: 'none' } });
  assert.deepEqual(await response.json(), { odd: 'unauthorized' });
});

test('answers 404 to an unknown path, 405 and Allow to another method, without reading a body', async () => {
  await using server = await openServer({
    routes: [get(() => ({})), route(), route({ method: 'POST', path: '/things/:id/x', operationId: 'x' })],
  });
  const ask = async (method: string, path: string) => {
    const socket = connect(server.port, '127.0.0.1');
    const headers = 'host: x\r\ncontent-type: application/json\r\ncontent-length: 1000';
    const answer = await exchange(socket, [`${method} ${path} HTTP/1.1\r\n${headers}\r\n\r\n`]);
    socket.destroy();
    return [Number(answer.slice(9, 12)), /allow: (.*)\r/i.exec(answer)?.[1]];
  };
  assert.deepEqual(await ask('PUT', '/nowhere'), [404, undefined]);
  assert.deepEqual(await ask('OPTIONS', '/nowhere'), [404, undefined]);
  assert.deepEqual(await ask('DELETE', '/things?a=1'), [405, 'GET, HEAD, OPTIONS, PUT']);
  assert.deepEqual(await ask('PATCH', '/things/7/x'), [405, 'OPTIONS, POST']);
  assert.deepEqual(await ask('OPTIONS', '/things'), [204, 'GET, HEAD, OPTIONS, PUT']);
  const { error } = (await (await server.fetch('/nowhere')).json()) as { error: string };
  assert.equal(error, 'NotFound');
});

test('closes in order: running requests are answered, new connections refused', async () => {
  const { promise: go, resolve } = Promise.withResolvers<void>();
  let entered = false;
  const server = await openServer({
    routes: [
      get(async () => {
        entered = true;
        await go;
        return {};
      }),
    ],
  });
  const idle = connect(server.port, '127.0.0.1');
  await exchange(idle, ['GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n']);
  const running = server.fetch('/things');
  await until('the request runs', () => entered);
  const closed = server.app.close();
  await until('the idle connection is closed', () => idle.destroyed || idle.readableEnded);
  await assert.rejects(fetch(`${server.origin}/healthz`));
  resolve();
  const response = await running;
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('connection'), 'close');
  await closed;
});

test('closes in bounded time, however long a request runs', async () => {
  let entered = false;
  const server = await openServer({
    routes: [
      get(() => {
        entered = true;
        return new Promise(() => {});
      }),
    ],
    limits: { closeMsMax: 50 },
  });
  const running = server.fetch('/things');
  running.catch(() => {});
  await until('the request runs', () => entered);
  await server.app.close();
  await assert.rejects(running);
});

test('answers what is no HTTP, or comes too slowly, and closes', async () => {
  await using server: OpenServer = await openServer({
    routes: [],
    limits: { headersReadMs: 50, requestReadMs: 50, connectionCheckMs: 10 },
  });
  const ask = async (text: string) => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    const answer = await exchange(socket, [text]);
    socket.destroy();
    return answer;
  };
  assert.match(await ask('nonsense\r\n\r\n'), /^HTTP\/1.1 400 [^]*"success":false/);
  assert.match(await ask(`GET / HTTP/1.1\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1.1 431 /);
  assert.match(await ask('GET / HTTP/1.1\r\nhost'), /^HTTP\/1.1 408 [^]*connection: close/);
});

test('takes JSON with any records, their odd keys included', async () => {
  await using server = await openServer({ routes: [route({ handle: ({ body }) => body })] });
  const body = '{"__proto__":{"a":1},"constructor":{"prototype":{}}}';
  const response = await server.fetch('/things', { method: 'PUT', headers: json, body });
  assert.equal(await response.text(), body);
});
