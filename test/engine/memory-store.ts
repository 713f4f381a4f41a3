import { setOwn } from '../../src/engine/json.ts';
import {
  type BatchEnd,
  type BatchStore,
  type Checkpoint,
  type ChunkTransaction,
  type CustomerWrite,
  Fenced,
  type FieldsToRead,
  type LockedCustomer,
  type LockMode,
  LockTimeout,
  type NewBatch,
  type OpenBatch,
  type ResumedBatch,
} from '../../src/engine/ports.ts';
import type { Change, JsonObject } from '../../src/engine/records.ts';

/** What a test makes happen in a try. Tries are counted over the whole store, from 1. */
interface Trouble {
  /** Keys that another writer holds during the try. */
  held?: (attempt: number) => readonly string[];
  /** May throw, or wait. */
  lock?: (attempt: number, mode: LockMode, keys: readonly string[]) => Promise<void>;
  write?: (attempt: number) => void;
}

/** The engine's store in memory: transactions that commit whole or not at all, and trouble on demand. */
export class MemoryStore implements BatchStore {
  readonly customers = new Map<string, LockedCustomer>();
  readonly packs = new Map<number, Map<string, Change>>();
  readonly opened: NewBatch[] = [];
  readonly checkpoints: Checkpoint[] = [];
  readonly ends: BatchEnd[] = [];
  readonly abandoned: OpenBatch[] = [];
  /** How each try locked, in order. */
  readonly modes: LockMode[] = [];
  readonly trouble: Trouble = {};

  async open(batch: NewBatch): Promise<OpenBatch> {
    this.opened.push(batch);
    return { id: this.opened.length, publicId: batch.publicId, list: batch.list };
  }

  async resume(): Promise<ResumedBatch | null> {
    return null;
  }

  async transact<T>(work: (tx: ChunkTransaction) => Promise<T>): Promise<T> {
    const attempt = this.modes.length + 1;
    const staged: (() => void)[] = [];
    const result = await work({
      lock: async (_list, { keys, mode, fields }) => {
        this.modes.push(mode);
        await this.trouble.lock?.(attempt, mode, keys);
        const held = keys.filter((key) => this.trouble.held?.(attempt).includes(key));
        if (mode === 'wait' && held.length > 0) throw new LockTimeout();
        const free = keys.filter((key) => !held.includes(key));
        return { customers: new Map(free.flatMap((key) => this.#read(key, fields))), held };
      },
      read: async (_list, { keys, fields }) => new Map(keys.flatMap((key) => this.#read(key, fields))),
      // nobody else adds here
      claim: async () => ({ customers: new Map(), held: [] }),
      readPacks: async (_list, ids) =>
        new Map(
          ids.flatMap((id) => {
            const pack = this.packs.get(id);
            return pack ? [[id, pack]] : [];
          }),
        ),
      write: async (_batch, writes, checkpoint) => {
        this.trouble.write?.(attempt);
        staged.push(() => this.#commit(writes, checkpoint));
      },
    });
    for (const commit of staged) commit();
    return result;
  }

  async end(_batch: OpenBatch, end: BatchEnd): Promise<void> {
    this.ends.push(end);
  }

  abandon(batch: OpenBatch): void {
    this.abandoned.push(batch);
  }

  isConflict(error: unknown): boolean {
    return error instanceof Error && error.message === 'deadlock';
  }

  #read(key: string, fields: FieldsToRead | readonly never[]): [string, LockedCustomer][] {
    const row = this.customers.get(key);
    if (!row) return [];
    return [[key, { ...row, data: 'names' in fields ? fields.named(key, row.data) : {} }]];
  }

  #commit(writes: readonly CustomerWrite[], checkpoint: Checkpoint): void {
    const pack = this.packs.size + 1;
    this.packs.set(pack, new Map(writes.map(({ key, change }) => [key, change])));
    for (const { key, set, remove, life } of writes) {
      const old = this.customers.get(key);
      const data: JsonObject = old && life === undefined ? { ...old.data } : {};
      for (const [field, value] of Object.entries(set)) setOwn(data, field, value);
      for (const field of remove) delete data[field];
      const version = (old?.version ?? 0) + 1;
      this.customers.set(key, {
        key,
        version,
        removed: life === 'remove',
        lastPack: pack,
        data,
        bytes: Buffer.byteLength(JSON.stringify(data)),
      });
    }
    this.checkpoints.push(checkpoint);
  }
}

/** As the store throws when the batch was cancelled. */
export function cancelled(): never {
  throw new Fenced('cancelled');
}
