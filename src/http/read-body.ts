import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { RequestError } from '../errors/request-error.ts';
import { arriving } from './arriving.ts';
import { refuseEncoding } from './body-kind.ts';
import { BytesInFlight } from './bytes-in-flight.ts';
import { JsonBody } from './json-body.ts';
import { limits } from './limits.ts';

interface BodyLimits {
  readonly bytesMax: number;
  readonly inFlight: BytesInFlight;
  /** Milliseconds for the whole. */
  readonly readMs: number;
}

/**
 * Makes the parser for `application/json`: it collects the bytes, within the limit of one body and of all bodies in
 * flight, and parses nothing. Bytes are counted as they arrive, so a chunked body meets the same limits.
 */
export function bodyReader({ bytesMax, inFlight, readMs }: BodyLimits) {
  return async (request: FastifyRequest, payload: Readable): Promise<JsonBody> => {
    refuseEncoding(request.headers);
    refuseForeignCharset(request);
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > bytesMax) throw tooLarge(bytesMax);
    if (inFlight.held + declared > inFlight.max) throw full();
    const lease = inFlight.lease();
    request.state.whenOver(lease.end);
    request.state.expectBody();
    const chunks: Buffer[] = [];
    for await (const chunk of arriving(payload, { idleMs: readMs, totalMs: readMs })) {
      request.state.bodyBytes += chunk.length;
      if (request.state.bodyBytes > bytesMax) throw tooLarge(bytesMax);
      if (!lease.take(chunk.length)) throw full();
      chunks.push(chunk);
    }
    return new JsonBody(Buffer.concat(chunks));
  };
}

function refuseForeignCharset({ headers }: FastifyRequest): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new RequestError('unsupported_media_type', 'Send the JSON in UTF-8.');
  }
}

function tooLarge(bytesMax: number): RequestError {
  return new RequestError('payload_too_large', `The body exceeds ${bytesMax} bytes; send it in parts.`);
}

function full(): RequestError {
  const { retryAfterSeconds } = limits;
  return new RequestError('unavailable', 'Too many large requests are in flight; try again.', { retryAfterSeconds });
}
