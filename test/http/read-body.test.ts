import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createMetrics } from '../../src/http/metrics.ts';
import { json, openServer, route, writer } from './open-server.ts';
import { exchange, readAnswer, until } from './raw-http.ts';

const head = (headers: string, token = 'writer') =>
  `PUT /things HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n${headers}\r\n\r\n`;
const typed = 'content-type: application/json';

test('refuses what is not JSON by its content type', async () => {
  await using server = await openServer({ routes: [route()] });
  const kinds = ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'nonsense', ''];
  for (const kind of kinds) {
    const body = new Uint8Array(Buffer.from('{}'));
    const response = await server.fetch('/things', { method: 'PUT', headers: { 'content-type': kind }, body });
    assert.equal(response.status, 415, kind);
    assert.equal(((await response.json()) as { error: string }).error, 'UnsupportedMediaType');
  }
  const gzipped = { ...json, 'content-encoding': 'gzip' };
  assert.equal((await server.fetch('/things', { method: 'PUT', headers: gzipped, body: '{}' })).status, 415);
  const fine = { 'content-type': 'Application/JSON; charset="UTF-8"' };
  assert.equal((await server.fetch('/things', { method: 'PUT', headers: fine, body: '{}' })).status, 200);
});

test('refuses a body over the limit by its declared length, before it is sent', async () => {
  await using server = await openServer({ routes: [route()], settings: { jsonBodyBytesMax: 100 } });
  const socket = connect(server.port, '127.0.0.1');
  const answer = await exchange(socket, [head(`${typed}\r\ncontent-length: 101`)]);
  socket.destroy();
  assert.match(answer, /^HTTP\/1.1 413 /);
  assert.match(answer, /"error":"PayloadTooLarge"/);
});

test('refuses a chunked body as soon as it is over the limit', async () => {
  await using server = await openServer({ routes: [route()], settings: { jsonBodyBytesMax: 100 } });
  const socket = connect(server.port, '127.0.0.1');
  const chunk = `40\r\n${' '.repeat(64)}\r\n`;
  const answer = await exchange(socket, [head(`${typed}\r\ntransfer-encoding: chunked`), chunk, chunk]);
  socket.destroy();
  assert.match(answer, /^HTTP\/1.1 413 /);
});

test('takes a body of exactly the limit', async () => {
  await using server = await openServer({ routes: [route()], settings: { jsonBodyBytesMax: 100 } });
  const body = `{"a":"${'x'.repeat(92)}"}`;
  assert.equal((await server.fetch('/things', { method: 'PUT', headers: json, body })).status, 200);
  assert.equal((await server.fetch('/things', { method: 'PUT', headers: json, body: `${body} ` })).status, 413);
});

test('lets a client that is still sending read the refusal, and go on with the connection', async () => {
  await using server = await openServer({ routes: [route()], settings: { jsonBodyBytesMax: 100 } });
  const socket = connect(server.port, '127.0.0.1');
  const body = ' '.repeat(300_000);
  for (const [token, status] of [
    ['writer', 413],
    ['nobody', 401],
    ['reader', 403],
  ] as const) {
    const answer = await exchange(socket, [head(`${typed}\r\ncontent-length: ${body.length}`, token), body]);
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
  }
  const chunk = `${body.length.toString(16)}\r\n${body}\r\n`;
  const chunked = await exchange(socket, [head(`${typed}\r\ntransfer-encoding: chunked`), chunk]);
  assert.match(chunked, /^HTTP\/1.1 413 /);
  const answer = await exchange(socket, [chunk, '0\r\n\r\n', head(`${typed}\r\ncontent-length: 2`), '{}']);
  socket.destroy();
  assert.match(answer, /^HTTP\/1.1 200 /);
});

test('cuts a refused client that never stops sending', async () => {
  await using server = await openServer({ routes: [route()], limits: { unreadBodyMs: 50 } });
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  const answer = await exchange(socket, [head(`${typed}\r\ncontent-length: 999999`, 'nobody'), '{']);
  assert.match(answer, /^HTTP\/1.1 401 /);
  await once(socket, 'close');
});

test('asks a client that waits with its body for it only when it is wanted', async () => {
  await using server = await openServer({ routes: [route()] });
  const expecting = `${typed}\r\ncontent-length: 2\r\nexpect: 100-continue`;
  const refused = connect(server.port, '127.0.0.1');
  const refusal = await exchange(refused, [head(expecting, 'nobody')]);
  assert.match(refusal, /^HTTP\/1.1 401 /);
  assert.match(refusal, /connection: close/i);
  await once(refused, 'close');
  const welcome = connect(server.port, '127.0.0.1');
  assert.match(await exchange(welcome, [head(expecting)]), /^HTTP\/1.1 100 /);
  welcome.write('{}');
  assert.match(await readAnswer(welcome), /^HTTP\/1.1 200 /);
  welcome.destroy();
});

