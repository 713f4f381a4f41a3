/** What a webhook can be told of. A preview is none of it, nor is an operation on one single customer. */
export const webhookEvents = ['batch.completed', 'batch.failed', 'batch.cancelled', 'batch.undone'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** What `POST /webhooks/{id}/test` sends. */
export const testEvent = 'webhook.test';
