import { type Static, Type } from 'typebox';
import { webhookEvents } from '../../webhooks/events.ts';
import { type DeliveryEntry, deliveryStates, type WebhookEntry } from '../../webhooks/ports.ts';
import type { WithSecret } from '../../webhooks/webhooks.ts';
import type { Call } from '../../http/route.ts';
import { momentOrNull, pageOf } from './wire.ts';

export const eventNames = Type.Array(Type.Enum([...webhookEvents]));
export const targetUrl = Type.String({
  minLength: 1,
  maxLength: 2048,
  description: 'Where it is sent by POST: an `https://` address that anybody can reach.',
});
export const webhookDescription = Type.String({ maxLength: 255 });

/** A webhook on the wire: never its secret. */
export const webhookShape = Type.Object({
  id: Type.String({ description: '`wh_…`' }),
  url: Type.String(),
  description: Type.String(),
  events: eventNames,
  disabledAt: momentOrNull,
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
});

/** A webhook with the secret that it was given just now. */
export const webhookWithSecret = Type.Object({
  ...webhookShape.properties,
  secret: Type.String({ description: '`whsec_…`: what deliveries are signed with. Shown now and never again.' }),
});

/** One delivery of the log. */
export const deliveryShape = Type.Object({
  id: Type.String({ description: '`msg_…`: the receiver gets it as `webhook-id`, the same at each attempt.' }),
  event: Type.String({ description: 'One of the events, or `webhook.test`.' }),
  batchId: Type.Union([Type.String(), Type.Null()]),
  state: Type.Enum([...deliveryStates]),
  attempts: Type.Integer({ minimum: 0 }),
  lastStatus: Type.Union([Type.Integer(), Type.Null()], { description: 'null: there was no answer.' }),
  lastError: Type.Union([Type.String(), Type.Null()]),
  createdAt: Type.String({ format: 'date-time' }),
  lastAttemptAt: momentOrNull,
  nextAttemptAt: momentOrNull,
  deliveredAt: momentOrNull,
});

/** The same, and what is sent with it. */
export const sentDeliveryShape = Type.Object({
  ...deliveryShape.properties,
  payload: Type.String({ description: 'The body of each attempt, byte for byte: JSON.' }),
});

export const webhookParams = Type.Object({ id: Type.String({ description: '`wh_…`' }) });
export const deliveryParams = Type.Object({
  ...webhookParams.properties,
  deliveryId: Type.String({ description: '`msg_…`' }),
});
export const webhookCursor = /^wh_[0-9a-z]{24}$/;
export const deliveryCursor = /^msg_[0-9a-f]{32}$/;

/** Translates a webhook to the wire. */
export function presentWebhook(webhook: WebhookEntry): Static<typeof webhookShape> {
  return {
    id: webhook.publicId,
    url: webhook.url,
    description: webhook.description,
    events: [...webhook.events],
    disabledAt: webhook.disabledAt?.toISOString() ?? null,
    createdAt: webhook.createdAt.toISOString(),
    updatedAt: webhook.updatedAt.toISOString(),
  };
}

/** The same, and its secret where it got a new one. */
export function presentWithSecret(webhook: WithSecret): Static<typeof webhookShape> & { secret?: string } {
  return { ...presentWebhook(webhook), ...(webhook.secret !== null && { secret: webhook.secret }) };
}

/** Translates a delivery to the wire. */
export function presentDelivery(delivery: DeliveryEntry): Static<typeof deliveryShape> {
  return {
    id: delivery.publicId,
    event: delivery.event,
    batchId: delivery.batchId,
    state: delivery.state,
    attempts: delivery.attempts,
    lastStatus: delivery.lastStatus,
    lastError: delivery.lastError,
    createdAt: delivery.createdAt.toISOString(),
    lastAttemptAt: delivery.lastAttemptAt?.toISOString() ?? null,
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    deliveredAt: delivery.deliveredAt?.toISOString() ?? null,
  };
}

/** Which webhook a call names, of the organization that is acted for. */
export function webhookId({ organization, params }: Pick<Call, 'organization' | 'params'>): {
  readonly organizationId: number;
  readonly publicId: string;
} {
  return { organizationId: organization.id, publicId: params['id'] ?? '' };
}

interface Entry {
  readonly publicId: string;
}

/** A page of entries, read by what is handed in: one more than asked for tells whether there is another page. */
export async function readPage<T extends Entry>(
  call: Call,
  read: (page: { limit: number; after: string | null }) => Promise<readonly T[]>,
): Promise<{ readonly entries: readonly T[]; readonly nextCursor: string | null }> {
  const { limit, after } = pageOf(call);
  const entries = await read({ limit: limit + 1, after });
  const shown = entries.slice(0, limit);
  return { entries: shown, nextCursor: entries.length > limit ? (shown.at(-1)?.publicId ?? null) : null };
}
