import type { Engine, EngineLimits } from '../../src/engine/engine.ts';
import type { ListRef } from '../../src/engine/ports.ts';
import type { Change, JsonObject } from '../../src/engine/records.ts';
import { PostgresBatchStore } from '../../src/store/batch-store.ts';
import { readPacks } from '../../src/store/change-packs.ts';
import { Database } from '../../src/store/database.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';
import { startEngine } from './start-engine.ts';

export interface StoredCustomer {
  readonly key: string;
  readonly version: number;
  readonly status: string;
  readonly data: JsonObject;
  readonly last_pack: number | null;
}

/** The engine's store on a real database of the test file's own. */
export interface OpenStore extends AsyncDisposable {
  readonly connectionString: string;
  readonly database: Database;
  /** A process's id, as an owner of batches. */
  owner(): Promise<number>;
  store(options?: { owner?: number; packRecordsMax?: number; database?: Database }): Promise<PostgresBatchStore>;
  engine(limits?: Partial<EngineLimits>): Promise<Engine>;
  /** An empty list of an organization of its own, or one with customers `{"n":0}` of the keys given. */
  list(keys?: readonly string[]): Promise<ListRef>;
  customers(list: ListRef): Promise<StoredCustomer[]>;
  /** A customer's history, oldest first, as far as it is kept. */
  history(list: ListRef, customer: StoredCustomer): Promise<Change[]>;
}

export async function openStore({ lockWaitMs = 2000, poolSize = 12, server = '' } = {}): Promise<OpenStore> {
  const empty: TestDatabase = await createTestDatabase(server === '' ? {} : { server });
  const { connectionString } = empty;
  const database = new Database({ connectionString, poolSize, lockWaitMs, onIdleError: () => undefined });
  const id = async (insert: string, values: readonly unknown[]): Promise<number> =>
    (await database.query<{ id: number }>(insert, values)).rows[0]?.id ?? 0;
  const owner = async (): Promise<number> => id('insert into processes default values returning id', []);
  let organizations = 0;
  const room: OpenStore = {
    connectionString,
    database,
    owner,
    async store(options = {}) {
      return new PostgresBatchStore({ database, packRecordsMax: 250, owner: await owner(), ...options });
    },
    async engine(limits = {}) {
      return startEngine(await room.store(), limits);
    },
    async list(keys = []) {
      const organizationId = (organizations += 1);
      const listId = await id(
        `insert into lists (organization_id, public_id, kind, type, name)
         values ($1, 'camp_1', 'campaign', 'emi', 'one') returning id`,
        [organizationId],
      );
      await database.query(
        `insert into customers (organization_id, list_id, key, data) select $1, $2, key, '{"n":0}' from unnest($3::text[]) key`,
        [organizationId, listId, keys],
      );
      return { organizationId, listId };
    },
    async customers({ organizationId, listId }) {
      const { rows } = await database.query<StoredCustomer>(
        `select key, version, status, data, last_pack from customers
         where organization_id = $1 and list_id = $2 order by key`,
        [organizationId, listId],
      );
      return rows;
    },
    async history(list, { key, last_pack: last }) {
      const changes: Change[] = [];
      for (let pack = last; pack !== null;) {
        const change: Change | undefined = (await readPacks(database, list, [pack])).get(pack)?.get(key);
        if (change) changes.unshift(change);
        pack = change?.previousPack ?? null;
      }
      return changes;
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await empty[Symbol.asyncDispose]();
    },
  };
  return room;
}
