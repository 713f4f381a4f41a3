import type { Route } from '../../http/route.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { presentWebhook, webhookId, webhookParams, webhookShape } from './webhook-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly webhooks: Pick<Webhooks<Tx>, 'get'>;
}

/** `GET /webhooks/{id}` */
export function getWebhook<Tx>({ webhooks }: Deps<Tx>): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/webhooks/:id',
    operationId: 'getWebhook',
    summary: 'Reads one webhook',
    tag: 'Webhooks',
    scope: 'admin',
    actsBelow: true,
    params: webhookParams,
    answers: { 200: success(webhookShape), 404: refusal },
    run: {
      kind: 'read',
      async handle(call) {
        const webhook = await webhooks.get(webhookId(call));
        return { status: 200, body: { success: true, data: presentWebhook(webhook) } };
      },
    },
  };
}
