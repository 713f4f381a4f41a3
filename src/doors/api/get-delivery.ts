import type { Route } from '../../http/route.ts';
import type { Deliveries } from '../../webhooks/deliveries.ts';
import { deliveryParams, presentDelivery, sentDeliveryShape, webhookId } from './webhook-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly deliveries: Pick<Deliveries<Tx>, 'get'>;
}

/** `GET /webhooks/{id}/deliveries/{deliveryId}` */
export function getDelivery<Tx>({ deliveries }: Deps<Tx>): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/webhooks/:id/deliveries/:deliveryId',
    operationId: 'getWebhookDelivery',
    summary: 'Shows a delivery with what was sent',
    tag: 'Webhooks',
    scope: 'admin',
    actsBelow: true,
    params: deliveryParams,
    answers: { 200: success(sentDeliveryShape), 404: refusal },
    run: {
      kind: 'read',
      async handle(call) {
        const delivery = await deliveries.get({ ...webhookId(call), delivery: call.params['deliveryId'] ?? '' });
        const data = { ...presentDelivery(delivery), payload: delivery.payload };
        return { status: 200, body: { success: true, data } };
      },
    },
  };
}
