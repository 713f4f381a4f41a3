import { limits } from './limits.ts';

const safe = new RegExp(`^[\\w.:=+/@-]{1,${limits.requestIdCharactersMax}}$`);
// Request ids are logged, and a client that sends its token in the wrong header must not find it in our log.
const secret = /am[cdr]_/i;

/** The client's `x-request-id` where it is safe to log and to send back, else null. */
export function acceptedRequestId(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' && safe.test(header) && !secret.test(header) ? header : null;
}
