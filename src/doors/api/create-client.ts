import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { Clients } from '../../access/clients.ts';
import type { Transact } from '../../access/ports.ts';
import type { Route } from '../../http/route.ts';
import { clientEntry, grantTypeNames, presentClient } from './client-entry.ts';
import { scopeNames } from './token-entry.ts';
import { success } from './wire.ts';

interface Deps<Tx> {
  readonly clients: Pick<Clients<Tx>, 'create'>;
  readonly transact: Transact<Tx>;
}

const body = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255, description: 'Says which program it is.' }),
    scopes: Type.Optional({
      ...scopeNames,
      description:
        'Left out: all but `admin`. A token for a user has the scopes that user and client share. Nobody grants a scope that he lacks.',
    }),
    grantTypes: Type.Optional({ ...grantTypeNames, description: 'Left out: all.' }),
  },
  { additionalProperties: false, examples: [{ name: 'loan system', grantTypes: ['password'] }] },
);

const created = Type.Object({
  ...clientEntry.properties,
  secret: Type.String({ description: 'Shown now and never again.' }),
});

/** `POST /clients`: makes a client of the organization that is acted for. */
export function createClient<Tx>({ clients, transact }: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/clients',
    operationId: 'createClient',
    summary: 'Makes a client, which gets tokens by OAuth, and shows its secret once',
    tag: 'Access',
    scope: 'admin',
    actsBelow: true,
    body,
    answers: { 201: success(created) },
    run: {
      kind: 'secret',
      async handle({ principal, organization, body: received }) {
        const request = { ...(received as Static<typeof body>), organization, granter: principal.scopes };
        const made = await transact((tx) => clients.create(tx, request));
        const data = { ...presentClient(made), secret: made.secret };
        return { status: 201, body: { success: true, data } };
      },
    },
  };
}
