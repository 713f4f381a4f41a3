import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.ts';
import type { Session } from '../access/session.ts';
import { RequestError } from '../errors/request-error.ts';
import type { Authenticate, AuthenticateSession } from './ports.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { RefusedTokens } from './refused-tokens.ts';
import { refuseForged } from './refuse-forged.ts';
import { sessionCookie } from './session-cookie.ts';

export interface IdentificationOptions {
  readonly authenticate: Authenticate;
  readonly authenticateSession: AuthenticateSession;
  readonly limiter: RateLimiter;
  readonly publicUrl: string | null;
}

/** Who asks. `session`: by its cookie; null: by a token. */
export interface Identified {
  readonly principal: Principal;
  readonly session: Session | null;
}

/**
 * Tells who makes a request, by its bearer token or else by its cookie, or throws 401. Where a cookie is good for nothing
 * any more the browser is told to forget it.
 *
 * An address over its limit keeps no good token out, for many clients may share it; what it is spared is looking up a
 * token that was refused before, as a client sends it that repeats itself.
 */
export function identification({ authenticate, authenticateSession, limiter, publicUrl }: IdentificationOptions) {
  const refused = new RefusedTokens();
  const cookie = sessionCookie(publicUrl);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<Identified> => {
    const { headers } = request;
    // Of another scheme it is a proxy's, which the browser sends along.
    const isToken = /^Bearer\b/i.test(headers.authorization ?? '');
    const secret = isToken ? null : cookie.read(headers);
    const credential = secret ?? bearerOf(headers.authorization);
    if (credential !== null && refused.has(credential)) await limiter.checkAddress(request, reply);
    if (secret !== null) {
      const session = await authenticateSession(secret);
      if (session !== null) {
        refuseForged(request, { session, publicUrl });
        return { principal: session.principal, session };
      }
      reply.header('set-cookie', cookie.removed);
    } else if (credential !== null) {
      const principal = await authenticate(credential);
      if (principal !== null) return { principal, session: null };
    }
    if (credential !== null) refused.add(credential);
    await limiter.countAddress(request, reply);
    if (secret !== null) throw new RequestError('unauthorized', badSession);
    throw new RequestError('unauthorized', headers.authorization === undefined ? noToken : badToken);
  };
}

const noToken = 'Send a token: `Authorization: Bearer <token>`.';
const badToken = 'The token is unknown, expired or revoked.';
const badSession = 'The session has ended; sign in again.';

function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? '')?.[1] ?? null;
}
