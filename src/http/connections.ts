import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';
import { holdsBodyBack, markHoldsBodyBack } from './request-state.ts';

/** How connections begin, idle and end. */
export function tendConnections(app: FastifyInstance, limits: Limits): void {
  letClientsAskFirst(app);
  readRefusedBodies(app, limits.unreadBodyMs);
  closeInBoundedTime(app, limits.closeMsMax);
}

/** `Expect: 100-continue`: the body is asked for when it is wanted, so a refused client never sends it. */
function letClientsAskFirst(app: FastifyInstance): void {
  app.server.on('checkContinue', (request, response) => {
    markHoldsBodyBack(request);
    app.server.emit('request', request, response);
  });
  app.addHook('onSend', async (request, reply) => {
    // Whether its body still comes is unknown, so the connection cannot be used for another request.
    if (holdsBodyBack(request)) reply.header('connection', 'close');
  });
}

/**
 * After a refusal the rest of the body is read and thrown away for a while. Closing at once would reset the
 * connection, and a client that is still sending would report that instead of our answer.
 */
function readRefusedBodies(app: FastifyInstance, unreadBodyMs: number): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    reply.raw.once('finish', () => {
      if (raw.complete) return;
      raw.resume();
      const { socket } = raw;
      const timer = setTimeout(() => socket.destroy(), unreadBodyMs);
      const stop = () => {
        clearTimeout(timer);
        socket.off('close', stop);
      };
      socket.once('close', stop);
      raw.once('end', stop);
    });
  });
}

/** Closing refuses new connections at once, lets running requests finish, and cuts what is left when time is up. */
function closeInBoundedTime(app: FastifyInstance, closeMsMax: number): void {
  let closing = false;
  const unused = connectionsWithoutRequest(app);
  app.addHook('preClose', async () => {
    closing = true;
    for (const socket of unused) if (socket.bytesRead === 0) socket.destroy();
    const timer = setTimeout(() => app.server.closeAllConnections(), closeMsMax);
    timer.unref();
    app.server.once('close', () => clearTimeout(timer));
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  // Whoever got the headers before was told that his connection stays open.
  app.addHook('onResponse', async () => {
    if (closing) setImmediate(() => app.server.closeIdleConnections());
  });
}

/** Browsers and pools open connections ahead; Node counts one that has not brought a request yet as busy, and waits for it. */
function connectionsWithoutRequest(app: FastifyInstance): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  app.server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  app.server.on('request', ({ socket }) => unused.delete(socket));
  return unused;
}

/** Answers what is no HTTP, or came too slowly: there is no request yet that a door could render. */
export function answerBrokenConnection(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, word, message] = broken[error.code ?? ''] ?? [400, 'Bad Request', 'This is no HTTP request.'];
  const body = JSON.stringify({ success: false, error: word.replaceAll(' ', ''), message });
  const head = [`HTTP/1.1 ${status} ${word}`, 'content-type: application/json; charset=utf-8', 'connection: close'];
  socket.end(`${head.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

const broken: Readonly<Record<string, readonly [number, string, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request came too slowly.'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The headers are too large.'],
};
