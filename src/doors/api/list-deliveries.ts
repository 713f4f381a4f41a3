import type { Route } from '../../http/route.ts';
import type { Deliveries } from '../../webhooks/deliveries.ts';
import { deliveryCursor, deliveryShape, presentDelivery, readPage, webhookId, webhookParams } from './webhook-shape.ts';
import { pageQuery, refusal, successPage } from './wire.ts';

interface Deps<Tx> {
  readonly deliveries: Pick<Deliveries<Tx>, 'list'>;
}

/** `GET /webhooks/{id}/deliveries`: the log, newest first. */
export function listDeliveries<Tx>({ deliveries }: Deps<Tx>): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/webhooks/:id/deliveries',
    operationId: 'listWebhookDeliveries',
    summary: 'Tells what was sent to a webhook, and what came of it',
    description: 'Newest first. Kept for `AMEND_WEBHOOK_DELIVERIES_DAYS`.',
    tag: 'Webhooks',
    scope: 'admin',
    actsBelow: true,
    params: webhookParams,
    query: pageQuery(deliveryCursor),
    answers: { 200: successPage(deliveryShape), 404: refusal },
    run: {
      kind: 'read',
      async handle(call) {
        const { entries, nextCursor } = await readPage(call, (page) => deliveries.list(webhookId(call), page));
        return { status: 200, body: { success: true, data: entries.map(presentDelivery), nextCursor } };
      },
    },
  };
}
