import type { Route } from '../../http/route.ts';
import type { Webhooks } from '../../webhooks/webhooks.ts';
import { presentWebhook, readPage, webhookCursor, webhookShape } from './webhook-shape.ts';
import { pageQuery, successPage } from './wire.ts';

interface Deps<Tx> {
  readonly webhooks: Pick<Webhooks<Tx>, 'list'>;
}

/** `GET /webhooks`: those of the organization that is acted for, newest first. */
export function listWebhooks<Tx>({ webhooks }: Deps<Tx>): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/webhooks',
    operationId: 'listWebhooks',
    summary: 'Lists the webhooks of the organization',
    tag: 'Webhooks',
    scope: 'admin',
    actsBelow: true,
    query: pageQuery(webhookCursor),
    answers: { 200: successPage(webhookShape) },
    run: {
      kind: 'read',
      async handle(call) {
        const { entries, nextCursor } = await readPage(call, (page) => webhooks.list(call.organization.id, page));
        return { status: 200, body: { success: true, data: entries.map(presentWebhook), nextCursor } };
      },
    },
  };
}
