import { RequestError } from '../errors/request-error.ts';
import { attempt, type AttemptDeps } from './attempt.ts';
import { waitBeforeNext } from './backoff.ts';
import { testEvent } from './events.ts';
import type {
  DeliveryEntry,
  DeliveryId,
  DeliveryJob,
  DeliveryLog,
  DeliveryWork,
  Page,
  PendingDelivery,
  SentDelivery,
  Settlement,
  WebhookId,
} from './ports.ts';
import { found } from './webhooks.ts';

interface DeliveriesDeps<Tx> extends AttemptDeps {
  readonly log: DeliveryLog<Tx>;
  readonly work: DeliveryWork<Tx>;
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly settings: AttemptDeps['settings'] & {
    readonly webhookRetryMs: number;
    readonly webhookAttemptsMax: number;
  };
  readonly newUuid: () => string;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** Test deliveries that one process makes at the same time. */
const testsAtOnceMax = 8;

/** What is sent to webhooks. A delivery is made by the transaction that ends a batch; here it is tried. */
export class Deliveries<Tx> {
  readonly #deps: DeliveriesDeps<Tx>;
  #tests = 0;

  constructor(deps: DeliveriesDeps<Tx>) {
    this.#deps = deps;
  }

  /** Newest first. */
  async list(webhook: WebhookId, page: Page): Promise<readonly DeliveryEntry[]> {
    return found(await this.#deps.log.list(webhook, page));
  }

  /** One of the log, with its payload. */
  async get(id: DeliveryId): Promise<SentDelivery> {
    const delivery = await this.#deps.log.find(id);
    if (delivery === null) throw new RequestError('not_found', 'There is no such delivery.');
    return delivery;
  }

  /** Sends a test now, to a disabled webhook too, and says what came of it. It is not tried again. */
  async test(webhook: WebhookId): Promise<DeliveryEntry> {
    if (this.#tests >= testsAtOnceMax) {
      throw new RequestError('unavailable', 'Too many tests are under way; try again in a moment.', {
        retryAfterSeconds: 5,
      });
    }
    this.#tests += 1;
    try {
      return await this.#test(webhook);
    } finally {
      this.#tests -= 1;
    }
  }

  async #test(webhook: WebhookId): Promise<DeliveryEntry> {
    const { log, transact, clock, newUuid } = this.#deps;
    const target = found(await log.target(webhook));
    const delivery = `msg_${newUuid().replaceAll('-', '')}`;
    const content = { type: testEvent, timestamp: clock().toISOString(), data: { webhook: webhook.publicId } };
    const payload = JSON.stringify(content);
    const result = await attempt({ id: delivery, payload, target }, this.#deps);
    return found(await transact((tx) => log.add(tx, { ...webhook, delivery, event: testEvent, payload, result })));
  }

  /** Tries a delivery anew, however it ended. */
  async again(tx: Tx, id: DeliveryId): Promise<DeliveryEntry> {
    const entry = await this.#deps.log.again(tx, id);
    if (entry === null) throw new RequestError('not_found', 'There is no such delivery.');
    if (entry === 'disabled') throw new RequestError('conflict', 'The webhook is disabled: enable it first.');
    return entry;
  }

  /**
   * Tries the delivery of a job once. What came of it is written by what this answers, in the transaction in which the
   * job ends; and that answers when the next one begins, and its id. null: the job was one of a delivery that is over.
   */
  async run(job: DeliveryJob, signal: AbortSignal): Promise<(tx: Tx) => Promise<Settlement['next']>> {
    const { work } = this.#deps;
    const pending = await work.load(job);
    if (pending === null) return async () => null;
    const settlement = await this.#try(pending, signal);
    return async (tx) => ((await work.settle(tx, job, settlement)) ? settlement.next : null);
  }

  async #try({ publicId: id, payload, attempts, target }: PendingDelivery, signal: AbortSignal): Promise<Settlement> {
    if (target === null) return { result: null, next: null, disables: false };
    const { settings, clock, newUuid, random } = this.#deps;
    const tried = await attempt({ id, payload, target }, this.#deps, signal);
    const { delivered, status, error, gone, retryAfterMs } = tried;
    const result = { delivered, status, error };
    if (delivered || gone) return { result, next: null, disables: gone };
    const wait = waitBeforeNext({ attempts: attempts + 1, retryAfterMs }, settings, random());
    const next = wait === null ? null : { at: new Date(clock().getTime() + wait), jobId: newUuid() };
    return { result, next, disables: false };
  }
}
