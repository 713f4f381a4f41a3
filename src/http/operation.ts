import type { FastifyRequest } from 'fastify';
import { type AnswerOptions, sendAnswer } from './answer/send-answer.ts';
import { callOf, type Handler, refuseForNobody, singleHeader } from './call.ts';
import { type CallChecks, compileCallChecks } from './call-checks.ts';
import type { Closing } from './closing.ts';
import type { Attempt, Idempotency } from './idempotency.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { JsonBody } from './json-body.ts';
import { keyedRequest } from './keyed-request.ts';
import type { Ids, Transact } from './ports.ts';
import { publicOperation } from './public-operation.ts';
import type { AnyRoute, Route, Run } from './route.ts';
import { sessionOperation } from './session-operation.ts';
import { transactOrRefuse } from './transact-or-refuse.ts';
import { type UploadOptions, uploadOperation } from './upload/upload-operation.ts';
import { toWire, type WireAnswer } from './wire-answer.ts';

export interface OperationOptions<Tx> extends UploadOptions<Tx>, AnswerOptions {
  readonly transact: Transact<Tx>;
  readonly idempotency: Idempotency<Tx>;
  readonly ids: Ids;
  readonly closing: Closing;
}

/** The last stage of a request: its idempotency key, the checks of its query and body, its handler, its answer. */
export function operation<Tx>(route: AnyRoute<Tx>, options: OperationOptions<Tx>): Handler {
  if (route.access === 'public') return publicOperation(route, options);
  if (route.access === 'session') return sessionOperation(route, options);
  const { run } = route;
  if (run.kind === 'upload') return uploadOperation({ ...route, run }, options);
  const isStreamed = run.kind === 'download' || run.kind === 'events';
  return isStreamed ? streamed(route, { run, options }) : whole({ ...route, run }, options);
}

type StreamedRun = Extract<Run<never>, { kind: 'download' | 'events' }>;
type WholeRun<Tx> = Exclude<Run<Tx>, { kind: 'download' | 'events' | 'upload' }>;
type WholeRoute<Tx> = Route<Tx> & { readonly run: WholeRun<Tx> };

/** An operation that answers with more than a value; it only reads, so there is nothing to repeat. */
function streamed<Tx>(
  route: Route<Tx>,
  { run, options }: { run: StreamedRun; options: OperationOptions<Tx> },
): Handler {
  const checks = compileCallChecks(route);
  return async (request, reply) => {
    refuseForNobody(request);
    const call = callOf({ request, checks }, { reference: options.ids.reference(), resumed: false });
    const signal = options.closing.signalOf(request);
    const answer = await request.state.operate(async () =>
      run.kind === 'download' ? run.handle(call) : run.handle({ ...call, signal }),
    );
    return sendAnswer(reply, answer, { ...options, signal });
  };
}

function whole<Tx>(route: WholeRoute<Tx>, options: OperationOptions<Tx>): Handler {
  const checks = compileCallChecks(route);
  const answer = async (request: FastifyRequest): Promise<WireAnswer> => {
    refuseForNobody(request);
    const key = idempotencyKey(singleHeader(request.headers['idempotency-key']), route.run.kind);
    const attempt = attemptOf(route, { request, checks });
    if (key === null || attempt === null) return once(route, { request, checks, options });
    const digest = request.body instanceof JsonBody ? request.body.digest() : undefined;
    return options.idempotency.run(keyedRequest(request, { operation: route.operationId, key, digest }), attempt);
  };
  return async (request, reply) => sendAnswer(reply, await request.state.operate(() => answer(request)), options);
}

interface Received {
  readonly request: FastifyRequest;
  readonly checks: CallChecks;
}

/** Without a key: whatever happens, happens once. */
async function once<Tx>(
  { run }: WholeRoute<Tx>,
  { options: { transact, ids }, ...received }: Received & { options: OperationOptions<Tx> },
): Promise<WireAnswer> {
  const beforeBody = () => refuseForNobody(received.request);
  const call = callOf({ ...received, beforeBody }, { reference: ids.reference(), resumed: false });
  if (run.kind !== 'transaction') return toWire(await run.handle(call));
  return toWire(
    await transactOrRefuse(transact, async (tx) => {
      // It may have waited for its connection to the database.
      refuseForNobody(received.request);
      return run.handle(call, tx);
    }),
  );
}

function attemptOf<Tx>({ run }: WholeRoute<Tx>, received: Received): Attempt<Tx> | null {
  if (run.kind === 'transaction') {
    return { kind: 'transaction', run: async (start, tx) => toWire(await run.handle(callOf(received, start), tx)) };
  }
  if (run.kind === 'batch') {
    return { kind: 'batch', run: async (start) => toWire(await run.handle(callOf(received, start))) };
  }
  return null;
}
