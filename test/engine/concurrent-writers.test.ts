import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BatchResult } from '../../src/engine/records.ts';
import { holdRows, otherWriter, untilWaiting } from './hold-rows.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { recordsOf, request } from './start-engine.ts';

describe('writers of the same customers', () => {
  let patient: OpenStore;
  let hasty: OpenStore;
  before(async () => {
    [patient, hasty] = await Promise.all([openStore({ lockWaitMs: 20_000 }), openStore({ lockWaitMs: 20 })]);
  });
  after(async () => {
    await Promise.all([patient, hasty].map((room) => room[Symbol.asyncDispose]()));
  });

  test('rows held through every try end busy, the others of their chunk are applied', async () => {
    const list = await hasty.list(['a', 'b', 'c', 'd']);
    const engine = await hasty.engine({ triesMax: 3 });
    await using one = await holdRows(hasty.connectionString, list, ['a']);
    await using other = await holdRows(hasty.connectionString, list, ['c']);
    const { counts, failures } = await engine.run(request(recordsOf(keysOf('abcd')), { list }));
    assert.deepEqual(errors(failures), [
      ['a', 'resource_busy_exception'],
      ['c', 'resource_busy_exception'],
    ]);
    // nobody knows which row the second try did not get, so its whole chunk counts
    assert.deepEqual([counts.updated, counts.failed, counts.retried], [2, 2, 4]);
    await Promise.all([one.rollback(), other.rollback()]);
    assert.deepEqual(await versions(hasty, list), { a: 1, b: 2, c: 1, d: 2 });
  });

  test('a row freed during the wait is patched as the other writer left it; its records alone count as retried', async () => {
    const list = await patient.list(['a', 'b', 'c']);
    const engine = await patient.engine();
    await using writer = await holdRows(patient.connectionString, list, ['b']);
    const entries = recordsOf([...keysOf('abc'), ['b', { twin: true }]]);
    const running = engine.run(request(entries, { list }));
    await untilWaiting(patient.database, 1);
    await writer.query(
      `update customers set data = '{"n":5,"x":1}', version = 2 where organization_id = $1 and key = 'b'`,
      [list.organizationId],
    );
    await writer.commit();
    const { counts } = await running;
    assert.deepEqual([counts.updated, counts.failed, counts.retried], [4, 0, 2]);
    const rows = await patient.customers(list);
    assert.deepEqual(
      rows.map(({ version, data }) => [version, data]),
      [
        [2, { n: 1 }],
        [3, { n: 1, x: 1, twin: true }],
        [2, { n: 1 }],
      ],
    );
  });

  test('a row held holds up its own chunk only', async () => {
    const list = await patient.list(['a', 'b', 'c']);
    const engine = await patient.engine({ chunkRecordsMax: 1, chunksAtOnceMax: 1 });
    await using writer = await holdRows(patient.connectionString, list, ['a']);
    const running = engine.run(request(recordsOf(keysOf('abc')), { list }));
    await untilWaiting(patient.database, 1);
    await until(async () => (await patient.customers(list)).filter(({ version }) => version === 2).length === 2);
    await writer.rollback();
    assert.deepEqual((await running).counts.updated, 3);
  });

  test('an expected version is judged against the row as the wait left it', async () => {
    const list = await patient.list(['a']);
    const engine = await patient.engine();
    await using writer = await holdRows(patient.connectionString, list, ['a']);
    const running = engine.run(request(recordsOf([['a', { n: 1 }, 1]]), { list }));
    await untilWaiting(patient.database, 1);
    await writer.query('update customers set version = 2 where organization_id = $1', [list.organizationId]);
    await writer.commit();
    const { failures } = await running;
    assert.equal(failures[0]?.reason, 'Expected version 1, the current version is 2');
  });

  test('batches that overlap in opposite orders lose no update and never deadlock', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `loan_${i}`);
    const list = await patient.list(names);
    const before = await deadlocks(patient);
    const results = await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        const order = writer % 2 === 0 ? names : names.toReversed();
        const engine = await patient.engine({ chunkRecordsMax: 7 + writer * 3, chunksAtOnceMax: 2 });
        return engine.run(request(recordsOf(order.map((key) => [key, { [`by_${writer}`]: writer }])), { list }));
      }),
    );
    for (const { counts } of results) assert.deepEqual([counts.updated, counts.failed], [40, 0]);
    const all = Object.fromEntries([['n', 0], ...results.map((_, writer) => [`by_${writer}`, writer])]);
    for (const customer of await patient.customers(list)) {
      assert.equal(customer.version, 9);
      assert.deepEqual(customer.data, all);
      const history = await patient.history(list, customer);
      assert.deepEqual(
        history.map(({ version }) => version),
        [2, 3, 4, 5, 6, 7, 8, 9],
      );
      assert.equal(new Set(history.flatMap(({ fields }) => Object.keys(fields))).size, 8);
    }
    assert.equal(await deadlocks(patient), before);
  });

  test('of two that add the same customers, exactly one wins each', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `loan_${String(i).padStart(2, '0')}`);
    const list = await patient.list();
    // both stand still half-way, so that they do meet
    await using stop = await otherWriter(patient.connectionString);
    await addRow(stop, list, 'loan_15');
    const adding = ['one', 'two'].map(async (by, adder) => {
      const engine = await patient.engine({ chunkRecordsMax: 10 + adder * 15 });
      return engine.run(request(recordsOf(names.map((key) => [key, { by }])), { list, operation: 'add' }));
    });
    await untilWaiting(patient.database, 2);
    await stop.rollback();
    const results = await Promise.all(adding);
    const rows = await patient.customers(list);
    assert.equal(rows.length, 30);
    for (const row of rows) {
      const winner = row.data['by'] === 'one' ? 0 : 1;
      assert.deepEqual([row.version, (await patient.history(list, row)).length], [1, 1]);
      assert.equal(failureOf(results[winner], row.key), undefined);
      assert.equal(failureOf(results[1 - winner], row.key)?.reason, 'Document already exists');
    }
    assert.equal(await customerCount(patient, list), 30);
  });

  test('a customer that another adds meanwhile exists', async () => {
    const list = await patient.list();
    await using writer = await otherWriter(patient.connectionString);
    await addRow(writer, list, 'b');
    const engine = await patient.engine();
    const running = engine.run(request(recordsOf(keysOf('abc')), { list, operation: 'add' }));
    await untilWaiting(patient.database, 1);
    await writer.commit();
    const { counts, failures } = await running;
    assert.deepEqual(errors(failures), [['b', 'version_conflict_engine_exception']]);
    assert.deepEqual([counts.updated, counts.retried], [2, 3]);
  });

  test('a customer that another is still adding after every try ends busy, the others are added', async () => {
    const list = await hasty.list(['c']);
    await using writer = await otherWriter(hasty.connectionString);
    for (const key of ['b', 'h']) await addRow(writer, list, key);
    const engine = await hasty.engine({ triesMax: 3, customerBytesMax: 50 });
    const entries = recordsOf([...keysOf('abcdefghij'), ['large', { t: 'x'.repeat(99) }]]);
    const { state, counts, failures } = await engine.run(request(entries, { list, operation: 'add' }));
    assert.deepEqual(errors(failures), [
      ['b', 'resource_busy_exception'],
      ['c', 'version_conflict_engine_exception'],
      ['h', 'resource_busy_exception'],
      ['large', 'document_too_large_exception'],
    ]);
    assert.deepEqual([state, counts.updated, counts.failed], ['completed', 7, 4]);
    await writer.rollback();
    const rows = await hasty.customers(list);
    assert.deepEqual(rows.map(({ key }) => key).join(''), 'acdefgij');
    const [row] = rows;
    assert.deepEqual(row && [row.version, row.status, row.data], [1, 'active', { n: 1 }]);
    assert.deepEqual(row && (await hasty.history(list, row)).map(({ version, fields }) => [version, fields]), [
      [1, { n: { to: 1 } }],
    ]);
    assert.equal(await customerCount(hasty, list), 7);
  });

  test('of many customers that another is adding, a bounded number is looked for', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `loan_${String(i).padStart(3, '0')}`);
    const list = await hasty.list();
    await using writer = await otherWriter(hasty.connectionString);
    for (const key of names.slice(0, 250)) await addRow(writer, list, key);
    const engine = await hasty.engine({ triesMax: 1 });
    const entries = recordsOf(names.map((key) => [key, { n: 1 }]));
    const start = performance.now();
    const { counts, failures } = await engine.run(request(entries, { list, operation: 'add' }));
    assert.ok(performance.now() - start < 8000);
    assert.deepEqual(new Set(failures.map(({ error }) => error)), new Set(['resource_busy_exception']));
    assert.equal(counts.updated + counts.failed, 300);
    assert.ok(counts.failed >= 250);
    assert.equal((await hasty.customers(list)).length, counts.updated);
  });
});