test('answers 503 when the bodies in flight exceed their limit, and has room again when they are gone', async () => {
  const metrics = createMetrics({ connections: () => ({ total: 0, idle: 0, waiting: 0 }) });
  await using server = await openServer({ routes: [route()], settings: { jsonBytesInFlightMax: 1_000 }, metrics });
  const inFlight = async () => Number(/in_flight (\d+)/.exec((await metrics.render()).text)?.[1]);
  const holder = connect(server.port, '127.0.0.1');
  holder.on('error', () => {});
  holder.write(`${head(`${typed}\r\ntransfer-encoding: chunked`)}320\r\n${' '.repeat(800)}\r\n`);
  await until('the first body is counted', async () => (await inFlight()) === 800);

  const body = `{"a":"${'x'.repeat(300)}"}`;
  const declared = await server.fetch('/things', { method: 'PUT', headers: json, body });
  assert.equal(declared.status, 503);
  assert.equal(declared.headers.get('retry-after'), '1');
  const chunked = await server.fetch('/things', {
    method: 'PUT',
    headers: json,
    body: new Blob([body]).stream(),
    duplex: 'half',
  });
  assert.equal(chunked.status, 503);
  assert.equal((await server.fetch('/things', { method: 'PUT', headers: json, body: '{}' })).status, 200);

  holder.destroy();
  await until('the first body is given back', async () => (await inFlight()) === 0);
  assert.equal((await server.fetch('/things', { method: 'PUT', headers: json, body })).status, 200);
  await until('all is given back', async () => (await inFlight()) === 0);
  assert.deepEqual(
    server.log.map(({ status }) => status).filter((status) => status === 499),
    [499],
  );
  assert.deepEqual(
    server.log.filter(({ level }) => level === 'error'),
    [],
  );
});

test('counts a body until its answer is sent', async () => {
  const metrics = createMetrics({ connections: () => ({ total: 0, idle: 0, waiting: 0 }) });
  const { promise: go, resolve } = Promise.withResolvers<void>();
  await using server = await openServer({
    routes: [route({ handle: async () => go })],
    metrics,
  });
  const inFlight = async () => Number(/in_flight (\d+)/.exec((await metrics.render()).text)?.[1]);
  const pending = server.fetch('/things', { method: 'PUT', headers: json, body: '{"a":1}' });
  await until('the body is counted', async () => (await inFlight()) === 7);
  resolve();
  await (await pending).arrayBuffer();
  await until('the body is given back', async () => (await inFlight()) === 0);
});

test('holds nothing of a client that went away before its body was wanted', async () => {
  const metrics = createMetrics({ connections: () => ({ total: 0, idle: 0, waiting: 0 }) });
  const { promise: go, resolve } = Promise.withResolvers<void>();
  let asked = false;
  await using server = await openServer({
    routes: [route()],
    metrics,
    authenticate: async () => {
      asked = true;
      await go;
      return writer;
    },
  });
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`${head(`${typed}\r\ncontent-length: 20000`)}${' '.repeat(10_000)}`);
  await until('the token is looked up', () => asked);
  socket.destroy();
  await until('the client is gone', () => server.log.some(({ status }) => status === 499));
  resolve();
  await server.fetch('/healthz');
  assert.match((await metrics.render()).text, /in_flight 0\n/);
  assert.deepEqual(
    server.log.filter(({ level }) => level !== 'info'),
    [],
  );
});

test('counts the body of a client that went away for as long as its handler waits for its turn', async () => {
  const metrics = createMetrics({ connections: () => ({ total: 0, idle: 0, waiting: 0 }) });
  const { promise: turn, resolve } = Promise.withResolvers<void>();
  let waits = false;
  await using server = await openServer({
    routes: [
      route({
        handle: async () => {
          waits = true;
          await turn;
        },
      }),
    ],
    settings: { jsonBytesInFlightMax: 10 },
    metrics,
  });
  const put = () => server.fetch('/things', { method: 'PUT', headers: json, body: '{"a":1}' });
  const inFlight = async () => Number(/in_flight (\d+)/.exec((await metrics.render()).text)?.[1]);
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`${head(`${typed}\r\ncontent-length: 7`)}{"a":1}`);
  await until('the handler waits', () => waits);
  socket.destroy();
  await until('the client is gone', () => server.log.some(({ status }) => status === 499));
  assert.equal(await inFlight(), 7);
  assert.equal((await put()).status, 503);
  resolve();
  await until('the body is given back', async () => (await inFlight()) === 0);
  assert.equal((await put()).status, 200);
});
