import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics.ts';
import type { Log } from './ports.ts';
import { newRequestState } from './request-state.ts';

interface Observers {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Milliseconds. */
  readonly clock: () => number;
}

/**
 * Opens every request with its state and its id, and closes it with one line in the log and one entry in the metrics.
 * The line names the route's pattern, never the path or the query, which hold customers' keys.
 */
export function observeRequests(app: FastifyInstance, observers: Observers): void {
  app.addHook('onRequest', async (request, reply) => openRequest(request, reply, observers));
}

export function openRequest(request: FastifyRequest, reply: FastifyReply, observers: Observers): void {
  request.state = newRequestState(request, reply, observers.clock());
  request.state.whenEnded(() => closeRequest(request, reply, observers));
  reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store' });
}

/** What the log says for a client that went away before its answer was sent. */
const goneStatus = 499;

function closeRequest(request: FastifyRequest, reply: FastifyReply, { log, metrics, clock }: Observers): void {
  const { state, routeOptions } = request;
  const status = reply.raw.writableFinished ? reply.raw.statusCode : goneStatus;
  const ms = clock() - state.startedAt;
  const operation = routeOptions.config.operation ?? 'unknown';
  metrics.observeRequest({ operation, status, seconds: ms / 1_000 });
  const line = {
    requestId: request.id,
    method: request.method,
    route: request.is404 ? null : (routeOptions.url ?? null),
    status,
    ms: Math.round(ms * 10) / 10,
    organization: state.organization?.code ?? state.principal?.organization.code,
    token: state.principal?.tokenPublicId,
    bytesIn: state.bodyBytes,
    bytesOut: request.raw.socket.bytesWritten - state.bytesWrittenBefore,
  };
  log.info(line, status === goneStatus ? 'client went away' : 'request');
}
