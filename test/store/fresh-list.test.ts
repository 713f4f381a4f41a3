import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PostgresBatchStore } from '../../src/store/batch-store.ts';
import { Database } from '../../src/store/database.ts';
import { statement } from '../../src/store/statement.ts';
import { recordsOf, request, startEngine } from '../engine/start-engine.ts';
import { createTestDatabase } from '../postgres.ts';
import { planOf } from './statement-plan.ts';
import type { PlanNode } from './statement-plan.ts';

/** Notes how each transaction would join a chunk's records to its customers. */
class PlannedDatabase extends Database {
  readonly joins: string[] = [];

  override transact: Database['transact'] = (work, options) =>
    super.transact(async (tx) => {
      this.joins.push(joinOf(await planOf(tx, { text: statement('merge-customers').text, values: [] })));
      return work(tx);
    }, options);
}

test('joins a chunk by hash, also on a list without statistics, where PostgreSQL expects a single row', async () => {
  await using empty = await createTestDatabase();
  const { connectionString } = empty;
  await using database = new PlannedDatabase({
    connectionString,
    poolSize: 2,
    lockWaitMs: 2000,
    onIdleError: () => undefined,
  });
  const list = { organizationId: 1, listId: 1 };
  await database.query('alter table customers set (autovacuum_enabled = false)');
  await database.query(
    `insert into customers (organization_id, list_id, key, data)
     select 1, 1, 'loan_' || i, '{}' from generate_series(1, 5000) i`,
  );
  await database.transact(async () => undefined);
  assert.deepEqual(database.joins, ['Nested Loop']);
  const { rows } = await database.query<{ id: number }>('insert into processes default values returning id');
  const store = new PostgresBatchStore({ database, owner: rows[0]?.id ?? 0, packRecordsMax: 250 });
  const { counts } = await startEngine(store).run(request(recordsOf([['loan_1', { n: 1 }]]), { list }));
  assert.equal(counts.updated, 1);
  assert.ok(database.joins.includes('Hash Join'), database.joins.join(', '));
});

function joinOf({ 'Node Type': type, Plans: below = [] }: PlanNode): string {
  return /Join|Nested Loop/.test(type) ? type : below.map(joinOf).join('');
}
