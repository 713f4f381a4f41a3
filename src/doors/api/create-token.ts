import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { Transact } from '../../access/ports.ts';
import type { Tokens } from '../../access/tokens.ts';
import type { Route } from '../../http/route.ts';
import { presentToken, scopeNames, tokenEntry } from './token-entry.ts';
import { success } from './wire.ts';

interface Deps<Tx> {
  readonly tokens: Pick<Tokens<Tx>, 'create'>;
  readonly transact: Transact<Tx>;
}

const body = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255, description: 'Says what the token is for.' }),
    scopes: Type.Optional({
      ...scopeNames,
      description: 'Left out: all but `admin`. Nobody grants a scope that he lacks.',
    }),
    expires: Type.Optional(
      Type.String({
        description:
          'A duration (`12h`, `90d`, `26w`), a date (from its first moment in UTC) or a time; left out: never.',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ name: 'loan system', scopes: ['customers:write'], expires: '90d' }] },
);

const created = Type.Object({
  ...tokenEntry.properties,
  token: Type.String({ description: 'The token: shown now and never again.' }),
});

/** `POST /tokens`: makes a token of the organization that is acted for. */
export function createToken<Tx>({ tokens, transact }: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/tokens',
    operationId: 'createToken',
    summary: 'Makes a token and shows it once',
    tag: 'Access',
    scope: 'admin',
    actsBelow: true,
    body,
    answers: { 201: success(created) },
    run: {
      kind: 'secret',
      async handle({ principal, organization, body: received }) {
        const request = received as Static<typeof body>;
        const granted = { ...request, organization, granter: principal.scopes };
        const made = await transact((tx) => tokens.create(tx, granted));
        const data = { ...presentToken(made), token: made.secret };
        return { status: 201, body: { success: true, data } };
      },
    },
  };
}
