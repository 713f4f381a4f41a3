/**
 * Sends webhooks, in the process that answers requests: it waits for others' answers most of the time. A delivery is:
 * written without a job (by whoever ends a batch, in whichever process or thread) → given a job here → tried here, or in
 * another process → over, or given its next job, which begins when its time has come.
 */
import { Bell } from './bell.ts';
import { Periodic } from './periodic.ts';
import { groupOf, type WebhookQueue } from './webhook-queue.ts';
import type { WebhookAttempts, WebhookJob, WebhookOutbox } from './webhook-work.ts';

interface Options<Tx> {
  readonly outbox: WebhookOutbox<Tx>;
  readonly queue: Pick<WebhookQueue<Tx>, 'prepare' | 'send' | 'fetch' | 'complete' | 'handBack' | 'has' | 'supervise'>;
  readonly attempts: WebhookAttempts<Tx>;
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly log: { warn(details: object, message: string): void };
  /** How often it looks for work; standard: every second. */
  readonly lookEveryMs?: number;
  /** How often it looks for attempts that died; standard: every five seconds. */
  readonly superviseEveryMs?: number;
}

const lookEveryMsStandard = 1_000;
const superviseEveryMsStandard = 5_000;
/** Attempts that one process makes at the same time: of all webhooks, and of one. */
const attemptsAtOnceMax = 64;
const attemptsAtOnceOfOneMax = 4;
/** Deliveries that are given jobs in one transaction. */
const jobsAtOnceMax = 200;
/** A delivery that should have been tried so long ago may have lost its job. */
const overdueMs = 300_000;
const overdueMax = 50;

export class WebhookRunner<Tx> implements AsyncDisposable {
  readonly #options: Options<Tx>;
  readonly #bell = new Bell();
  readonly #stopping = new AbortController();
  readonly #running = new Map<WebhookJob, Promise<void>>();
  readonly #looking: Promise<void>;
  readonly #supervising: Periodic;

  constructor(options: Options<Tx>) {
    this.#options = options;
    const { superviseEveryMs = superviseEveryMsStandard, log } = options;
    this.#looking = this.#lookAgainAndAgain();
    this.#supervising = new Periodic({
      everyMs: superviseEveryMs,
      work: () => this.#supervise(),
      onError: (err) => log.warn({ err }, 'looking after the webhooks failed and is tried again'),
    });
  }

  /** Attempts under way are broken off, and made again by whoever lives. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error('the process stops'));
    this.#bell.ring();
    await this.#looking;
    await this.#supervising[Symbol.asyncDispose]();
    await Promise.all(this.#running.values());
  }

  async #lookAgainAndAgain(): Promise<void> {
    const { log, lookEveryMs = lookEveryMsStandard } = this.#options;
    let isAway = false;
    while (!this.#stopping.signal.aborted) {
      const heard = this.#bell.rings;
      try {
        await this.#look();
        isAway = false;
      } catch (err) {
        // Told once, not every second until the database is back.
        if (!isAway) log.warn({ err }, 'webhooks that wait to be sent could not be looked for');
        isAway = true;
      }
      await this.#bell.after(heard, lookEveryMs);
    }
  }

  async #look(): Promise<void> {
    const { outbox, queue } = this.#options;
    const { withoutJob, due } = await outbox.look();
    if (withoutJob) await this.#giveJobs();
    if (!withoutJob && !due) return;
    while (this.#running.size < attemptsAtOnceMax && !this.#stopping.signal.aborted) {
      const job = await queue.fetch(this.#busyGroups());
      if (!job) return;
      this.#start(job);
    }
  }

  async #giveJobs(): Promise<void> {
    const { outbox, queue, transact } = this.#options;
    await queue.prepare();
    for (let given = jobsAtOnceMax; given === jobsAtOnceMax && !this.#stopping.signal.aborted;) {
      given = await transact(async (tx) => {
        const jobs = await outbox.giveJobs(tx, jobsAtOnceMax);
        await queue.send(tx, jobs);
        return jobs.length;
      });
    }
  }

  /** Those of which no more are tried here for now, so that a slow target keeps nobody else's waiting. */
  #busyGroups(): string[] {
    const counts = new Map<string, number>();
    for (const job of this.#running.keys()) counts.set(groupOf(job), (counts.get(groupOf(job)) ?? 0) + 1);
    return [...counts].filter(([, count]) => count >= attemptsAtOnceOfOneMax).map(([group]) => group);
  }

  #start(job: WebhookJob): void {
    const { log } = this.#options;
    const running = this.#run(job)
      // Its job runs out, and is another's then.
      .catch((err: unknown) => log.warn({ err, ...named(job) }, 'what came of a webhook could not be written'))
      .finally(() => {
        this.#running.delete(job);
        this.#bell.ring();
      });
    this.#running.set(job, running);
  }

  async #run(job: WebhookJob): Promise<void> {
    const { attempts, queue, transact } = this.#options;
    const { signal } = this.#stopping;
    let settle: Awaited<ReturnType<typeof attempts.run>>;
    try {
      settle = await attempts.run(job, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      return queue.handBack(job);
    }
    await transact(async (tx) => {
      const next = await settle(tx);
      await queue.complete(tx, job);
      if (next) await queue.send(tx, [{ ...job, id: next.jobId }], next.at);
    });
  }

  /** Jobs that are gone, which cannot happen as long as nobody removes them by hand, are given anew. */
  async #supervise(): Promise<void> {
    const { outbox, queue, transact, log } = this.#options;
    const { due } = await outbox.look();
    if (!due) return;
    await queue.supervise();
    for (const job of await outbox.overdue({ ms: overdueMs, limit: overdueMax })) {
      if (await queue.has(job)) continue;
      log.warn(named(job), 'a webhook had no job and gets a new one');
      await transact((tx) => outbox.forgetJob(tx, job));
    }
  }
}

function named({ organizationId, deliveryId }: WebhookJob): object {
  return { organizationId, deliveryId };
}
