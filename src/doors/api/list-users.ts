import type { Users } from '../../access/users.ts';
import type { Route } from '../../http/route.ts';
import { presentUser, userEntry } from './user-entry.ts';
import { pageOf, pageQuery, successPage } from './wire.ts';

interface Deps<Tx> {
  readonly users: Pick<Users<Tx>, 'list'>;
}

/** `GET /users`: those of the own organization and of those below, newest first. */
export function listUsers<Tx>({ users }: Deps<Tx>): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/users',
    operationId: 'listUsers',
    summary: 'Lists the users of the organization and of those below it',
    tag: 'Access',
    scope: 'admin',
    actsBelow: true,
    query: pageQuery(/^usr_[0-9a-z]{24}$/),
    answers: { 200: successPage(userEntry) },
    run: {
      kind: 'read',
      async handle(call) {
        const { entries, nextCursor } = await users.list(call.organization, pageOf(call));
        return { status: 200, body: { success: true, data: entries.map(presentUser), nextCursor } };
      },
    },
  };
}
