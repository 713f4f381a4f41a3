import type { FastifyReply } from 'fastify';
import type { Answer } from './route.ts';

/** An answer as it goes over the wire; an idempotency key keeps it so, to repeat it byte for byte. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where there is no body. */
  readonly body: Buffer;
}

/** Plain JSON: a schema documents an answer, it never strips or changes one. */
export function toWire({ status, body, headers = {} }: Answer): WireAnswer {
  return { status, headers, body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)) };
}

export function send(reply: FastifyReply, { status, headers, body }: WireAnswer): FastifyReply {
  reply.code(status).headers(headers);
  return body.length === 0 ? reply.send() : reply.type('application/json; charset=utf-8').send(body);
}
