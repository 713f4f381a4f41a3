import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestError } from '../errors/request-error.ts';
import { limits } from './limits.ts';
import type { IsUnavailable, Log } from './ports.ts';
import { renderError } from './render-error.ts';
import type { Door } from './route.ts';
import { toRequestError } from './to-request-error.ts';
import { send, toWire } from './wire-answer.ts';

interface ErrorSender {
  readonly log: Log;
  readonly isUnavailable: IsUnavailable;
  readonly doors: readonly Pick<Door<never>, 'home' | 'renderError'>[];
}

/**
 * Answers what was thrown in the form of the route's door, or of the door at whose home nothing was found, and logs what
 * only the operator should know.
 */
export function errorSender({ log, isUnavailable, doors }: ErrorSender) {
  const doorAt = (url = '') => doors.find(({ home }) => home !== undefined && url.startsWith(home));
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const error = toRequestError(thrown, isUnavailable);
    // Where the client is gone, reading its request fails; the request's own line says so.
    if (!reply.raw.destroyed) logCause(error, { log, requestId: request.id });
    // Fastify would cut the connection after a failed body; the refusal then often never arrives (see connections.ts).
    reply.removeHeader('connection');
    // Of a file that could not be begun.
    reply.removeHeader('content-disposition');
    const door = request.routeOptions.config.door ?? doorAt(request.raw.url);
    const render = door?.renderError ?? renderError;
    return send(reply.headers(errorHeaders(error)), toWire(render(error, { requestId: request.id, at: new Date() })));
  };
}

function logCause({ code, cause }: RequestError, { log, requestId }: { log: Log; requestId: string }): void {
  if (code === 'internal') log.error({ requestId, cause }, 'unforeseen error');
  else if (code === 'unavailable' && cause !== undefined) log.warn({ requestId, cause }, 'database away or busy');
}

function errorHeaders({ code, retryAfterSeconds }: RequestError): Record<string, string> {
  const headers: Record<string, string> = {};
  const temporary = code === 'unavailable' || code === 'too_many_requests';
  const seconds = retryAfterSeconds ?? (temporary ? limits.retryAfterSeconds : undefined);
  if (seconds !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(seconds)));
  if (code === 'unauthorized') headers['www-authenticate'] = 'Bearer realm="amend"';
  return headers;
}
