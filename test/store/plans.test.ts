import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { groupIntoChunk } from '../../src/engine/cut-chunks.ts';
import type { ListRef } from '../../src/engine/ports.ts';
import { PostgresBatchStore } from '../../src/store/batch-store.ts';
import { settleOrphans } from '../../src/store/orphans.ts';
import { previewDesk, previewStore } from '../../src/store/previews.ts';
import { readPreview } from '../../src/store/read-preview.ts';
import { sweepPreviews } from '../../src/store/sweep-previews.ts';
import { holdRows } from '../engine/hold-rows.ts';
import { hookedStore } from '../engine/hooked-store.ts';
import { recordsOf, request, startEngine } from '../engine/start-engine.ts';
import { createTestDatabase, postgres15, type TestDatabase } from '../postgres.ts';
import { sweepAndRead } from './history-statements.ts';
import { RecordingDatabase, type RecordedStatement } from './recorded-statements.ts';
import { planOf, scans } from './statement-plan.ts';

/** Tables that grow with customers and batches, and what must lead to their rows. */
const large = new Map([
  ['customers', ['organization_id', 'list_id', 'key']],
  ['chunks', ['organization_id', 'batch_id']],
  ['change_packs', ['organization_id', 'id']],
  ['preview_chunks', ['organization_id', 'batch_id']],
  ['batches', ['organization_id']],
  ['idempotency_keys', ['organization_id', 'reference']],
  ['lists', ['organization_id']],
]);
const list: ListRef = { organizationId: 3, listId: 7 };
/** What is to be swept is read in steps. */
const smallIndexes = new Set(['batches_previews', 'batches_history']);
const { server, missing } = postgres15();

const states = [
  ['empty', 0],
  ['of 100 customers', 1],
  ['of 100,000 customers', 1000],
] as const;

plans('the statements of a batch', { on: states });
// Before version 17 a plan made for an empty or tiny table looks through the list for the keys, until it is analysed.
plans('the statements of a batch, on PostgreSQL 15', {
  on: states.slice(2),
  server: server ?? '',
  skip: missing ?? false,
});

interface On {
  readonly on: readonly (typeof states)[number][];
  readonly skip?: string | false;
  readonly server?: string;
}

function plans(name: string, { on, skip = false, server = '' }: On): void {
  describe(name, { skip }, () => {
    let empty: TestDatabase;
    let database: RecordingDatabase;
    let statements: RecordedStatement[];
    before(async () => {
      empty = await createTestDatabase(server === '' ? {} : { server });
      const { connectionString } = empty;
      database = new RecordingDatabase({ connectionString, poolSize: 4, lockWaitMs: 20, onIdleError: () => undefined });
      await fill(database, 1);
      statements = await statementsOfBatches(database, connectionString);
      await database.query(
        'truncate customers, chunks, change_packs, preview_chunks, batches, lists, idempotency_keys',
      );
    });
    after(async () => {
      await database[Symbol.asyncDispose]();
      await empty[Symbol.asyncDispose]();
    });

    // A connection keeps a plan until the table is analysed anew, however much it has grown meanwhile.
    for (const [state, thousandths] of on) {
      test(`read their own rows alone, planned on tables ${state}`, async () => {
        if (thousandths > 0) {
          await fill(database, thousandths);
          await database.query('vacuum analyze');
        }
        assert.deepEqual(await badPlans(database, statements), []);
      });
    }

    test('are looked at by a test that sees a scan where there is one', async () => {
      const by = async (where: string): Promise<string[]> =>
        badPlans(database, [{ text: `select version from customers where ${where}`, values: [] }]);
      assert.notDeepEqual(await by(`data ->> 'n' = '1'`), []);
      assert.notDeepEqual(await by(`key = 'loan_1'`), []);
      assert.notDeepEqual(await by(`organization_id = 3 and list_id = 7`), []);
      assert.deepEqual(await by(`organization_id = 3 and list_id = 7 and key = 'loan_1'`), []);
    });
  });
}

