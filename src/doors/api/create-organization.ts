import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { Organizations } from '../../access/organizations.ts';
import type { Route } from '../../http/route.ts';
import { organizationEntry, presentOrganization } from './organization-entry.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly organizations: Pick<Organizations<Tx>, 'create'>;
}

/** `mustBe`: what a fault's sentence says. */
const codeForm = { pattern: '^CEK[A-Z0-9]{7}$', mustBe: 'CEK and 7 capital letters or digits' };

const body = Type.Object(
  {
    code: Type.String({
      ...codeForm,
      description: 'CEK and 7 capital letters or digits; never changes.',
    }),
    name: Type.String({ minLength: 1, maxLength: 255 }),
    parent: Type.Optional(
      Type.String({
        ...codeForm,
        description: 'The code of the one directly above; left out: the own.',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ code: 'CEKABC1234', name: 'Ashoka Finance' }] },
);

/** `POST /organizations`: makes one below the own. */
export function createOrganization<Tx>({ organizations }: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/organizations',
    operationId: 'createOrganization',
    summary: 'Makes an organization',
    tag: 'Access',
    scope: 'admin',
    actsBelow: true,
    body,
    answers: { 201: success(organizationEntry), 403: refusal, 409: refusal, 422: refusal },
    run: {
      kind: 'transaction',
      async handle(call, tx) {
        const request = call.body as Static<typeof body>;
        const made = await organizations.create(tx, { caller: call.organization, ...request });
        return { status: 201, body: { success: true, data: presentOrganization(made) } };
      },
    },
  };
}
