import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { Sql } from './file-queue.ts';
import { startBoss } from './start-boss.ts';
import type { WebhookJob } from './webhook-work.ts';

interface Options<Tx> {
  /** Statements of that transaction. */
  readonly within: (tx: Tx) => Sql;
  readonly outside: Sql;
  /** The longest that an attempt takes. */
  readonly attemptMsMax: number;
  readonly onError: (error: unknown) => void;
}

type Named = Omit<WebhookJob, 'id'>;

const name = 'send-webhooks';
/**
 * Besides what an attempt may take, before it counts as left by a dead process. Where one that lives takes longer to write
 * what came of it, the target is sent it twice.
 */
const graceSeconds = 5;
/** However many processes look for such attempts, they are not looked for more often; pg-boss's own is a minute. */
const superviseSecondsMin = 2;
/** Of an attempt that a process died in, or gave back; an attempt that failed is no concern of these. */
const retryLimit = 100;
const keepFinishedSeconds = 600;

/** The queue of webhooks, in pg-boss: who is to be tried when. pg-boss is only loaded when there is something to send. */
export class WebhookQueue<Tx> implements AsyncDisposable {
  readonly #options: Options<Tx>;
  #boss: Promise<PgBoss> | null = null;

  constructor(options: Options<Tx>) {
    this.#options = options;
  }

  /** Before the first transaction in which something is sent, so that none waits for it. */
  async prepare(): Promise<void> {
    await this.#prepared();
  }

  async send(tx: Tx, jobs: readonly WebhookJob[], startAfter?: Date): Promise<void> {
    if (jobs.length === 0) return;
    const boss = await this.#prepared();
    const inserted = jobs.map(({ id, ...data }) => ({
      id,
      data,
      group: { id: groupOf(data) },
      ...(startAfter && { startAfter }),
    }));
    await boss.insert(name, inserted, { db: this.#options.within(tx) });
  }

  /** The next whose time has come, but of none of these groups. */
  async fetch(ignoreGroups: string[]): Promise<WebhookJob | null> {
    const boss = await this.#prepared();
    const [job] = await boss.fetch<Named>(name, { ignoreGroups });
    return job ? { id: job.id, ...job.data } : null;
  }

  async complete(tx: Tx, { id }: WebhookJob): Promise<void> {
    const boss = await this.#prepared();
    await boss.complete(name, id, undefined, { db: this.#options.within(tx) });
  }

  /** To whoever takes it next, in a moment. */
  async handBack({ id }: WebhookJob): Promise<void> {
    const boss = await this.#prepared();
    await boss.fail(name, id, { type: 'handed back' });
  }

  /** Whether the job waits or runs. */
  async has({ id }: WebhookJob): Promise<boolean> {
    const boss = await this.#prepared();
    const [job]: readonly JobWithMetadata<Named>[] = await boss.findJobs<Named>(name, { id });
    return job?.state === 'created' || job?.state === 'retry' || job?.state === 'active';
  }

  /** Finds attempts that a process died in, and removes finished jobs. */
  async supervise(): Promise<void> {
    const boss = await this.#prepared();
    await boss.supervise(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const boss = await this.#boss?.catch(() => null);
    await boss?.stop({ graceful: false });
  }

  async #prepared(): Promise<PgBoss> {
    this.#boss ??= this.#prepare().catch((error: unknown) => {
      this.#boss = null;
      throw error;
    });
    return this.#boss;
  }

  async #prepare(): Promise<PgBoss> {
    const { outside, attemptMsMax, onError } = this.#options;
    const { PgBoss } = await import('pg-boss');
    const boss = new PgBoss({
      db: outside,
      supervise: false,
      schedule: false,
      monitorIntervalSeconds: superviseSecondsMin,
    });
    boss.on('error', onError);
    const options = {
      expireInSeconds: Math.ceil(attemptMsMax / 1000) + graceSeconds,
      retryLimit,
      retryDelay: 1,
      deleteAfterSeconds: keepFinishedSeconds,
    };
    return startBoss(boss, async () => {
      await boss.createQueue(name, options);
      // An older version, or one with other settings, may have made it otherwise.
      await boss.updateQueue(name, options);
    });
  }
}

/** Of one webhook a bounded number of jobs runs at once. */
export function groupOf({ organizationId, webhookId }: Omit<Named, 'deliveryId'>): string {
  return `${organizationId}/${webhookId}`;
}
