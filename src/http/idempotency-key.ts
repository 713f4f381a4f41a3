import { limits } from './limits.ts';
import { malformed } from './malformed.ts';
import type { PublicRun, Run } from './route.ts';

/**
 * The `Idempotency-Key` of a request: quoted (a string of RFC 8941) or bare, printable ASCII. null where the request
 * brings none, or the operation only reads; throws 400 where it is malformed, or the operation takes or returns a credential.
 */
export function idempotencyKey(header: string | undefined, kind: Kind): string | null {
  if (header === undefined || kind === 'read' || kind === 'download' || kind === 'events') return null;
  if (kind === 'secret' || kind === 'form') {
    throw malformed([
      'Idempotency-Key is not taken here, because the request or its answer holds a credential, which is not kept',
    ]);
  }
  const key = header.startsWith('"') ? unquoted(header) : header;
  const max = limits.idempotencyKeyCharactersMax;
  if (key !== null && key.length >= 1 && key.length <= max && /^[\x20-\x7e]*$/.test(key)) return key;
  throw malformed([`Idempotency-Key must be 1 to ${max} printable ASCII characters, bare or in double quotes`]);
}

type Kind = (Run<never> | PublicRun)['kind'];

function unquoted(header: string): string | null {
  const inner = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header)?.[1];
  return inner === undefined ? null : inner.replaceAll(/\\(["\\])/g, '$1');
}
