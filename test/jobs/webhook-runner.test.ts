import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { WebhookQueue } from '../../src/jobs/webhook-queue.ts';
import { WebhookRunner } from '../../src/jobs/webhook-runner.ts';
import type { WebhookAttempts, WebhookJob, WebhookOutbox } from '../../src/jobs/webhook-work.ts';
import { Database, type Tx } from '../../src/store/database.ts';
import { jobsSql } from '../../src/store/jobs-sql.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

const waitMsMax = 20_000;
type Run = WebhookAttempts<Tx>['run'];
const delivered: Run = async () => async () => null;

/** Deliveries in memory: those without a job, and those that have one. */
class Outbox implements WebhookOutbox<Tx> {
  readonly waiting: WebhookJob[] = [];
  readonly given = new Map<string, WebhookJob>();
  lost: WebhookJob[] = [];

  add(webhookId: number, count = 1): void {
    for (let i = 0; i < count; i += 1) {
      this.waiting.push({ id: randomUUID(), organizationId: 1, webhookId, deliveryId: this.waiting.length });
    }
  }
  look = async () => ({ withoutJob: this.waiting.length > 0, due: this.given.size > 0 });
  giveJobs = async (_tx: Tx, limit: number) => {
    const jobs = this.waiting.splice(0, limit);
    for (const job of jobs) this.given.set(job.id, job);
    return jobs;
  };
  overdue = async () => this.lost;
  forgetJob = async (_tx: Tx, job: WebhookJob) => {
    this.lost = [];
    this.waiting.push({ ...job, id: randomUUID() });
  };
}

describe('sending webhooks', () => {
  let cloned: TestDatabase;
  let database: Database;
  before(async () => {
    cloned = await createTestDatabase();
    const { connectionString } = cloned;
    database = new Database({ connectionString, poolSize: 6, lockWaitMs: 2000, onIdleError: () => undefined });
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await cloned[Symbol.asyncDispose]();
  });

  const start = (outbox: Outbox, run: Run, superviseEveryMs = 60_000): AsyncDisposable => {
    const stack = new AsyncDisposableStack();
    const sql = { within: jobsSql, outside: jobsSql(database) };
    const queue = stack.use(new WebhookQueue<Tx>({ ...sql, attemptMsMax: 1_000, onError: () => undefined }));
    const transact = <T>(work: (tx: Tx) => Promise<T>) => database.transact(work);
    const log = { warn: () => undefined };
    const rhythm = { lookEveryMs: 30, superviseEveryMs };
    stack.use(new WebhookRunner<Tx>({ outbox, queue, attempts: { run }, transact, log, ...rhythm }));
    return stack;
  };
  const until = async (isDone: () => boolean): Promise<void> => {
    const deadline = Date.now() + waitMsMax;
    while (!isDone()) {
      assert.ok(Date.now() < deadline, 'not in time');
      await delay(15);
    }
  };

  test('tries what has come, and again when the time of the next attempt has come', async () => {
    const outbox = new Outbox();
    outbox.add(1);
    const ids: string[] = [];
    const next = randomUUID();
    const run: Run = async ({ id }) => {
      ids.push(id);
      return async () => (ids.length === 1 ? { at: new Date(Date.now() + 50), jobId: next } : null);
    };
    await using stack = new AsyncDisposableStack();
    stack.use(start(outbox, run));
    await until(() => ids.length === 2);
    assert.equal(ids[1], next);
  });

  test('makes no more than four attempts of one webhook at once, and those of others go on', async () => {
    const outbox = new Outbox();
    outbox.add(10, 20);
    outbox.add(11, 3);
    const stop = Promise.withResolvers<void>();
    const began: number[] = [];
    const run: Run = async ({ webhookId }) => {
      began.push(webhookId);
      if (webhookId === 10) await stop.promise;
      return async () => null;
    };
    await using stack = new AsyncDisposableStack();
    stack.use(start(outbox, run));
    stack.defer(() => stop.resolve());
    await until(() => began.filter((id) => id === 11).length === 3);
    assert.equal(began.filter((id) => id === 10).length, 4);
    stop.resolve();
    await until(() => began.length === 23);
  });

  test('an attempt that a stopping process breaks off is made by another', async () => {
    const outbox = new Outbox();
    outbox.add(20);
    const began = Promise.withResolvers<void>();
    const stopping = start(outbox, (_job, signal) => {
      began.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('broken off')));
      });
    });
    await began.promise;
    await stopping[Symbol.asyncDispose]();
    const taken: number[] = [];
    const run: Run = async (job, signal) => {
      taken.push(job.webhookId);
      return delivered(job, signal);
    };
    await using stack = new AsyncDisposableStack();
    stack.use(start(outbox, run));
    await until(() => taken.includes(20));
  });

  test('a delivery whose job is gone gets a new one', async () => {
    const outbox = new Outbox();
    const lost = { id: randomUUID(), organizationId: 1, webhookId: 30, deliveryId: 1 };
    outbox.lost = [lost];
    outbox.given.set(lost.id, lost);
    const taken: number[] = [];
    const run: Run = async (job, signal) => {
      taken.push(job.webhookId);
      return delivered(job, signal);
    };
    await using stack = new AsyncDisposableStack();
    stack.use(start(outbox, run, 50));
    await until(() => taken.includes(30));
  });
});
