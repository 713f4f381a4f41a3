import { randomBytes, randomUUID } from 'node:crypto';
import { newReference } from './access/ids.ts';
import { WebhookQueue } from './jobs/webhook-queue.ts';
import { WebhookRunner } from './jobs/webhook-runner.ts';
import type { Settings } from './settings/settings.ts';
import type { Database, Tx } from './store/database.ts';
import { jobsSql } from './store/jobs-sql.ts';
import { deliveryLog } from './store/webhook-deliveries.ts';
import { webhookWork } from './store/webhook-work.ts';
import { webhookStore } from './store/webhooks.ts';
import { Deliveries } from './webhooks/deliveries.ts';
import { Webhooks } from './webhooks/webhooks.ts';

interface Parts {
  readonly settings: Settings;
  readonly database: Database;
  readonly log: { warn(details: object, message: string): void };
  readonly version: string;
}

/** What our own API is handed of webhooks, and their sending. */
export interface BuiltWebhooks {
  readonly webhooks: Webhooks<Tx>;
  readonly deliveries: Deliveries<Tx>;
  /** Begins to send, until that is disposed. */
  start(): AsyncDisposable;
}

export function buildWebhooks({ settings, database, log, version }: Parts): BuiltWebhooks {
  const transact = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.transact(work);
  const work = webhookWork(database);
  const webhooks = new Webhooks<Tx>({
    store: webhookStore(database),
    settings,
    newId: () => `wh_${newReference(randomBytes)}`,
    random: randomBytes,
  });
  const deliveries = new Deliveries<Tx>({
    log: deliveryLog(database),
    work,
    transact,
    settings,
    clock: () => new Date(),
    userAgent: `Amend/${version}`,
    newUuid: randomUUID,
    random: Math.random,
  });
  const start = (): AsyncDisposable => {
    const queue = new WebhookQueue<Tx>({
      within: jobsSql,
      outside: jobsSql(database),
      attemptMsMax: settings.webhookTimeoutMs,
      onError: (err) => log.warn({ err }, 'pg-boss reports an error'),
    });
    const runner = new WebhookRunner({ outbox: work, queue, attempts: deliveries, transact, log });
    return {
      async [Symbol.asyncDispose]() {
        await runner[Symbol.asyncDispose]();
        await queue[Symbol.asyncDispose]();
      },
    };
  };
  return { webhooks, deliveries, start };
}
