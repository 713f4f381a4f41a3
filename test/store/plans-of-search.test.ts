import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CustomerWrite } from '../../src/engine/ports.ts';
import type { FieldChanges } from '../../src/engine/records.ts';
import { packChanges } from '../../src/store/change-packs.ts';
import { customerFinder } from '../../src/store/customer-finder.ts';
import { fillTurn } from '../../src/store/fill-turn.ts';
import { purgeLeftOver } from '../../src/store/purge-left-over.ts';
import { writeTerms } from '../../src/store/write-terms.ts';
import { createTestDatabase, postgres15, type TestDatabase } from '../postgres.ts';
import { RecordingDatabase, type RecordedStatement } from './recorded-statements.ts';
import { planOf, scans } from './statement-plan.ts';

/** Tables that grow with customers, and what must lead to their rows. */
const large = new Map([
  ['customers', ['organization_id', 'list_id', 'key']],
  ['customer_terms', ['organization_id', 'list_id', 'entry']],
  ['customer_terms_due', ['organization_id', 'list_id']],
]);
/** What a step of a sweep begins with is the first that there is. */
const largeForSteps = new Map([
  ['customers', ['organization_id', 'list_id']],
  ['customer_terms', ['organization_id', 'list_id']],
]);
/** What a large batch has left to be written. */
const largeAfterwards = new Map([
  ...large,
  ['customer_terms_later', ['organization_id', 'list_id', 'pack_id']],
  ['batches', ['organization_id', 'id']],
]);
/** A range leads to its rows as a value does. */
const range = / (?:>=|>|<) /g;
const { server, missing } = postgres15();

const planned = [
  ['empty', 0],
  ['of 20,000 customers', 20_000],
] as const;

plans('the statements of searching', { states: planned });
// Before version 17 a plan made for an empty or tiny table looks through the list for the keys, until it is analysed.
plans('the statements of searching, on PostgreSQL 15', {
  states: planned.slice(1),
  server: server ?? '',
  skip: missing ?? false,
});

interface On {
  readonly states: readonly (typeof planned)[number][];
  readonly server?: string;
  readonly skip?: string | false;
}

function plans(name: string, { states, server: on = '', skip = false }: On): void {
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

    test('are none where a chunk changes nothing that is searched', async () => {
      const writes = [write({ emi_amount: { from: 1, to: 2 } }, 0)];
      const asked = recorded(database, async () => database.transact((tx) => writeTerms(tx, { id: 1, list }, writes)));
      assert.deepEqual(await asked, []);
    });

    for (const [state, customers] of states) {
      test(`read their own rows alone, planned on tables ${state}`, async () => {
        await fillTables(database, customers);
        const searching = await recorded(database, async () => askSearches(database));
        const steps = await recorded(database, async () => askSteps(database));
        assert.ok(searching.length > 8 && steps.length > 4, `${searching.length} and ${steps.length} statements`);
        const later = await recorded(database, async () => askLater(database));
        assert.equal(await customerFinder(database).isIncomplete(list), false);
        const isNext = ({ text }: RecordedStatement): boolean => text.includes('> ($1, $2');
        const bad = [
          ...(await badPlans(database, searching, large)),
          ...(await badPlans(
            database,
            later.filter((one) => !isNext(one)),
            largeAfterwards,
          )),
          ...(await badPlans(database, steps, largeForSteps)),
        ];
        assert.deepEqual(bad, []);
        // Behind the one before, in the order of the primary key, as far as the first: nothing is collected or sorted.
        const nexts = [...steps, ...later].filter(isNext);
        assert.equal(nexts.length, 4);
        for (const next of nexts) {
          const plan = JSON.stringify(await database.transact((tx) => planOf(tx, next)));
          assert.match(plan, /"Index Cond":"\(ROW\((?:l\.)?organization_id, (?:l\.)?list_id/, next.text);
          assert.doesNotMatch(plan, /Sort|Hash|Bitmap|Merge/, next.text);
        }
      });
    }
  });
}

async function recorded(database: RecordingDatabase, ask: () => Promise<void>): Promise<RecordedStatement[]> {
  database.statements.length = 0;
  database.recordsReads = true;
  await ask();
  database.recordsReads = false;
  return [...new Map(database.statements.map((one) => [one.text, one])).values()];
}

