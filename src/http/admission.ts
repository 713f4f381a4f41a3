import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Organization, Principal, Scope } from '../access/principal.ts';
import { RequestError } from '../errors/request-error.ts';
import type { identification } from './identification.ts';
import { malformed } from './malformed.ts';
import { organizationParameter } from './organization-parameter.ts';
import type { ActFor } from './ports.ts';
import { queryPairs } from './query-pairs.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Route, SessionRoute } from './route.ts';
import { sessionCookie } from './session-cookie.ts';
import { isStorable } from './text-faults.ts';

interface AdmissionOptions {
  readonly identify: ReturnType<typeof identification>;
  readonly actFor: ActFor;
  readonly limiter: RateLimiter;
}

/**
 * The first stage of a request, before a byte of its body is read: who asks (401), may he (403), is it too often (429),
 * and for whom (403). A request counts by its token or user, or by its address where it has none.
 */
export function admission({ identify, actFor, limiter }: AdmissionOptions) {
  return (route: Pick<Route<unknown>, 'scope' | 'actsBelow'>) => {
    const parameter = organizationParameter(route);
    return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const { principal, session } = await identify(request, reply);
      request.state.principal = principal;
      request.state.session = session;
      // The contract's order; what lacks the scope has cost one lookup by key.
      requireScope(principal, route.scope);
      await limiter.countToken(request, reply);
      request.state.organization = await actingFor(request, principal, { actFor, parameter });
    };
  };
}

interface SessionAdmissionOptions extends Omit<AdmissionOptions, 'actFor'> {
  readonly publicUrl: string | null;
}

/** The first stage of a request about the session that it comes with: a token will not do. */
export function sessionAdmission({ identify, limiter, publicUrl }: SessionAdmissionOptions) {
  const cookie = sessionCookie(publicUrl);
  return ({ nobodyToo = false }: Pick<SessionRoute, 'nobodyToo'>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const { headers } = request;
      if (nobodyToo && headers.authorization === undefined && cookie.read(headers) === null) {
        return limiter.countAddress(request, reply);
      }
      const { principal, session } = await identify(request, reply);
      request.state.principal = principal;
      request.state.session = session;
      await limiter.countToken(request, reply);
      if (session === null) throw new RequestError('unauthorized', noSession);
    };
}

const noSession = 'There is no session: begin one with POST /api/v1/session, and send its cookie and no token.';

/** The first stage of a request that needs no token: is it too often? It counts by its address. */
export function publicAdmission(limiter: RateLimiter) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<void> => limiter.countAddress(request, reply);
}

/** Throws 403 unless the principal has the scope; `admin` has them all, null stands for any token. */
function requireScope({ scopes }: Principal, scope: Scope | null): void {
  if (scope === null || scopes.has(scope) || scopes.has('admin')) return;
  throw new RequestError('forbidden', `The token lacks the scope ${scope}.`);
}

async function actingFor(
  request: FastifyRequest,
  principal: Principal,
  { actFor, parameter }: { actFor: ActFor; parameter: string | null },
): Promise<Organization> {
  if (parameter === null) return principal.organization;
  const codes = queryPairs(request.raw.url).pairs.filter(([name]) => name === parameter);
  if (codes.length > 1) throw malformed([`query parameter ${parameter} is given more than once`]);
  const code = codes[0]?.[1];
  if (code === undefined) return principal.organization;
  if (!isStorable(code)) throw malformed([`query parameter ${parameter} must not contain a NUL character`]);
  // What our own API is told of by 403, because it may be a code of any form one day, the company's contract fixes.
  if (parameter !== 'organization' && !/^CEK[A-Z0-9]{7}$/.test(code)) {
    throw malformed([`${parameter} must be CEK and seven capital letters or digits`]);
  }
  const organization = await actFor(principal, code);
  if (organization) return organization;
  throw new RequestError('forbidden', 'The organization is unknown, or the token may not act for it.');
}
