import type { IncomingHttpHeaders } from 'node:http';

/** How a browser keeps a session: one cookie, that no script reads and no other site's page sends. */
export interface SessionCookie {
  readonly name: string;
  /** The secret that a request brings; null: none. */
  read(headers: IncomingHttpHeaders): string | null;
  /** A `Set-Cookie` that keeps it for so long. */
  set(secret: string, seconds: number): string;
  /** A `Set-Cookie` that removes it. */
  readonly removed: string;
}

/**
 * Where the service is reached by HTTPS the cookie never goes over HTTP, and the name's prefix (RFC 6265bis) keeps pages of
 * a neighbouring subdomain from planting one of theirs.
 */
export function sessionCookie(publicUrl: string | null): SessionCookie {
  const isSecure = publicUrl?.startsWith('https:') === true;
  const name = isSecure ? '__Host-amend_session' : 'amend_session';
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  return {
    name,
    read: ({ cookie = '' }) => {
      const pair = cookie.split(';').find((one) => one.trimStart().startsWith(`${name}=`));
      return pair === undefined ? null : pair.slice(pair.indexOf('=') + 1).trim();
    },
    set: (secret, seconds) => `${name}=${secret}; Max-Age=${seconds}; ${attributes}`,
    removed: `${name}=; Max-Age=0; ${attributes}`,
  };
}