async function badPlans(database: RecordingDatabase, statements: readonly RecordedStatement[]): Promise<string[]> {
  const bad: string[] = [];
  for (const statement of statements) {
    const plan = await database.transact((tx) => planOf(tx, statement));
    bad.push(...scans(plan, large, smallIndexes).map((scan) => `${scan}: ${statement.text}`));
  }
  return bad;
}

/** Every statement that batches of all kinds ask of the large tables, each once. */
async function statementsOfBatches(
  database: RecordingDatabase,
  connectionString: string,
): Promise<RecordedStatement[]> {
  database.statements.length = 0;
  await update(database, { n: -1, m: 'other' });
  await update(database, Object.fromEntries(numbers(30).map((i) => [`f${i}`, i])));
  await update(database, { n: null, m: 1 });
  await updateHeld(database, connectionString);
  await expecting(database);
  await add(database, { triesMax: 5, from: 1000 });
  await add(database, { triesMax: 1, from: 2000 });
  await preview(database);
  await applyPreview(database);
  await remove(database);
  await resume(database);
  await cancel(database);
  await orphan(database);
  await sweepAndRead(database, list);
  const known = [...large.keys()].join('|');
  const own = database.statements.filter(({ text }) => new RegExp(` (${known})\\b`).test(text));
  const distinct = [...new Map(own.map((statement) => [statement.text, statement])).values()];
  assert.ok(distinct.length > 14, `${distinct.length} different statements`);
  return distinct;
}

/** Customers of several lists, with the batches that made them; 100 a thousandth. */
async function fill(database: RecordingDatabase, thousandths: number): Promise<void> {
  await database.query(
    `insert into customers (organization_id, list_id, key, data, last_pack)
     select o, l, 'loan_' || i, jsonb_build_object('n', i, 'm', 'text ' || i, 'filler', repeat('x', 150)), 1048576
     from (values (1, 5, 10), (2, 6, 20), (3, 7, 50), (3, 8, 20)) lists (o, l, size), generate_series(1, size * $1) i
     on conflict do nothing`,
    [thousandths],
  );
  await database.query(
    `insert into lists (organization_id, id, public_id, kind, type, name)
     select case when i <= 6 then 1 when i <= 20 then 3 else i end, i, 'camp_' || i, 'campaign', 'emi', 'x'
     from generate_series(1, 10 + 5 * $1) i on conflict do nothing`,
    [thousandths],
  );
  for (const [columns, values] of [
    [
      'chunks (organization_id, batch_id, chunk, updated, unchanged, failed, retried, outcomes)',
      `i, 0, 0, 0, 0, 0, ''`,
    ],
    ['change_packs (organization_id, id, list_id, changes)', `i, 7, ''`],
    ['preview_chunks (organization_id, batch_id, chunk, records, versions)', `i, 0, '', ''`],
    [
      'batches (organization_id, id, public_id, list_id, source, operation, state, atomic, total, valid, invalid, chunks, chunk_records, keys)',
      `i, 'batch_old_' || i, 7, 'campaign', 'update', 'completed', false, 1, 1, 0, 1, 1, ''`,
    ],
    [
      'idempotency_keys (organization_id, operation, key, fingerprint, reference, status, expires_at)',
      `'bulk', 'key-' || i, '', 'old_' || i, 200, now() + interval '1 day'`,
    ],
  ]) {
    await database.query(
      `insert into ${columns} select 1 + i % 3, ${values} from generate_series(1, 20 * $1) i on conflict do nothing`,
      [thousandths],
    );
  }
  await database.query(`select setval(pg_get_serial_sequence('batches', 'id'), 100000, true)`);
}

async function engineOn(database: RecordingDatabase, limits: { chunkRecordsMax?: number; triesMax?: number } = {}) {
  const { rows } = await database.query<{ id: number }>('insert into processes default values returning id');
  const owner = rows[0]?.id ?? 0;
  const store = new PostgresBatchStore({ database, owner, packRecordsMax: 250 });
  return { owner, store, engine: startEngine(store, { chunkRecordsMax: 2500, ...limits }) };
}

let written = 0;

