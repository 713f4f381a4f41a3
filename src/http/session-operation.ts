import { type AnswerOptions, sendAnswer } from './answer/send-answer.ts';
import { type Handler, refuseForNobody, sessionCallOf, singleHeader } from './call.ts';
import { compileCallChecks } from './call-checks.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { SessionRoute } from './route.ts';

/** The last stage of a request about the session that it comes with. */
export function sessionOperation(route: SessionRoute, options: AnswerOptions): Handler {
  const { run } = route;
  const checks = compileCallChecks(route);
  return async (request, reply) => {
    refuseForNobody(request);
    idempotencyKey(singleHeader(request.headers['idempotency-key']), run.kind);
    const call = sessionCallOf({ request, checks });
    const answer = await request.state.operate(() => run.handle(call));
    return sendAnswer(reply, answer, options);
  };
}
