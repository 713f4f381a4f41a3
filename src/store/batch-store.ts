import type { NewListTransaction } from '../engine/add-to-new-list.ts';
import {
  type BatchEnd,
  type BatchStore,
  type ChunkTransaction,
  LockTimeout,
  type NewBatch,
  type OpenBatch,
  type ResumedBatch,
} from '../engine/ports.ts';
import { endBatch, openBatch, resumeBatch } from './batches.ts';
import { readPacks } from './change-packs.ts';
import { claimKeys, dropPlaceholders } from './claim-keys.ts';
import { lockCustomers, peekCustomers } from './customer-lock.ts';
import type { Database, Tx } from './database.ts';
import { isDeadlockOrSerialization, isLockTimeout } from './sql-states.ts';
import { writeChunk } from './write-chunk.ts';

interface Options {
  readonly database: Database;
  /** This process's row in `processes`: the owner of the batches that it runs. */
  readonly owner: number;
  readonly packRecordsMax: number;
}

/** The engine's store on PostgreSQL. */
export class PostgresBatchStore implements BatchStore {
  readonly #options: Options;
  /**
   * Public ids of the batches that run in this process. One enters before its row can be seen and leaves when it ends or
   * is abandoned, so a batch that this process owns and that is not here is nobody's (`orphans.ts`).
   */
  readonly #running = new Set<string>();

  constructor(options: Options) {
    this.#options = options;
  }

  async open(batch: NewBatch): Promise<OpenBatch> {
    const { database, owner } = this.#options;
    this.#running.add(batch.publicId);
    try {
      // Not durable by itself: the first chunk's commit carries it to disk, and without chunks the end does.
      return await database.transact((tx) => openBatch(tx, batch, owner), { durable: false });
    } catch (error) {
      this.#running.delete(batch.publicId);
      throw error;
    }
  }

  async resume(organizationId: number, publicId: string): Promise<ResumedBatch | null> {
    const { database, owner } = this.#options;
    const isRunning = this.#running.has(publicId);
    this.#running.add(publicId);
    let resumed: ResumedBatch | null = null;
    try {
      resumed = await database.transact((tx) => resumeBatch(tx, { organizationId, publicId, owner }));
      return resumed;
    } finally {
      if (resumed?.state !== 'running' && !isRunning) this.#running.delete(publicId);
    }
  }

  async transact<T>(work: (tx: ChunkTransaction) => Promise<T>): Promise<T> {
    try {
      return await this.#options.database.transact((tx) => work(this.#chunkTransaction(tx)), { hashJoins: true });
    } catch (error) {
      throw isLockTimeout(error) ? new LockTimeout('a row stayed held', { cause: error }) : error;
    }
  }

  async end(batch: OpenBatch, end: BatchEnd): Promise<void> {
    const { database, owner } = this.#options;
    // With a durable chunk the end can be derived again; without one this commit is what makes the batch durable.
    const durable = end.unreached.length > 0 || end.counts.updated + end.counts.unchanged + end.counts.failed === 0;
    await database.transact((tx) => endBatch(tx, { batch, end, owner }), { durable });
    this.#running.delete(batch.publicId);
  }

  abandon(batch: OpenBatch): void {
    this.#running.delete(batch.publicId);
  }

  isConflict(error: unknown): boolean {
    return isDeadlockOrSerialization(error);
  }

  /** For a batch that is written whole in a transaction that its caller opened. */
  within(tx: Tx): NewListTransaction {
    const { owner } = this.#options;
    return {
      open: (batch) => openBatch(tx, batch, owner),
      write: (batch, writes, checkpoint) => this.#chunkTransaction(tx).write(batch, writes, checkpoint),
      end: (batch, end) => endBatch(tx, { batch, end, owner }),
    };
  }

  /** For whoever looks at customers in a transaction that its caller opened. */
  lookingWithin(tx: Tx): Pick<BatchStore, 'transact'> {
    return { transact: async (work) => work(this.#chunkTransaction(tx)) };
  }

  /** For batches of files, which are opened and ended elsewhere. */
  get running(): Pick<Set<string>, 'add' | 'delete'> {
    return this.#running;
  }

  isRunning(publicId: string): boolean {
    return this.#running.has(publicId);
  }

  /** Public ids of the batches that run in this process now. */
  runningIds(): string[] {
    return [...this.#running];
  }

  #chunkTransaction(tx: Tx): ChunkTransaction {
    const { owner, packRecordsMax } = this.#options;
    let claimed: readonly string[] = [];
    return {
      lock: (list, asked) => lockCustomers(tx, list, asked),
      read: (list, asked) => peekCustomers(tx, list, asked),
      claim: (list, keys) => {
        claimed = keys;
        return claimKeys(tx, list, keys);
      },
      readPacks: (list, ids) => readPacks(tx, list, ids),
      async write(batch, writes, checkpoint) {
        await writeChunk(tx, { batch, writes, checkpoint, owner, packRecordsMax });
        if (claimed.length > 0) await dropPlaceholders(tx, batch.list, claimed);
      },
    };
  }
}
