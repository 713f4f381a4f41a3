import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Organization, Principal } from '../access/principal.ts';
import { RequestError } from '../errors/request-error.ts';
import type { CallChecks } from './call-checks.ts';
import type { Call, PublicCall, SessionCall } from './route.ts';

/** The last stage of a request: it answers. */
export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

interface Received {
  readonly request: FastifyRequest;
  readonly checks: CallChecks;
  /** Called when the handler asks for the body, which a bulk door does when its turn has come; may throw the refusal. */
  readonly beforeBody?: (() => void) | undefined;
}

/** A request of an admitted client as its handler sees it. Throws the refusal of a malformed one. */
export function callOf(received: Received, start: Pick<Call, 'reference' | 'resumed'>): Call {
  const { readBody, ...asked } = read(received);
  return {
    ...admitted(received.request),
    ...asked,
    get body() {
      received.beforeBody?.();
      return readBody();
    },
    ...start,
  };
}

/** A request of somebody who needs no token. */
export function publicCallOf(received: Received): PublicCall {
  const { readBody, ...asked } = read(received);
  const { authorization, cookie } = received.request.headers;
  return { ...asked, body: readBody(), authorization, cookie };
}

/** A request about its session; that there is one, where there must be, its admission has seen to. */
export function sessionCallOf(received: Received): SessionCall {
  const { session } = received.request.state;
  const { readBody, ...asked } = read(received);
  readBody();
  return { ...asked, session };
}

/** What stands outside the body, which is not here yet. Throws as `callOf` does. */
export function admittedCallOf(received: Received): Pick<Call, 'params' | 'query' | 'headers' | keyof Admitted> {
  const { readBody: _, ...asked } = read(received);
  return { ...admitted(received.request), ...asked };
}

function read({ request, checks }: Received) {
  const params = request.params as Record<string, string>;
  const { query, readBody } = checks.check({ url: request.raw.url, params, body: request.body });
  return { params, query, readBody, headers: headersOf(request) };
}

interface Admitted {
  readonly principal: Principal;
  readonly organization: Organization;
}

export function admitted({ state }: FastifyRequest): Admitted {
  const { principal, organization } = state;
  if (!principal || !organization) throw new Error('The request was not admitted.');
  return { principal, organization };
}

/** Doors never see the credential. */
function headersOf({ headers }: FastifyRequest): Call['headers'] {
  const { authorization: _, cookie: __, 'x-csrf-token': ___, ...rest } = headers;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, singleHeader(value)]));
}

export function singleHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

/**
 * Throws where the client has gone away: what nobody reads the answer of is not begun. Nobody reads this refusal either;
 * the request's line in the log says 499. Not for a request whose key is claimed: its retry asks for the answer.
 */
export function refuseForNobody({ state }: FastifyRequest): void {
  if (state.ended) throw clientGone();
}

export function clientGone(): RequestError {
  return new RequestError('unavailable', 'The client went away before its request was begun.');
}
