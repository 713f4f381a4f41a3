import { type AnswerOptions, sendAnswer } from './answer/send-answer.ts';
import { type Handler, publicCallOf, refuseForNobody, singleHeader } from './call.ts';
import { compileCallChecks } from './call-checks.ts';
import type { Closing } from './closing.ts';
import { readForm } from './form-body.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { PublicRoute } from './route.ts';

interface PublicOptions extends AnswerOptions {
  readonly closing: Closing;
}

/** The last stage of a request that needs no token. */
export function publicOperation(route: PublicRoute, options: PublicOptions): Handler {
  const { body: _, ...rest } = route;
  const { run } = route;
  const checks = compileCallChecks(run.kind === 'form' ? rest : route);
  return async (request, reply) => {
    refuseForNobody(request);
    idempotencyKey(singleHeader(request.headers['idempotency-key']), run.kind);
    const call = publicCallOf({ request, checks });
    const answer = await request.state.operate(async () => {
      if (run.kind !== 'form') return run.handle(call);
      const { body: __, ...asked } = call;
      return run.handle({ ...asked, form: await readForm(request, options.limits) });
    });
    return sendAnswer(reply, answer, { ...options, signal: options.closing.signalOf(request) });
  };
}
