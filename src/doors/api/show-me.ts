import { Type } from 'typebox';
import type { Route } from '../../http/route.ts';
import { organizationEntry, presentOrganization } from './organization-entry.ts';
import { scopeNames } from './token-entry.ts';
import { success } from './wire.ts';

/** `GET /me`: whose token this is and what it may do. Any valid token may ask. */
export function showMe<Tx>(): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/me',
    operationId: 'showMe',
    summary: 'Tells whose token this is',
    tag: 'Access',
    scope: null,
    answers: {
      200: success(
        Type.Object({
          token: Type.Object({ id: Type.String(), name: Type.String() }),
          organization: organizationEntry,
          scopes: scopeNames,
        }),
      ),
    },
    run: {
      kind: 'read',
      async handle({ principal }) {
        const data = {
          token: { id: principal.tokenPublicId, name: principal.tokenName },
          organization: presentOrganization(principal.organization),
          scopes: [...principal.scopes],
        };
        return { status: 200, body: { success: true, data } };
      },
    },
  };
}
