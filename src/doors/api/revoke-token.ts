import { Type } from 'typebox';
import type { Tokens } from '../../access/tokens.ts';
import type { Route } from '../../http/route.ts';
import { presentToken, tokenEntry } from './token-entry.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly tokens: Pick<Tokens<Tx>, 'revoke'>;
}

/** `POST /tokens/{id}/revoke`: ends a token at once. A second time changes nothing and answers the same. */
export function revokeToken<Tx>({ tokens }: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/tokens/:id/revoke',
    operationId: 'revokeToken',
    summary: 'Ends a token at once',
    tag: 'Access',
    scope: 'admin',
    actsBelow: true,
    params: Type.Object({ id: Type.String() }),
    answers: { 200: success(tokenEntry), 404: refusal },
    run: {
      kind: 'transaction',
      async handle({ organization, params }, tx) {
        const revoked = await tokens.revoke(tx, organization, params['id'] ?? '');
        return { status: 200, body: { success: true, data: presentToken(revoked) } };
      },
    },
  };
}
