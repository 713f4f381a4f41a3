import { type Static, Type } from 'typebox';
import type { Transact } from '../../access/ports.ts';
import type { Route } from '../../http/route.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import {
  eventNames,
  presentWithSecret,
  targetUrl,
  webhookDescription,
  webhookId,
  webhookParams,
  webhookWithSecret,
} from './webhook-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly webhooks: Pick<Webhooks<Tx>, 'change'>;
  readonly transact: Transact<Tx>;
}

const body = Type.Object(
  {
    url: Type.Optional(targetUrl),
    description: Type.Optional(webhookDescription),
    events: Type.Optional(eventNames),
    disabled: Type.Optional(Type.Boolean({ description: 'true: nothing is sent to it until it is enabled.' })),
    rotateSecret: Type.Optional(
      Type.Boolean({ description: 'true: it gets a new secret, which is shown once; the old one is good no more.' }),
    ),
  },
  { additionalProperties: false, minProperties: 1, examples: [{ disabled: true }] },
);

const changed = Type.Object({
  ...webhookWithSecret.properties,
  secret: Type.Optional(webhookWithSecret.properties.secret),
});

/** `PATCH /webhooks/{id}`: changes what is named. */
export function changeWebhook<Tx>({ webhooks, transact }: Deps<Tx>): Route<Tx> {
  return {
    method: 'PATCH',
    path: '/api/v1/webhooks/:id',
    operationId: 'changeWebhook',
    summary: 'Changes a webhook, disables or enables it, or gives it a new secret',
    tag: 'Webhooks',
    scope: 'admin',
    actsBelow: true,
    params: webhookParams,
    body,
    answers: { 200: success(changed), 404: refusal },
    run: {
      kind: 'secret',
      async handle(call) {
        const patch = call.body as Static<typeof body>;
        const webhook = await transact((tx) => webhooks.change(tx, webhookId(call), patch));
        return { status: 200, body: { success: true, data: presentWithSecret(webhook) } };
      },
    },
  };
}
