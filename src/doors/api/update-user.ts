import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { Users } from '../../access/users.ts';
import type { Route } from '../../http/route.ts';
import { scopeNames } from './token-entry.ts';
import { password, presentUser, userEntry } from './user-entry.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly users: Pick<Users<Tx>, 'change'>;
}

const body = Type.Object(
  {
    password: Type.Optional(password),
    scopes: Type.Optional({ ...scopeNames, description: 'What is taken away is lost to all tokens at once.' }),
    disabled: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1, examples: [{ disabled: true }] },
);

/** `PATCH /users/{id}`: changes what is named. A new password and `disabled: true` end the user's tokens and sessions at once. */
export function updateUser<Tx>({ users }: Deps<Tx>): Route<Tx> {
  return {
    method: 'PATCH',
    path: '/api/v1/users/:id',
    operationId: 'updateUser',
    summary: "Changes a user's password or scopes, disables or enables him",
    description: 'A new password, and `"disabled": true`, end the tokens and sessions of the user at once.',
    tag: 'Access',
    scope: 'admin',
    actsBelow: true,
    params: Type.Object({ id: Type.String({ description: '`usr_…`' }) }),
    body,
    answers: { 200: success(userEntry), 404: refusal },
    run: {
      kind: 'secret',
      async handle({ principal, organization: top, params, body: received }) {
        const request = received as Static<typeof body>;
        const user = params['id'] ?? '';
        const changed = await users.change({ ...request, top, user, granter: principal.scopes });
        return { status: 200, body: { success: true, data: presentUser(changed) } };
      },
    },
  };
}