async function update(database: RecordingDatabase, patch: object): Promise<void> {
  const { engine } = await engineOn(database);
  written += 1;
  const records = recordsOf(numbers(20).map((i) => [`loan_${i}`, { ...patch, written }]));
  const { counts } = await engine.run(request(records, { list }));
  assert.equal(counts.updated, 20);
}

async function updateHeld(database: RecordingDatabase, connectionString: string): Promise<void> {
  const { engine } = await engineOn(database, { triesMax: 3 });
  await using writer = await holdRows(connectionString, list, ['loan_9']);
  const records = recordsOf(numbers(20).map((i) => [`loan_${i}`, { held: i }]));
  const { counts } = await engine.run(request(records, { list }));
  await writer.rollback();
  assert.equal(counts.failed, 1);
}

async function expecting(database: RecordingDatabase): Promise<void> {
  const { engine } = await engineOn(database);
  const keys = numbers(10).map((i) => `loan_${i + 30}`);
  for (const field of ['a', 'b']) {
    await engine.run(request(recordsOf(keys.map((key) => [key, { [field]: 1 }])), { list }));
  }
  const { counts } = await engine.run(request(recordsOf(keys.map((key) => [key, { c: 1 }, 1])), { list }));
  assert.equal(counts.updated, 10);
}

async function add(database: RecordingDatabase, { triesMax, from }: { triesMax: number; from: number }): Promise<void> {
  const { engine } = await engineOn(database, { triesMax });
  const records = recordsOf(numbers(20).map((i) => [`loan_${from + i}`, { n: i }]));
  const { counts } = await engine.run(request(records, { list, operation: 'add' }));
  assert.equal(counts.updated, 20);
}

async function preview(database: RecordingDatabase): Promise<void> {
  const { engine } = await engineOn(database);
  const records = [{ index: 0, key: 'loan_1', patch: { n: -5 } }];
  const { changes } = await engine.preview(list, 'update', groupIntoChunk(0, records));
  assert.equal(changes.length, 1);
}

/** A preview is made, looked at, applied, and swept when it has expired. */
async function applyPreview(database: RecordingDatabase): Promise<void> {
  const { engine } = await engineOn(database);
  const previews = previewStore({ database, packRecordsMax: 250, previewHours: 24 });
  const asked = request(recordsOf(numbers(20).map((i) => [`loan_${i}`, { shown: i }])), { list });
  await engine.dryRun(asked, previews);
  database.recordsReads = true;
  const id = { organizationId: list.organizationId, publicId: asked.publicId };
  await previews.shown(list, asked.publicId);
  const found = await previewDesk(database).find(id);
  assert.ok(found && found !== 'none');
  const { records, chunkRecords, shown } = await readPreview(database, found);
  const applying = request(records, { list, preview: { id: found.id, chunkRecords, shown } });
  assert.equal((await engine.run(applying)).counts.updated, 20);
  await assert.rejects(database.transact((tx) => previewDesk(database).markApplied(tx, found, applying.publicId)));
  await database.query(
    `update batches set expires_at = now() - interval '1 hour' where id = $1 and organization_id = $2`,
    [found.id, list.organizationId],
  );
  assert.equal(await sweepPreviews(database), 1);
  database.recordsReads = false;
}

async function remove(database: RecordingDatabase): Promise<void> {
  const { engine } = await engineOn(database);
  const records = recordsOf(['loan_48', 'loan_49'].map((key) => [key, {}]));
  const { counts } = await engine.run(request(records, { list, operation: 'remove' }));
  assert.equal(counts.updated, 2);
}

async function resume(database: RecordingDatabase): Promise<void> {
  const { store, engine } = await engineOn(database);
  const breaking = hookedStore(store, {
    beforeEnd() {
      throw new Error('cut');
    },
  });
  const asked = request(recordsOf([['loan_1', { again: 1 }]]), { list });
  await assert.rejects(startEngine(breaking).run(asked), /cut/);
  await engine.run({ ...asked, resumed: true });
}

