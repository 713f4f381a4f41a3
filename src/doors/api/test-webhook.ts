import type { Route } from '../../http/route.ts';
import type { Deliveries } from '../../webhooks/deliveries.ts';
import { deliveryShape, presentDelivery, webhookId, webhookParams } from './webhook-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly deliveries: Pick<Deliveries<Tx>, 'test'>;
}

/** `POST /webhooks/{id}/test` */
export function testWebhook<Tx>({ deliveries }: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/webhooks/:id/test',
    operationId: 'testWebhook',
    summary: 'Sends a test to a webhook now and tells what came of it',
    description:
      'The event is `webhook.test`. It is sent to a disabled webhook too, once; the answer is its entry in the log, ' +
      '`delivered` or `failed`.',
    tag: 'Webhooks',
    scope: 'admin',
    actsBelow: true,
    params: webhookParams,
    answers: { 200: success(deliveryShape), 404: refusal, 503: refusal },
    run: {
      kind: 'batch',
      async handle(call) {
        const delivery = await deliveries.test(webhookId(call));
        return { status: 200, body: { success: true, data: presentDelivery(delivery) } };
      },
    },
  };
}
