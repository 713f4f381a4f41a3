import { m } from '../../messages/messages.ts';
import type { WebhookEvent } from './use-webhooks.ts';

export const eventOrder: readonly WebhookEvent[] = [
  'batch.completed',
  'batch.failed',
  'batch.cancelled',
  'batch.undone',
];

/** An event of the log in words; one that this console does not know yet by its own name. */
export function eventName(event: string): string {
  const known = eventOrder.find((one) => one === event);
  if (known) return m.webhooks.eventNames[known].label;
  return event === 'webhook.test' ? m.webhooks.testEvent : event;
}