async function cancel(database: RecordingDatabase): Promise<void> {
  const { store } = await engineOn(database);
  const asked = request(recordsOf([['loan_1', { late: 1 }]]), { list });
  const cancelling = hookedStore(store, {
    async beforeWrite() {
      await database.query('update batches set cancel_requested = true where public_id = $1', [asked.publicId]);
    },
  });
  assert.equal((await startEngine(cancelling).run(asked)).state, 'cancelled');
}

/** A batch that breaks off twice: it is left for its retry, and then it is closed. */
async function orphan(database: RecordingDatabase): Promise<void> {
  const { store, owner } = await engineOn(database);
  const asked = request(recordsOf([['loan_1', { orphan: 1 }]]), { list });
  await database.query(
    `insert into idempotency_keys (organization_id, operation, key, fingerprint, reference, owner, expires_at)
     values ($1, 'bulk', 'orphan', '', $2, $3, now() + interval '1 day')`,
    [list.organizationId, asked.publicId.slice('batch_'.length), owner],
  );
  const breaking = hookedStore(store, {
    beforeWrite() {
      throw new Error('cut');
    },
  });
  const sweep = () => settleOrphans(database, { owner, deadAfterMs: 60_000, batches: store });
  await assert.rejects(startEngine(breaking).run(asked), /cut/);
  await sweep();
  await database.query(`update idempotency_keys set expires_at = now() where key = 'orphan'`);
  await sweep();
  const { rows } = await database.query('select state from batches where public_id = $1', [asked.publicId]);
  assert.deepEqual(rows, [{ state: 'failed' }]);
}

function numbers(many: number): number[] {
  return Array.from({ length: many }, (_, i) => i + 1);
}

describe('the keys and indexes of every table', () => {
  /** Small and shared by all organizations. */
  const shared = new Set([
    'organizations',
    'tokens',
    'users',
    'clients',
    'grants',
    'access_tokens',
    'sessions',
    'wrong_passwords',
    'secrets',
    'processes',
    'migrations',
  ]);
  let empty: TestDatabase;
  let database: RecordingDatabase;
  before(async () => {
    empty = await createTestDatabase();
    const { connectionString } = empty;
    database = new RecordingDatabase({ connectionString, poolSize: 1, lockWaitMs: 20, onIdleError: () => undefined });
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await empty[Symbol.asyncDispose]();
  });

  interface Index {
    readonly table: string;
    readonly index: string;
    readonly definition: string;
    readonly unique: boolean;
    readonly first: string | null;
  }

  const indexes = async (): Promise<Index[]> => {
    const { rows } = await database.query<Index>(
      `select t.relname as table, i.relname as index, pg_get_indexdef(x.indexrelid) as definition, x.indisunique as unique,
         a.attname as first
       from pg_index x
       join pg_class t on t.oid = x.indrelid
       join pg_class i on i.oid = x.indexrelid
       left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
       where t.relnamespace = 'public'::regnamespace
       order by 1, 2`,
    );
    return rows;
  };

  test('let the tables be distributed: every primary and unique key begins with organization_id', async () => {
    const keys = (await indexes()).filter(({ table, unique }) => unique && !shared.has(table));
    assert.ok(keys.length >= 8, `${keys.length} keys`);
    assert.deepEqual(
      keys.filter(({ first }) => first !== 'organization_id').map(({ definition }) => definition),
      [],
    );
    const tables = new Set(keys.map(({ table }) => table));
    const known = ['batches', 'change_packs', 'chunks', 'customers', 'idempotency_keys', 'lists'];
    assert.deepEqual(
      known.filter((table) => !tables.has(table)),
      [],
    );
  });

  test('leave updates heap-only: no index names data', async () => {
    const all = await indexes();
    assert.ok(all.some(({ index }) => index === 'customers_pkey'));
    assert.deepEqual(
      all.filter(({ definition }) => /\bdata\b/.test(definition)),
      [],
    );
  });

  test('are there: every table has a primary key', async () => {
    const { rows } = await database.query<{ table: string }>(
      `select relname as table from pg_class t
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not exists (select 1 from pg_index x where x.indrelid = t.oid and x.indisprimary)`,
    );
    assert.deepEqual(rows, []);
  });
});
