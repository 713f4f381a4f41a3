import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { Type } from 'typebox';
import type { Call } from '../../src/http/route.ts';
import { openServer, type OpenServer, route, writer } from './open-server.ts';
import { until } from './raw-http.ts';

const head = (headers: string) =>
  `PUT /things HTTP/1.1\r\nhost: x\r\nauthorization: Bearer writer\r\ncontent-type: application/json\r\n${headers}\r\n`;
const body = 'content-length: 7\r\n\r\n{"a":1}';

/** Keeps no claim: every key is new. */
const forgetful = {
  find: async () => ({ state: 'absent' }),
  claim: async () => true,
  answer: async () => {},
} as never;

/** A handler that waits for its turn before it asks for its body, as a bulk door does. */
function waiting() {
  const { promise: turn, resolve: go } = Promise.withResolvers<void>();
  const seen = { waits: false, settled: false, body: null as unknown };
  const handle = async (call: Call) => {
    seen.waits = true;
    try {
      await turn;
      seen.body = call.body;
    } finally {
      seen.settled = true;
    }
  };
  return { seen, handle, go };
}

async function sendAndLeave(server: OpenServer, request: string, isSent: () => boolean): Promise<void> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(request);
  await until('the request is at work', isSent);
  socket.destroy();
  await until('the client is gone', () => server.log.some(({ status }) => status === 499));
}

function assertOnlyTheClientIsNamed({ log }: OpenServer): void {
  assert.deepEqual(
    log.map(({ level, status, msg }) => ({ level, status, msg })),
    [{ level: 'info', status: 499, msg: 'client went away' }],
  );
}

test('work without a key is not begun for a client that went away while it waited', async () => {
  const { seen, handle, go } = waiting();
  await using server = await openServer({ routes: [route({ bodyCheck: 'lenient', handle })] });
  await sendAndLeave(server, head(body), () => seen.waits);
  go();
  await until('the handler is through', () => seen.settled);
  assert.equal(seen.body, null);
  assertOnlyTheClientIsNamed(server);
});

test('work with a key is done: the retry asks for its answer', async () => {
  const { seen, handle, go } = waiting();
  await using server = await openServer({
    routes: [route({ bodyCheck: 'lenient', handle })],
    idempotencyStore: forgetful,
  });
  await sendAndLeave(server, head(`idempotency-key: "k"\r\n${body}`), () => seen.waits);
  go();
  await until('the handler is through', () => seen.settled);
  assert.deepEqual(seen.body, { a: 1 });
  assertOnlyTheClientIsNamed(server);
});

test('a transaction whose client went away while it waited for a connection writes nothing', async () => {
  const { promise: connection, resolve: connected } = Promise.withResolvers<void>();
  const seen = { waits: false, settled: false, ran: false };
  const run = {
    kind: 'transaction' as const,
    handle: async () => {
      seen.ran = true;
      return { status: 200, body: {} };
    },
  };
  await using server = await openServer({
    routes: [route({ run, body: Type.Object({}, { additionalProperties: true }) })],
    transact: async (work) => {
      seen.waits = true;
      await connection;
      try {
        return await work({ none: true });
      } finally {
        seen.settled = true;
      }
    },
  });
  await sendAndLeave(server, head(body), () => seen.waits);
  connected();
  await until('the transaction is through', () => seen.settled);
  assert.equal(seen.ran, false);
  assertOnlyTheClientIsNamed(server);
});

test('nothing is begun for a client that went away before its handler', async () => {
  const { promise: known, resolve } = Promise.withResolvers<void>();
  const seen = { asked: false, ran: false };
  await using server = await openServer({
    routes: [
      route({
        method: 'GET',
        run: {
          kind: 'read',
          handle: async () => {
            seen.ran = true;
            return { status: 200, body: {} };
          },
        },
      }),
    ],
    authenticate: async () => {
      seen.asked = true;
      await known;
      return writer;
    },
  });
  await sendAndLeave(server, head('\r\n').replace('PUT', 'GET'), () => seen.asked);
  resolve();
  await server.fetch('/healthz');
  assert.equal(seen.ran, false);
});
