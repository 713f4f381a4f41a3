import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CustomerWrite } from '../../src/engine/ports.ts';
import type { FieldChanges } from '../../src/engine/records.ts';
import { customerFinder } from '../../src/store/customer-finder.ts';
import { fillTerms } from '../../src/store/fill-terms.ts';
import { purgeTerms } from '../../src/store/purge-terms.ts';
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

    for (const [state, customers] of states) {
      test(`read their own rows alone, planned on tables ${state}`, async () => {
        await fillTables(database, customers);
        const searching = await recorded(database, async () => askSearches(database));
        const steps = await recorded(database, async () => askSteps(database));
        assert.ok(searching.length > 8 && steps.length > 4, `${searching.length} and ${steps.length} statements`);
        const bad = [
          ...(await badPlans(database, searching, large)),
          ...(await badPlans(database, steps, largeForSteps)),
        ];
        assert.deepEqual(bad, []);
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
  await database.transact((tx) => fillTerms(tx, { customersMax: 2 }));
  await database.query('delete from customer_terms_due');
  await database.query(`insert into customer_terms_due values (3, 7, 'm')`);
  database.statements.length = 0;
  await database.transact((tx) => fillTerms(tx, { customersMax: 100_000 }));
  await database.transact((tx) => purgeTerms(tx, { termsMax: 2 }));
}

function write(fields: FieldChanges, place: number): CustomerWrite & { readonly pack: number } {
  const key = `loan_${place}`;
  const change = { key, version: 2, previousPack: null, fields };
  return { key, set: {}, remove: [], lockedVersion: place === 0 ? 1 : null, change, pack: 1 };
}
