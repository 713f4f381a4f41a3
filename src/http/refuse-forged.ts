import { hash, timingSafeEqual } from 'node:crypto';
import type { Session } from '../access/session.ts';
import { RequestError } from '../errors/request-error.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Throws 403 where a request by cookie that is not just reading may come from a page that is not ours: a browser sends
 * the cookie whoever asks. Our own page knows the session's `csrfToken`; no other can read it.
 */
export function refuseForged(
  { method, headers }: { readonly method: string; readonly headers: Headers },
  { session, publicUrl }: { readonly session: Session; readonly publicUrl: string | null },
): void {
  if (method === 'GET' || method === 'HEAD') return;
  refuseForeignPage(headers, publicUrl);
  const sent = headers['x-csrf-token'];
  if (typeof sent === 'string' && isSame(sent, session.csrfToken)) return;
  throw new RequestError(
    'forbidden',
    'A request by cookie needs the header x-csrf-token: send the csrfToken of GET /api/v1/session.',
  );
}

/**
 * Throws 403 for a request that a browser says comes from another page. What it says in `Sec-Fetch-Site` it knows for
 * sure, whatever a proxy makes of the address; where it says nothing (plain HTTP), `Origin` must be our own address: the
 * public one, or the one asked.
 */
export function refuseForeignPage(headers: Headers, publicUrl: string | null): void {
  const { origin, host, 'sec-fetch-site': site } = headers;
  const isOurs = site === undefined ? isOwnOrigin(origin, { host, publicUrl }) : site === 'same-origin';
  if (isOurs) return;
  throw new RequestError('forbidden', 'The request comes from a page of another address; use the console of this one.');
}

function isOwnOrigin(
  origin: string | string[] | undefined,
  { host, publicUrl }: { readonly host: string | string[] | undefined; readonly publicUrl: string | null },
): boolean {
  // Programs send none; they hold no cookie that they were not given.
  if (origin === undefined) return true;
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  const { host: asking } = new URL(origin);
  // Not the scheme: behind a proxy that ends TLS it is not known here.
  return asking === host || (publicUrl !== null && asking === new URL(publicUrl).host);
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}
