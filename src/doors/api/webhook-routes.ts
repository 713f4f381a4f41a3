import type { Transact } from '../../access/ports.ts';
import type { Route } from '../../http/route.ts';
import type { Deliveries } from '../../webhooks/deliveries.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { changeWebhook } from './change-webhook.ts';
import { createWebhook } from './create-webhook.ts';
import { deleteWebhook } from './delete-webhook.ts';
import { getDelivery } from './get-delivery.ts';
import { getWebhook } from './get-webhook.ts';
import { listDeliveries } from './list-deliveries.ts';
import { listWebhooks } from './list-webhooks.ts';
import { retryDelivery } from './retry-delivery.ts';
import { testWebhook } from './test-webhook.ts';

export interface WebhookRoutesDeps<Tx> {
  readonly webhooks: Pick<Webhooks<Tx>, 'create' | 'list' | 'get' | 'change' | 'remove'>;
  readonly deliveries: Pick<Deliveries<Tx>, 'list' | 'get' | 'test' | 'again'>;
  readonly transact: Transact<Tx>;
}

/** Where an organization wants to be told of its batches, and what was sent there. */
export function webhookRoutes<Tx>(deps: WebhookRoutesDeps<Tx>): Route<Tx>[] {
  return [
    listWebhooks(deps),
    createWebhook(deps),
    getWebhook(deps),
    changeWebhook(deps),
    deleteWebhook(deps),
    testWebhook(deps),
    listDeliveries(deps),
    getDelivery(deps),
    retryDelivery(deps),
  ];
}
