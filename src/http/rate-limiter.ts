import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../errors/request-error.ts';

export interface RateLimiter {
  /** Counts a request of a known token. Throws 429 when there are too many. */
  countToken(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Counts a request without a valid token, by its address. */
  countAddress(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Counts nothing; throws 429 when there were too many of the address. */
  checkAddress(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

const windowMs = 1_000;

/** Limits of requests a second, counted in this process; wants `@fastify/rate-limit` registered. */
export function rateLimiter(app: FastifyInstance, requestsPerSecondMax: number): RateLimiter {
  const options = { max: requestsPerSecondMax, timeWindow: windowMs };
  const byAddress = app.createRateLimit(options);
  const byToken = app.createRateLimit({
    ...options,
    keyGenerator: ({ state }) => String(state.principal?.tokenId),
  });
  return {
    countToken: async (request, reply) => account(await byToken(request), reply),
    countAddress: async (request, reply) => account(await byAddress(request), reply),
    checkAddress: async (request, reply) => account(await byAddress(request, { increment: false }), reply),
  };
}

type Count = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>;

function account(count: Count, reply: FastifyReply): void {
  if (count.isAllowed) return;
  const { max, remaining, ttlInSeconds } = count;
  // The field pair of the IETF draft as it stands, and the three of its earlier drafts, which most clients read.
  reply.headers({
    'ratelimit-policy': `"default";q=${max};w=${windowMs / 1_000}`,
    ratelimit: `"default";r=${remaining};t=${ttlInSeconds}`,
    'ratelimit-limit': String(max),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(ttlInSeconds),
  });
  if (!count.isExceeded) return;
  const message = `More than ${max} requests a second; slow down.`;
  throw new RequestError('too_many_requests', message, { retryAfterSeconds: ttlInSeconds });
}
