import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { Users } from '../../access/users.ts';
import type { Route } from '../../http/route.ts';
import { scopeNames } from './token-entry.ts';
import { password, presentUser, userEntry } from './user-entry.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly users: Pick<Users<Tx>, 'create'>;
}

const body = Type.Object(
  {
    email: Type.String({ description: 'No other user has it, in whatever organization. Kept in lower case.' }),
    password,
    scopes: Type.Optional({
      ...scopeNames,
      description: 'Left out: all but `admin`. Nobody grants a scope that he lacks.',
    }),
  },
  {
    additionalProperties: false,
    examples: [
      {
        email: 'asha@ashoka.example',
        password: 'three grey herons wade',
        scopes: ['customers:read', 'customers:write'],
      },
    ],
  },
);

/** `POST /users`: makes a user of the organization that is acted for. */
export function createUser<Tx>({ users }: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/users',
    operationId: 'createUser',
    summary: 'Makes a user, who gets tokens by e-mail address and password',
    tag: 'Access',
    scope: 'admin',
    actsBelow: true,
    body,
    answers: { 201: success(userEntry), 409: refusal },
    run: {
      kind: 'secret',
      async handle({ principal, organization, body: received }) {
        const request = received as Static<typeof body>;
        const made = await users.create({ ...request, organization, granter: principal.scopes });
        return { status: 201, body: { success: true, data: presentUser(made) } };
      },
    },
  };
}
