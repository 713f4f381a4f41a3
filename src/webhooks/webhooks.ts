import { RequestError } from '../errors/request-error.ts';
import { type WebhookEvent, webhookEvents } from './events.ts';
import type { Page, WebhookChange, WebhookEntry, WebhookId, WebhookStore } from './ports.ts';
import { newWebhookSecret } from './secret.ts';
import { type TargetRules, urlFaults } from './target-url.ts';

interface WebhooksDeps<Tx> {
  readonly store: WebhookStore<Tx>;
  readonly settings: TargetRules & { readonly webhooksPerOrganizationMax: number };
  /** `wh_…` */
  readonly newId: () => string;
  readonly random: (size: number) => Uint8Array;
}

export interface WebhookRequest {
  readonly organizationId: number;
  readonly url: string;
  readonly description?: string | undefined;
  /** All when left out. */
  readonly events?: readonly string[] | undefined;
}

export interface WebhookPatch extends Pick<WebhookChange, 'url' | 'description' | 'disabled'> {
  readonly events?: readonly string[] | undefined;
  /** True: it gets a new secret, and the old one is good no more. */
  readonly rotateSecret?: boolean | undefined;
}

/** A webhook with the secret that it was given just now. */
export interface WithSecret extends WebhookEntry {
  /** Shown now and never again; null: it has the one that it had. */
  readonly secret: string | null;
}

/** Where an organization wants to be told of its batches. */
export class Webhooks<Tx> {
  readonly #deps: WebhooksDeps<Tx>;

  constructor(deps: WebhooksDeps<Tx>) {
    this.#deps = deps;
  }

  async create(tx: Tx, request: WebhookRequest): Promise<WithSecret> {
    const { store, settings, newId, random } = this.#deps;
    const { organizationId, url, description = '', events = webhookEvents } = request;
    refuse([...urlFaults(url, settings), ...eventFaults(events)]);
    const secret = newWebhookSecret(random);
    const named = { organizationId, publicId: newId(), url, description, events: inOrder(events), secret };
    const max = settings.webhooksPerOrganizationMax;
    const made = await store.insert(tx, named, max);
    if (made === null) {
      throw new RequestError('conflict', `The organization has ${max} webhooks, and no more are allowed: delete one.`);
    }
    return { ...made, secret };
  }

  /** Newest first. */
  async list(organizationId: number, page: Page): Promise<readonly WebhookEntry[]> {
    return this.#deps.store.list(organizationId, page);
  }

  async get(id: WebhookId): Promise<WebhookEntry> {
    return found(await this.#deps.store.find(id));
  }

  async change(tx: Tx, id: WebhookId, patch: WebhookPatch): Promise<WithSecret> {
    const { store, settings, random } = this.#deps;
    const { rotateSecret = false, events, url, ...same } = patch;
    refuse([...(url === undefined ? [] : urlFaults(url, settings)), ...(events ? eventFaults(events) : [])]);
    const secret = rotateSecret ? newWebhookSecret(random) : null;
    const change = { ...same, url, events: events && inOrder(events), secret: secret ?? undefined };
    return { ...found(await store.change(tx, id, change)), secret };
  }

  /** What was to be sent to it is not sent. */
  async remove(tx: Tx, id: WebhookId): Promise<WebhookEntry> {
    return found(await this.#deps.store.remove(tx, id));
  }
}

/** Foreign and unknown are refused alike. */
export function found<T>(webhook: T | null): T {
  if (webhook === null) throw new RequestError('not_found', 'There is no such webhook.');
  return webhook;
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new RequestError('validation_failed', 'Validation failed', { faults });
}

function eventFaults(events: readonly string[]): string[] {
  if (events.length === 0) return ['events cannot be empty; disable the webhook instead'];
  const known: readonly string[] = webhookEvents;
  return events.every((event) => known.includes(event)) ? [] : [`events must be among ${known.join(', ')}`];
}

function inOrder(events: readonly string[]): WebhookEvent[] {
  return webhookEvents.filter((event) => events.includes(event));
}
