import type { IncomingHttpHeaders } from 'node:http';
import { RequestError } from '../errors/request-error.ts';

/** The media type in lower case, without its parameters; empty where there is none. */
export function mediaType(headers: IncomingHttpHeaders): string {
  return (headers['content-type'] ?? '').replace(/;[^]*/, '').trim().toLowerCase();
}

/** Throws for a compressed body: what it would become has no limit that a length tells. */
export function refuseEncoding(headers: IncomingHttpHeaders): void {
  if ((headers['content-encoding'] ?? 'identity') === 'identity') return;
  throw new RequestError('unsupported_media_type', 'Send the body as it is, without a Content-Encoding.');
}
