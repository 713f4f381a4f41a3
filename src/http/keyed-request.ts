import type { FastifyRequest } from 'fastify';
import { admitted } from './call.ts';
import { fingerprint } from './fingerprint.ts';
import type { KeyedRequest } from './idempotency-store.ts';

interface Keyed {
  /** The operation's id. */
  readonly operation: string;
  readonly key: string;
  /** Of the body. */
  readonly digest: string | undefined;
}

/** What a request's idempotency key is kept under, and what tells it from another request with the same key. */
export function keyedRequest(request: FastifyRequest, { operation, key, digest }: Keyed): KeyedRequest {
  const url = request.raw.url ?? '';
  return {
    organizationId: admitted(request).organization.id,
    operation,
    key,
    fingerprint: fingerprint({ method: request.method, url, digest }),
  };
}
