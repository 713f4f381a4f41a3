import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../errors/request-error.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { RouteTable } from './route-table.ts';
import { send, toWire } from './wire-answer.ts';

/** Answers what no route takes: 404, or 405 and `Allow` where the path exists; `OPTIONS` there is answered 204. */
export function unknownPath({ table, limiter }: { table: RouteTable; limiter: () => RateLimiter }) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    await limiter().countAddress(request, reply);
    const methods = table.methodsOf(request.raw.url ?? '');
    if (methods.length === 0) throw new RequestError('not_found', 'Nothing is at this path; /docs lists what is.');
    reply.header('allow', methods.join(', '));
    if (request.method === 'OPTIONS') return send(reply, toWire({ status: 204, body: undefined }));
    throw new RequestError('method_not_allowed', `This path takes ${methods.join(', ')}.`);
  };
}
