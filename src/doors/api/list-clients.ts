import type { Clients } from '../../access/clients.ts';
import type { Route } from '../../http/route.ts';
import { clientEntry, presentClient } from './client-entry.ts';
import { pageOf, pageQuery, successPage } from './wire.ts';

interface Deps<Tx> {
  readonly clients: Pick<Clients<Tx>, 'list'>;
}

/** `GET /clients`: those of the own organization and of those below, newest first. */
export function listClients<Tx>({ clients }: Deps<Tx>): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/clients',
    operationId: 'listClients',
    summary: 'Lists the clients of the organization and of those below it',
    tag: 'Access',
    scope: 'admin',
    actsBelow: true,
    query: pageQuery(/^cli_[0-9a-z]{24}$/),
    answers: { 200: successPage(clientEntry) },
    run: {
      kind: 'read',
      async handle(call) {
        const { entries, nextCursor } = await clients.list(call.organization, pageOf(call));
        return { status: 200, body: { success: true, data: entries.map(presentClient), nextCursor } };
      },
    },
  };
}
