/** What webhooks need of a store. Whoever asks for an id that is foreign or unknown gets null. */
import type { WebhookEvent } from './events.ts';

/** A page of entries, newest first. */
export interface Page {
  readonly limit: number;
  /** Go on after this public id; null: from the newest. */
  readonly after: string | null;
}

/** What may be shown of a webhook: never its secret. */
export interface WebhookEntry {
  /** `wh_…` */
  readonly publicId: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEvent[];
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface WebhookId {
  readonly organizationId: number;
  readonly publicId: string;
}

export interface NewWebhook extends WebhookId {
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEvent[];
  readonly secret: string;
}

/** What is left out stays. */
export interface WebhookChange {
  readonly url?: string | undefined;
  readonly description?: string | undefined;
  readonly events?: readonly WebhookEvent[] | undefined;
  readonly disabled?: boolean | undefined;
  readonly secret?: string | undefined;
}

export interface WebhookStore<Tx> {
  list(organizationId: number, page: Page): Promise<readonly WebhookEntry[]>;
  find(id: WebhookId): Promise<WebhookEntry | null>;
  /** null: the organization has `max` of them already. */
  insert(tx: Tx, webhook: NewWebhook, max: number): Promise<WebhookEntry | null>;
  change(tx: Tx, id: WebhookId, change: WebhookChange): Promise<WebhookEntry | null>;
  remove(tx: Tx, id: WebhookId): Promise<WebhookEntry | null>;
}

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;

/** An entry of the log: what is sent to a webhook, and what came of it. */
export interface DeliveryEntry {
  /** `msg_…`: the receiver gets it as `webhook-id`, the same at each attempt. */
  readonly publicId: string;
  readonly event: string;
  /** The batch that it tells of; null: of none, or the batch is gone. */
  readonly batchId: string | null;
  readonly state: (typeof deliveryStates)[number];
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly lastAttemptAt: Date | null;
  /** Of one that is pending. */
  readonly nextAttemptAt: Date | null;
  readonly deliveredAt: Date | null;
}

/** A delivery, and what is sent with it. */
export interface SentDelivery extends DeliveryEntry {
  /** JSON, byte for byte as it is signed. */
  readonly payload: string;
}

export interface DeliveryId extends WebhookId {
  /** `msg_…` */
  readonly delivery: string;
}

/** What an attempt is made with. */
export interface Target {
  readonly url: string;
  readonly secret: string;
}

/** A delivery that is made and over at once. */
export interface MadeDelivery extends WebhookId {
  readonly delivery: string;
  readonly event: string;
  readonly payload: string;
  readonly result: Result;
}

/** What came of one attempt. */
export interface Result {
  readonly delivered: boolean;
  /** null: there was no answer. */
  readonly status: number | null;
  /** A sentence; null where it was delivered. */
  readonly error: string | null;
}

export interface DeliveryLog<Tx> {
  list(webhook: WebhookId, page: Page): Promise<readonly DeliveryEntry[] | null>;
  find(id: DeliveryId): Promise<SentDelivery | null>;
  target(webhook: WebhookId): Promise<Target | null>;
  /** Writes a delivery that was tried once and is not tried again. null: the webhook is gone meanwhile. */
  add(tx: Tx, made: MadeDelivery): Promise<DeliveryEntry | null>;
  /** Makes a delivery pending anew: it is tried at once, and as often as a new one. `disabled`: its webhook is, and nothing was done. */
  again(tx: Tx, id: DeliveryId): Promise<DeliveryEntry | 'disabled' | null>;
}

/** The one job that may try a delivery next, in the store's own ids. */
export interface DeliveryJob {
  /** A UUID. */
  readonly id: string;
  readonly organizationId: number;
  readonly webhookId: number;
  readonly deliveryId: number;
}

/** A delivery as its job finds it. */
export interface PendingDelivery {
  readonly publicId: string;
  readonly payload: string;
  /** Before this one. */
  readonly attempts: number;
  /** null: the webhook is gone, or disabled. */
  readonly target: Target | null;
}

/** What a delivery becomes after an attempt (null: there was none, because its webhook is gone or disabled). */
export interface Settlement {
  readonly result: Result | null;
  /** When it is tried again, and by which job; null: it is over. */
  readonly next: { readonly at: Date; readonly jobId: string } | null;
  /** The webhook is disabled: its target said that it is gone. */
  readonly disables: boolean;
}

export interface DeliveryWork<Tx> {
  /** null: the job has no delivery any more: it is over, or another job has it. */
  load(job: DeliveryJob): Promise<PendingDelivery | null>;
  /** False: meanwhile the delivery became another job's, and nothing was written. */
  settle(tx: Tx, job: DeliveryJob, settlement: Settlement): Promise<boolean>;
}
