import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventsCall, Route, ServerEvent } from '../../../src/http/route.ts';
import { type NoTx, openServer, type OpenServer } from '../open-server.ts';
import { until } from '../raw-http.ts';

function events(handle: (call: EventsCall) => AsyncIterable<ServerEvent>): Route<NoTx> {
  return {
    method: 'GET',
    path: '/events',
    operationId: 'events',
    summary: 'Tells',
    tag: 'Things',
    scope: null,
    answers: {},
    run: { kind: 'events', handle: async (call) => ({ status: 200, events: handle(call) }) },
  };
}

/** Events that never come, until the signal says that nobody waits for them. */
async function* silence(signal: AbortSignal, seen: { ended: boolean }): AsyncGenerator<ServerEvent> {
  try {
    yield { data: 'first' };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  } finally {
    seen.ended = true;
  }
}

/** A client that reads until it has seen so much. */
async function readUntil(server: OpenServer, isEnough: (text: string) => boolean) {
  const leave = new AbortController();
  const response = await server.fetch('/events', { signal: leave.signal });
  assert.ok(response.body);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!isEnough(text)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`It ended: ${text}`);
    text += value;
  }
  return { response, text, reader, leave: () => leave.abort() };
}

test('sends events until there are no more, and hands on what the client saw last', async () => {
  await using server = await openServer({
    routes: [
      events(async function* ({ headers }) {
        yield { id: '7', event: 'batch', data: { state: 'running', note: 'a\nb' } };
        yield { data: headers['last-event-id'] };
      }),
    ],
  });
  const response = await server.fetch('/events', { headers: { 'last-event-id': '6', 'accept-encoding': 'gzip' } });
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const batch = 'id: 7\nevent: batch\ndata: {"state":"running","note":"a\\nb"}\n\n';
  assert.equal(await response.text(), `retry: 3000\n\n${batch}data: "6"\n\n`);
});

test('shows now and then that it lives while there is nothing to tell', async () => {
  const seen = { ended: false };
  await using server = await openServer({
    routes: [events(({ signal }) => silence(signal, seen))],
    limits: { eventsHeartbeatMs: 10 },
  });
  const client = await readUntil(server, (text) => text.endsWith(':\n\n:\n\n'));
  assert.match(client.text, /data: "first"\n\n:\n\n/);
  client.leave();
});

test('returns the events of a client that went away, which may be waiting for the next one', async () => {
  const seen = { ended: false };
  await using server = await openServer({ routes: [events(({ signal }) => silence(signal, seen))] });
  const client = await readUntil(server, (text) => text.includes('first'));
  assert.equal(seen.ended, false);
  client.leave();
  await until('the events are returned', () => seen.ended);
});

test('ends its events when the service closes, which does not wait for them', async () => {
  const seen = { ended: false };
  await using server = await openServer({ routes: [events(({ signal }) => silence(signal, seen))] });
  const client = await readUntil(server, (text) => text.includes('first'));
  await server.app.close();
  assert.equal((await client.reader.read()).done, true);
  await until('the events are returned', () => seen.ended);
});

test('has so many streams open, and refuses one more until one is closed', async () => {
  const seen = { ended: false };
  await using server = await openServer({
    routes: [events(({ signal }) => silence(signal, seen))],
    limits: { eventStreamsAtOnceMax: 1 },
  });
  const client = await readUntil(server, (text) => text.includes('first'));
  const refused = await server.fetch('/events');
  assert.equal(refused.status, 503);
  await refused.arrayBuffer();
  client.leave();
  await until('there is room', async () => {
    const next = new AbortController();
    const { status } = await server.fetch('/events', { signal: next.signal });
    next.abort();
    return status === 200;
  });
});

test('breaks off events that fail, and logs why', async () => {
  await using server = await openServer({
    routes: [
      events(async function* () {
        yield { data: 1 };
        throw new Error('the database is gone');
      }),
    ],
  });
  await assert.rejects(async () => (await server.fetch('/events')).text());
  await until('it is logged', () => server.log.some(({ msg }) => msg === 'an event stream broke off'));
});

test('answers HEAD without events', async () => {
  const seen = { ended: false };
  await using server = await openServer({ routes: [events(({ signal }) => silence(signal, seen))] });
  const response = await server.fetch('/events', { method: 'HEAD' });
  assert.deepEqual([response.status, await response.text()], [200, '']);
});