function keysOf(keys: string): [string, { n: number }][] {
  return keys.split('').map((key) => [key, { n: 1 }]);
}

function errors(failures: BatchResult['failures']): [string, string][] {
  return failures.map(({ key, error }) => [key, error]);
}

function failureOf(result: BatchResult | undefined, key: string): BatchResult['failures'][number] | undefined {
  return result?.failures.find((failure) => failure.key === key);
}

type List = Awaited<ReturnType<OpenStore['list']>>;

async function versions(room: OpenStore, list: List): Promise<Record<string, number>> {
  return Object.fromEntries((await room.customers(list)).map(({ key, version }) => [key, version]));
}

async function addRow(writer: Awaited<ReturnType<typeof otherWriter>>, { organizationId, listId }: List, key: string) {
  await writer.query(`insert into customers (organization_id, list_id, key, data) values ($1, $2, $3, '{}')`, [
    organizationId,
    listId,
    key,
  ]);
}

async function customerCount({ database }: OpenStore, { organizationId }: List): Promise<number | undefined> {
  const { rows } = await database.query<{ count: number }>(
    'select customer_count as count from lists where organization_id = $1',
    [organizationId],
  );
  return rows[0]?.count;
}

/** Deadlocks of the database so far; a backend reports one when it is found. */
async function deadlocks({ database }: OpenStore): Promise<number | undefined> {
  const { rows } = await database.query<{ deadlocks: number }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  return rows[0]?.deadlocks;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) assert.ok(performance.now() < deadline, 'it never came to pass');
}
