import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { listBatches } from '../../src/store/batch-reports.ts';
import { customerLists } from '../../src/store/customer-lists.ts';
import { customerReader } from '../../src/store/customers.ts';
import { findMapping } from '../../src/store/list-mappings.ts';
import { surveyList } from '../../src/store/list-survey.ts';
import { recordStatistics } from '../../src/store/record-statistics.ts';
import { readDatabaseFacts } from '../../src/store/service-status.ts';
import { openSnapshot } from '../../src/store/snapshot.ts';
import { createTestDatabase, postgres15, type TestDatabase } from '../postgres.ts';
import { RecordingDatabase } from './recorded-statements.ts';
import { planOf, scans } from './statement-plan.ts';

/** Tables that grow, and what must lead to their rows. */
const large = new Map([
  ['customers', ['organization_id', 'list_id']],
  ['batches', ['organization_id', 'token_id|id|public_id']],
  ['chunks', ['organization_id', 'batch_id']],
  ['lists', ['organization_id']],
  ['list_mappings', ['organization_id', 'list_id']],
]);
/** What is unfinished is little; what has ended within a day is a range. */
const smallIndexes = new Set([
  'batches_unfinished',
  'batches_history',
  // Of statistics and of an actor's batches, which have tests of their own.
  'batches_created',
  'batches_of_actor',
  'uploads_reading',
  'webhook_deliveries_without_job',
  'webhook_deliveries_due',
  'webhook_deliveries_age',
]);
const { server, missing } = postgres15();

plans('the statements behind lists, statistics and status', {});
plans('the statements behind lists, statistics and status, on PostgreSQL 15', {
  server: server ?? '',
  skip: missing ?? false,
});

function plans(name: string, { server: on = '', skip = false }: { server?: string; skip?: string | false }): void {
  describe(name, { skip }, () => {
    let empty: TestDatabase;
    let database: RecordingDatabase;
    before(async () => {
      empty = await createTestDatabase(on === '' ? {} : { server: on });
      const { connectionString } = empty;
      database = new RecordingDatabase({ connectionString, poolSize: 2, lockWaitMs: 20, onIdleError: () => undefined });
    });
    after(async () => {
      await database[Symbol.asyncDispose]();
      await empty[Symbol.asyncDispose]();
    });

    test('read their own rows alone', async () => {
      await fill(database);
      database.statements.length = 0;
      database.recordsReads = true;
      await askAll(database);
      database.recordsReads = false;
      const asked = database.statements.filter(({ text }) => /^\s*(select|insert|delete|update|with)/.test(text));
      const distinct = [...new Map(asked.map((one) => [one.text, one])).values()];
      assert.ok(distinct.length > 14, `${distinct.length} different statements`);
      const bad: string[] = [];
      for (const statement of distinct) {
        const plan = await database.transact((tx) => planOf(tx, statement));
        bad.push(...scans(plan, large, smallIndexes).map((scan) => `${scan}: ${statement.text}`));
      }
      assert.deepEqual(bad, []);
    });

    test('the batches of one actor are read from his index', async () => {
      database.statements.length = 0;
      database.recordsReads = true;
      await listBatches(database, { organizationId, by: 'tok_1', limit: 5, after: null });
      database.recordsReads = false;
      const asked = database.statements.splice(0);
      for (const statement of asked) {
        const plan = JSON.stringify(await database.transact((tx) => planOf(tx, statement)));
        assert.match(plan, /"Index Name":"batches_of_actor"[^}]*"Index Cond":"[^"]*token_id >= [^"]*token_id <= /);
        assert.doesNotMatch(plan, /"Node Type":"Sort"/);
      }
    });

    test('statistics read the batches of their period', async () => {
      database.statements.length = 0;
      database.recordsReads = true;
      await askStatistics(database);
      database.recordsReads = false;
      assert.equal(database.statements.length, 2);
      const asked = database.statements.splice(0);
      for (const statement of asked) {
        const plan = JSON.stringify(await database.transact((tx) => planOf(tx, statement)));
        assert.match(plan, /"Index Name":"batches_created"[^}]*"Index Cond":"[^"]*created_at >= [^"]*created_at < /);
      }
    });
  });
}

const organizationId = 3;
const listId = 7;

/** Every statement of theirs. */
async function askAll(database: RecordingDatabase): Promise<void> {
  const lists = customerLists(database);
  const id = { organizationId, publicId: 'camp_3' };
  await lists.find(id);
  await database.transact(async (tx) => {
    await lists.findIn(tx, id);
    await lists.setMapping(tx, { organizationId, listId }, [['Shop', 'legalName']]);
    await lists.setMapping(tx, { organizationId, listId }, null);
  });
  await findMapping(database, { organizationId, listId });
  await askStatistics(database);
  await listBatches(database, { organizationId, by: 'tok_1', limit: 5, after: null });
  await readDatabaseFacts(database, { deadAfterMs: 15_000, statementMs: 4_000 });
  await using snapshot = await openSnapshot(database, {
    idleMs: 1_000,
    openMsMax: 60_000,
    onClosed: () => undefined,
  });
  await customerReader(snapshot.reader).page({ organizationId, listId, keyPrefix: null, afterKey: 'a', limit: 10 });
  await surveyList(snapshot.reader, { organizationId, listId }, { contactsField: null, namesMax: 9 });
  await surveyList(snapshot.reader, { organizationId, listId }, { contactsField: 'customerKeyContacts', namesMax: 9 });
}

async function askStatistics(database: RecordingDatabase): Promise<void> {
  const borders = [new Date('2026-01-01'), new Date('2026-01-02'), new Date('2026-01-03')];
  const statistics = recordStatistics(database);
  await statistics.records({ organizationId, list: null, borders });
  await statistics.records({ organizationId, list: 'camp_3', borders });
}

const rows = 30_000;

async function fill(database: RecordingDatabase): Promise<void> {
  await database.query(
    `insert into batches (organization_id, public_id, list_id, source, operation, state, atomic, total, valid, invalid,
       chunks, chunk_records, keys, token_id, created_at, started_at, finished_at)
     select 1 + i % 5, 'batch_' || i, 7, 'campaign', 'update', 'completed', false, 1, 1, 0, 1, 1, '', i % 50,
       now() - i * interval '10 minutes', now() - i * interval '10 minutes', now() - i * interval '10 minutes'
     from generate_series(1, $1) i`,
    [rows],
  );
  await database.query(
    `insert into customers (organization_id, list_id, key, data)
     select 1 + i % 5, 7, 'loan_' || i, '{"a": 1}' from generate_series(1, $1) i`,
    [rows],
  );
  await database.query(
    `insert into lists (organization_id, public_id, kind, type, name)
     select o, 'camp_' || o || case when i = 1 then '' else '_' || i end, 'campaign', 'emi', 'April'
     from generate_series(1, 5) o, generate_series(1, $1 / 100 + 1) i on conflict do nothing`,
    [rows],
  );
  await database.query('vacuum analyze');
}
