import { Type } from 'typebox';
import type { Clients } from '../../access/clients.ts';
import type { Route } from '../../http/route.ts';
import { clientEntry, presentClient } from './client-entry.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly clients: Pick<Clients<Tx>, 'revoke'>;
}

/** `POST /clients/{id}/revoke`: ends a client and its tokens at once. A second time changes nothing, answers the same. */
export function revokeClient<Tx>({ clients }: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/clients/:id/revoke',
    operationId: 'revokeClient',
    summary: 'Ends a client and its tokens at once',
    tag: 'Access',
    scope: 'admin',
    actsBelow: true,
    params: Type.Object({ id: Type.String({ description: '`cli_…`' }) }),
    answers: { 200: success(clientEntry), 404: refusal },
    run: {
      kind: 'transaction',
      async handle({ organization, params }, tx) {
        const revoked = await clients.revoke(tx, organization, params['id'] ?? '');
        return { status: 200, body: { success: true, data: presentClient(revoked) } };
      },
    },
  };
}
