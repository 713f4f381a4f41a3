import type { Route } from '../../http/route.ts';
import type { Deliveries } from '../../webhooks/deliveries.ts';
import { deliveryParams, deliveryShape, presentDelivery, webhookId } from './webhook-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly deliveries: Pick<Deliveries<Tx>, 'again'>;
}

/** `POST /webhooks/{id}/deliveries/{deliveryId}/retry` */
export function retryDelivery<Tx>({ deliveries }: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/webhooks/:id/deliveries/:deliveryId/retry',
    operationId: 'retryWebhookDelivery',
    summary: 'Sends a delivery again',
    description:
      'However it ended: it is pending again, with the same id and the same payload, is sent at once, and as often as a ' +
      'new one. While the webhook is disabled: 409.',
    tag: 'Webhooks',
    scope: 'admin',
    actsBelow: true,
    params: deliveryParams,
    answers: { 202: success(deliveryShape), 404: refusal, 409: refusal },
    run: {
      kind: 'transaction',
      async handle(call, tx) {
        const delivery = await deliveries.again(tx, { ...webhookId(call), delivery: call.params['deliveryId'] ?? '' });
        return { status: 202, body: { success: true, data: presentDelivery(delivery) } };
      },
    },
  };
}
