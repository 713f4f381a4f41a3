import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { RequestError } from '../errors/request-error.ts';
import { arriving } from './arriving.ts';
import { mediaType, refuseEncoding } from './body-kind.ts';
import type { Limits } from './limits.ts';
import { decodedPairs } from './query-pairs.ts';
import type { FormCall } from './route.ts';

const formType = 'application/x-www-form-urlencoded';

/** Throws unless the request says that it brings a form. */
export function requireForm({ headers }: FastifyRequest): void {
  if (mediaType(headers) !== formType) {
    throw new RequestError('unsupported_media_type', `Send the body as ${formType}.`);
  }
  refuseEncoding(headers);
}

/** The fields of a form, in the order received. */
export async function readForm(request: FastifyRequest, limits: Limits): Promise<FormCall['form']> {
  const { formBytesMax, requestReadMs } = limits;
  const tooLarge = new RequestError('payload_too_large', `The form exceeds ${formBytesMax} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > formBytesMax) throw tooLarge;
  request.state.expectBody();
  const chunks: Buffer[] = [];
  for await (const chunk of arriving(request.raw, { idleMs: requestReadMs, totalMs: requestReadMs })) {
    request.state.bodyBytes += chunk.length;
    if (request.state.bodyBytes > formBytesMax) throw tooLarge;
    chunks.push(chunk);
  }
  return fieldsOf(Buffer.concat(chunks));
}

function fieldsOf(body: Buffer): FormCall['form'] {
  const fields: [string, string][] = [];
  for (const [name, value] of decodedPairs(isUtf8(body) ? body.toString() : '%')) {
    if (name === null || value === null) throw broken();
    fields.push([name, value]);
  }
  return fields;
}

function broken(): RequestError {
  return new RequestError('malformed_body', 'The form must be percent-encoded UTF-8.');
}
