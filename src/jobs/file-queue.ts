import type { PgBoss } from 'pg-boss';
import { doorbellChannel, makeQueues, queueOf } from './file-queues.ts';
import { type FileWork, nameOf } from './file-work.ts';
import { startBoss } from './start-boss.ts';

/** Runs pg-boss's statements: it neither knows our pool nor opens one of its own here. */
export interface Sql {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

interface Options<Tx> {
  /** Statements of that transaction. */
  readonly within: (tx: Tx) => Sql;
  readonly outside: Sql;
  /** Milliseconds without a heartbeat after which a job counts as left. */
  readonly deadAfterMs: number;
  /** Told of each job that was sent, before its transaction ends: whoever is to do it may get ready. */
  readonly onSent: () => void;
}

/** Where work on files is handed in, inside the transaction that makes it necessary: there is never one without the other. */
export class FileQueue<Tx> {
  readonly #options: Options<Tx>;
  #boss: Promise<PgBoss> | null = null;

  constructor(options: Options<Tx>) {
    this.#options = options;
  }

  /** Makes, or migrates, what pg-boss keeps in the database: some 60 ms once, a few after that. Sending does it too. */
  async prepare(): Promise<void> {
    await this.#prepared();
  }

  /** The work is done once the transaction is committed; those who wait for work hear of it in that moment. */
  async send(tx: Tx, work: FileWork): Promise<void> {
    const { name, keyOf } = queueOf(work);
    const boss = await this.#prepared();
    const db = this.#options.within(tx);
    await boss.send(name, work, { singletonKey: keyOf(work), db });
    await db.executeSql('select pg_notify($1, $2)', [doorbellChannel, name]);
    this.#options.onSent();
  }

  /** True: a job of this file waits or runs. */
  async has(work: FileWork): Promise<boolean> {
    const boss = await this.#prepared();
    const jobs = await boss.findJobs(queueOf(work).name, { data: nameOf(work) });
    return jobs.some(({ state }) => state === 'created' || state === 'retry' || state === 'active');
  }

  async #prepared(): Promise<PgBoss> {
    this.#boss ??= this.#prepare().catch((error: unknown) => {
      this.#boss = null;
      throw error;
    });
    return this.#boss;
  }

  async #prepare(): Promise<PgBoss> {
    const { outside, deadAfterMs } = this.#options;
    // Only now: whoever never sends a file does not pay for it.
    const { PgBoss } = await import('pg-boss');
    const boss = new PgBoss({ db: outside, supervise: false, schedule: false });
    // Nothing runs in it but the statement that is asked for, whose error goes to whoever asks.
    boss.on('error', () => undefined);
    await startBoss(boss, () => makeQueues(boss, { deadAfterMs }));
    await boss.stop({ graceful: false });
    return boss;
  }
}
