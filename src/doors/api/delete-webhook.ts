import type { Route } from '../../http/route.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { presentWebhook, webhookId, webhookParams, webhookShape } from './webhook-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly webhooks: Pick<Webhooks<Tx>, 'remove'>;
}

/** `DELETE /webhooks/{id}` */
export function deleteWebhook<Tx>({ webhooks }: Deps<Tx>): Route<Tx> {
  return {
    method: 'DELETE',
    path: '/api/v1/webhooks/:id',
    operationId: 'deleteWebhook',
    summary: 'Deletes a webhook and its log',
    description: 'What was still to be sent to it is not sent. Answers the webhook as it was.',
    tag: 'Webhooks',
    scope: 'admin',
    actsBelow: true,
    params: webhookParams,
    answers: { 200: success(webhookShape), 404: refusal },
    run: {
      kind: 'transaction',
      async handle(call, tx) {
        const webhook = await webhooks.remove(tx, webhookId(call));
        return { status: 200, body: { success: true, data: presentWebhook(webhook) } };
      },
    },
  };
}