async function badPlans(
  database: RecordingDatabase,
  statements: readonly RecordedStatement[],
  tables: ReadonlyMap<string, readonly string[]>,
): Promise<string[]> {
  const bad: string[] = [];
  for (const statement of statements) {
    // A chunk joins tables by hash.
    for (const hashJoins of [false, true]) {
      await database.transact(
        async (tx) => {
          const plan = await planOf(tx, statement);
          const ranged = JSON.parse(JSON.stringify(plan).replaceAll(range, ' = ')) as typeof plan;
          bad.push(...scans(ranged, tables).map((scan) => `${scan}: ${statement.text}`));
        },
        { hashJoins },
      );
    }
  }
  return bad;
}

const list = { organizationId: 3, listId: 7 };

async function fillTables(database: RecordingDatabase, customers: number): Promise<void> {
  await database.query(
    `insert into customers (organization_id, list_id, key, data)
     select i % 4, 7, 'loan_' || i, jsonb_build_object('first_name', 'Asha', 'last_name', 'Rao ' || i)
     from generate_series(1, $1) i`,
    [customers],
  );
  await database.query(
    `insert into customer_terms (organization_id, list_id, entry)
     select i % 4, 7, 'nasha rao ' || i || E'\\x01loan_' || i from generate_series(1, $1) i`,
    [customers],
  );
  if (customers > 0) await database.query('vacuum analyze customers, customer_terms');
}

async function askSearches(database: RecordingDatabase): Promise<void> {
  const finder = customerFinder(database);
  for (const table of ['keys', 'terms'] as const) {
    await finder.read(list, { of: table, prefix: 'a', after: null, limit: 2 });
    await finder.read(list, { of: table, prefix: '', after: 'a', limit: 2 });
  }
  await finder.find(list, 'a');
  await finder.isIncomplete(list);
  const changes: readonly FieldChanges[] = [
    { first_name: { from: 'Asha', to: 'Meera' } },
    { first_name: { to: 'Asha' }, last_name: { to: 'Rao' } },
  ];
  await database.transact((tx) => writeTerms(tx, { id: 1, list }, changes.map(write)));
}

async function askSteps(database: RecordingDatabase): Promise<void> {
  await database.query(`insert into customer_terms_due values (3, 7, '')`);
  await database.query(
    `insert into lists (organization_id, id, public_id, kind, type, name, status)
     values (3, 7, 'camp_1', 'campaign', 'emi', 'x', 'deleted') on conflict do nothing`,
  );
  database.statements.length = 0;
  const { signal } = new AbortController();
  await fillTurn(database, { customersMax: 2, stepsMax: 1, signal });
  await database.query('delete from customer_terms_due');
  await database.query(`insert into customer_terms_due values (3, 7, 'm')`);
  database.statements.length = 0;
  await fillTurn(database, { customersMax: 100_000, stepsMax: 2, signal });
  await database.transact((tx) => purgeLeftOver(tx, 'customer_terms', { rowsMax: 2 }));
}

/** A pack whose terms were left for later, and the step that writes them. */
async function askLater(database: RecordingDatabase): Promise<void> {
  const { rows } = await database.query<{ id: number }>(
    `insert into batches (organization_id, public_id, list_id, source, operation, state, atomic, total, valid, invalid, chunks,
       chunk_records, keys, finished_at)
     values (3, 'batch_' || gen_random_uuid(), 7, 'upload', 'update', 'completed', false, 10001, 2, 9999, 1, 2, '', now()) returning id`,
  );
  const batch = rows[0]?.id ?? 0;
  const writes = [
    { first_name: { from: 'Asha', to: 'Meera' } },
    { first_name: { from: 'Asha', to: 'Meera' }, last_name: { to: 'Rao' } },
  ].map(write);
  await database.transact((tx) => writeTerms(tx, { id: batch, list }, writes));
  const [packed] = packChanges(
    writes.map(({ change }) => change),
    10,
  );
  await database.query(
    'insert into change_packs (organization_id, id, list_id, changes) values (3, 1, 7, $1) on conflict do nothing',
    [packed?.packed],
  );
  await fillTurn(database, { customersMax: 2, stepsMax: 1, signal: new AbortController().signal });
}

function write(fields: FieldChanges, place: number): CustomerWrite & { readonly pack: number } {
  const key = `loan_${place}`;
  const change = { key, version: 2, previousPack: null, fields };
  return { key, set: {}, remove: [], lockedVersion: place === 0 ? 1 : null, change, pack: 1 };
}
