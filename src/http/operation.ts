import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Organization, Principal } from '../access/principal.ts';
import { RequestError } from '../errors/request-error.ts';
import { type CallChecks, compileCallChecks } from './call-checks.ts';
import { fingerprint } from './fingerprint.ts';
import type { Attempt, Idempotency, Start } from './idempotency.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { JsonBody } from './json-body.ts';
import type { Ids, Transact } from './ports.ts';
import type { Call, Route } from './route.ts';
import { transactOrRefuse } from './transact-or-refuse.ts';
import { send, toWire, type WireAnswer } from './wire-answer.ts';

interface OperationOptions<Tx> {
  readonly transact: Transact<Tx>;
  readonly idempotency: Idempotency<Tx>;
  readonly ids: Ids;
}

/** The last stage of a request: its idempotency key, the checks of its query and body, its handler, its answer. */
export function operation<Tx>(route: Route<Tx>, options: OperationOptions<Tx>) {
  const checks = compileCallChecks(route);
  const answer = async (request: FastifyRequest): Promise<WireAnswer> => {
    refuseForNobody(request);
    const key = idempotencyKey(singleHeader(request.headers['idempotency-key']), route.run.kind);
    const attempt = attemptOf(route, { request, checks });
    if (key === null || attempt === null) return once(route, { request, checks, options });
    const { organization } = admitted(request);
    const url = request.raw.url ?? '';
    const body = request.body instanceof JsonBody ? request.body : undefined;
    const keyed = {
      organizationId: organization.id,
      operation: route.operationId,
      key,
      fingerprint: fingerprint({ method: request.method, url, body }),
    };
    return options.idempotency.run(keyed, attempt);
  };
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    send(reply, await request.state.operate(() => answer(request)));
}

/**
 * Throws where the client has gone away: what nobody reads the answer of is not begun. Nobody reads this refusal either;
 * the request's line in the log says 499. Not for a request whose key is claimed: its retry asks for the answer.
 */
function refuseForNobody({ state }: FastifyRequest): void {
  if (state.ended) throw new RequestError('unavailable', 'The client went away before its request was begun.');
}

interface Received {
  readonly request: FastifyRequest;
  readonly checks: CallChecks;
  /** Called when the handler asks for the body, which a bulk door does when its turn has come; may throw the refusal. */
  readonly beforeBody?: () => void;
}

/** Without a key: whatever happens, happens once. */
async function once<Tx>(
  { run }: Route<Tx>,
  { options: { transact, ids }, ...received }: Received & { options: OperationOptions<Tx> },
): Promise<WireAnswer> {
  const beforeBody = () => refuseForNobody(received.request);
  const call = callOf({ ...received, beforeBody }, { reference: ids.reference(), resumed: false });
  if (run.kind === 'read' || run.kind === 'batch') return toWire(await run.handle(call));
  return toWire(
    await transactOrRefuse(transact, async (tx) => {
      // It may have waited for its connection to the database.
      refuseForNobody(received.request);
      return run.handle(call, tx);
    }),
  );
}

function attemptOf<Tx>({ run }: Route<Tx>, received: Received): Attempt<Tx> | null {
  if (run.kind === 'transaction') {
    return { kind: 'transaction', run: async (start, tx) => toWire(await run.handle(callOf(received, start), tx)) };
  }
  if (run.kind === 'batch') {
    return { kind: 'batch', run: async (start) => toWire(await run.handle(callOf(received, start))) };
  }
  return null;
}

function callOf({ request, checks, beforeBody }: Received, start: Start): Call {
  const { principal, organization } = admitted(request);
  const params = request.params as Record<string, string>;
  const { query, readBody } = checks.check({ url: request.raw.url, params, body: request.body });
  return {
    principal,
    organization,
    params,
    query,
    get body() {
      beforeBody?.();
      return readBody();
    },
    headers: headersOf(request),
    ...start,
  };
}

function admitted({ state }: FastifyRequest): { principal: Principal; organization: Organization } {
  const { principal, organization } = state;
  if (!principal || !organization) throw new Error('The request was not admitted.');
  return { principal, organization };
}

/** Doors never see the credential. */
function headersOf({ headers }: FastifyRequest): Call['headers'] {
  const { authorization: _, cookie: __, ...rest } = headers;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, singleHeader(value)]));
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
