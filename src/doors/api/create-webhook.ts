import { type Static, Type } from 'typebox';
import type { Transact } from '../../access/ports.ts';
import type { Route } from '../../http/route.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { eventNames, presentWithSecret, targetUrl, webhookDescription, webhookWithSecret } from './webhook-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly webhooks: Pick<Webhooks<Tx>, 'create'>;
  readonly transact: Transact<Tx>;
}

const body = Type.Object(
  {
    url: targetUrl,
    description: Type.Optional(webhookDescription),
    events: Type.Optional({ ...eventNames, description: 'Left out: all.' }),
  },
  {
    additionalProperties: false,
    examples: [{ url: 'https://loans.example.com/amend', events: ['batch.completed', 'batch.failed'] }],
  },
);

/** `POST /webhooks`: makes a webhook of the organization that is acted for. */
export function createWebhook<Tx>({ webhooks, transact }: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/webhooks',
    operationId: 'createWebhook',
    summary: 'Makes a webhook and shows its secret once',
    description:
      'From then on the end of each batch of the organization is sent there, signed as Standard Webhooks say.',
    tag: 'Webhooks',
    scope: 'admin',
    actsBelow: true,
    body,
    answers: { 201: success(webhookWithSecret), 409: refusal },
    run: {
      kind: 'secret',
      async handle({ organization, body: received }) {
        const request = { ...(received as Static<typeof body>), organizationId: organization.id };
        const made = await transact((tx) => webhooks.create(tx, request));
        return { status: 201, body: { success: true, data: presentWithSecret(made) } };
      },
    },
  };
}
