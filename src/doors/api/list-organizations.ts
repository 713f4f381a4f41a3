import type { Organizations } from '../../access/organizations.ts';
import type { Route } from '../../http/route.ts';
import { organizationEntry, presentOrganization } from './organization-entry.ts';
import { pageOf, pageQuery, successPage } from './wire.ts';

interface Deps<Tx> {
  readonly organizations: Pick<Organizations<Tx>, 'list'>;
}

/** `GET /organizations`: the own one and those below, by code. */
export function listOrganizations<Tx>({ organizations }: Deps<Tx>): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/organizations',
    operationId: 'listOrganizations',
    summary: 'Lists the organization and those below it',
    tag: 'Access',
    scope: null,
    actsBelow: true,
    query: pageQuery(/^CEK[A-Z0-9]{7}$/),
    answers: { 200: successPage(organizationEntry) },
    run: {
      kind: 'read',
      async handle(call) {
        const { entries, nextCursor } = await organizations.list(call.organization, pageOf(call));
        return { status: 200, body: { success: true, data: entries.map(presentOrganization), nextCursor } };
      },
    },
  };
}
