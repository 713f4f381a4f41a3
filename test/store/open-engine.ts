import { Engine } from '../../src/engine/engine.ts';
import type { CompiledFields } from '../../src/engine/fields.ts';
import type { BatchStore, ChunkTransaction, ListRef } from '../../src/engine/ports.ts';
import type { BatchResult, JsonObject, Operation } from '../../src/engine/records.ts';
import { PostgresBatchStore } from '../../src/store/batch-store.ts';
import { Database } from '../../src/store/database.ts';
import { createTestDatabase } from '../postgres.ts';

export interface OpenEngine extends AsyncDisposable {
  readonly database: Database;
  readonly list: ListRef;
  /** Applies a batch to its end. */
  run(batch: TestBatch): Promise<BatchResult>;
  /** Applies the first chunks of a batch and then fails, as if the process had died. */
  runHalf(batch: TestBatch, chunks: number): Promise<void>;
  /** Makes an organization with a list of its own. */
  addList(code: string): Promise<ListRef>;
}

export interface TestBatch {
  readonly id: string;
  /** A key of null, or data with a field `bad`, makes the record invalid. */
  readonly records: readonly (readonly [key: string | null, data: JsonObject])[];
  readonly operation?: Operation;
  readonly list?: ListRef;
  readonly tokenId?: number;
  readonly chunkRecords?: number;
  readonly atomic?: boolean;
  /** Told before each chunk is written. */
  readonly beforeWrite?: (chunk: number) => void | Promise<void>;
}

const fields: CompiledFields = {
  keyField: 'loan_id',
  checkPatch: (patch) => ('bad' in patch ? ['bad must not be there'] : []),
  checkNew: (data) => ('bad' in data ? ['bad must not be there'] : []),
};

/** The real engine on a database of its own, with one list (`camp_test`) of the organization `CEKTEST000`. */
export async function openEngine(server?: string): Promise<OpenEngine> {
  const cloned = await createTestDatabase(server === undefined ? {} : { server });
  const database = new Database({
    connectionString: cloned.connectionString,
    poolSize: 6,
    lockWaitMs: 2000,
    onIdleError: () => undefined,
  });
  const { rows } = await database.query<{ id: number }>('insert into processes default values returning id');
  const store = new PostgresBatchStore({ database, owner: rows[0]?.id ?? 0, packRecordsMax: 4 });
  const list = await addList(database, 'CEKTEST000');
  return {
    database,
    list,
    run: async (batch) => runBatch(hooked(store, batch.beforeWrite), { ...batch, list: batch.list ?? list }),
    async runHalf(batch, chunks) {
      const died = new Error('the process died');
      let written = 0;
      const dying = hooked(store, () => {
        if (written++ >= chunks) throw died;
      });
      const ended = await runBatch(dying, { ...batch, list: batch.list ?? list }).catch((error: unknown) => error);
      if (ended !== died) throw new Error('the batch did not break off', { cause: ended });
    },
    addList: async (code) => addList(database, code),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await cloned[Symbol.asyncDispose]();
    },
  };
}

async function runBatch(store: BatchStore, batch: TestBatch & { list: ListRef }): Promise<BatchResult> {
  const { id, operation = 'update', atomic = false, tokenId = null, chunkRecords = 2500, list } = batch;
  const limits = { chunkRecordsMax: chunkRecords, chunksAtOnceMax: 1, triesMax: 3, customerBytesMax: 65_536 };
  const engine = new Engine({ store, limits, observer: { chunk: () => undefined, batch: () => undefined } });
  const records = batch.records.map(([key, patch], index) => {
    return { index, key, patch, faults: key === null ? ['id is required'] : [] };
  });
  const what = { publicId: id, resumed: false, list, fields, source: 'campaign', operation, atomic, tokenId } as const;
  return engine.run({ ...what, records });
}

/** The store, with something done before each chunk is written. */
function hooked(store: PostgresBatchStore, beforeWrite: TestBatch['beforeWrite']): BatchStore {
  if (!beforeWrite) return store;
  const wrap = (tx: ChunkTransaction): ChunkTransaction => ({
    ...tx,
    async write(batch, writes, checkpoint) {
      await beforeWrite(checkpoint.chunk);
      await tx.write(batch, writes, checkpoint);
    },
  });
  return {
    open: async (batch) => store.open(batch),
    resume: async (organizationId, publicId) => store.resume(organizationId, publicId),
    transact: async (work) => store.transact(async (tx) => work(wrap(tx))),
    end: async (batch, end) => store.end(batch, end),
    abandon: (batch) => store.abandon(batch),
    isConflict: (error) => store.isConflict(error),
  };
}

async function addList(database: Database, code: string): Promise<ListRef> {
  const { rows } = await database.query<{ organization_id: number; id: number }>(
    `with root as (
       insert into organizations (public_id, code, name, parent_id, path)
       values ($1, $2, $2, (select id from organizations where parent_id is null), '{}') returning id
     )
     insert into lists (organization_id, public_id, kind, type, name)
     select id, 'camp_test', 'campaign', 'emi', 'Test' from root
     returning organization_id, id`,
    [`org_${code.toLowerCase()}`, code],
  );
  const [row] = rows;
  if (!row) throw new Error('no list was made');
  return { organizationId: row.organization_id, listId: row.id };
}
