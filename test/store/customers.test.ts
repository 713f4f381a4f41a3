import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ListRef } from '../../src/engine/ports.ts';
import type { CustomerReader } from '../../src/lists/customer-readers.ts';
import { customerReader } from '../../src/store/customers.ts';
import { plansOf } from './explain.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';

describe('customers', () => {
  let room: OpenEngine;
  let customers: CustomerReader;
  before(async () => {
    room = await openEngine();
    customers = customerReader(room.database);
    const keys = ['B', 'a', 'a%', 'a%b', 'a_', 'aa', 'ab', 'z', 'é', 'éa', '\u{ffff}', '\u{1f600}', '\u{10ffff}x'];
    await room.run({
      id: 'batch_add',
      operation: 'add',
      records: keys.map((key) => [key, { loan_id: key, score: 1 }]),
    });
    await remove('aa');
  });
  after(() => room[Symbol.asyncDispose]());

  const remove = (key: string) =>
    room.database.query(`update customers set status = 'removed' where list_id = $1 and key = $2`, [
      room.list.listId,
      key,
    ]);
  const page = (query: { prefix?: string; afterKey?: string; limit?: number; list?: ListRef }) =>
    customers.page({
      ...(query.list ?? room.list),
      keyPrefix: query.prefix ?? null,
      afterKey: query.afterKey ?? null,
      limit: query.limit ?? 100,
    });
  const keysOf = async (query: Parameters<typeof page>[0]) => (await page(query)).customers.map(({ key }) => key);

  test('are found by their key, with version, data and times', async () => {
    await room.run({ id: 'batch_one', records: [['z', { score: 2 }]] });
    const customer = await customers.find({ ...room.list, key: 'z' });
    assert.ok(customer);
    const { createdAt, updatedAt, ...rest } = customer;
    assert.deepEqual(rest, { key: 'z', version: 2, status: 'active', data: { loan_id: 'z', score: 2 } });
    assert.ok(updatedAt > createdAt);
  });

  test('are not found when they are unknown, removed, of another list or of another organization', async () => {
    const other = await room.addList('CEKOTHER00');
    await room.run({ id: 'batch_add', operation: 'add', list: other, records: [['theirs', {}]] });
    const ids = [
      { ...room.list, key: 'nobody' },
      { ...room.list, key: 'aa' },
      { ...room.list, key: 'theirs' },
      { ...other, organizationId: room.list.organizationId, key: 'theirs' },
    ];
    for (const id of ids) assert.equal(await customers.find(id), null);
    assert.deepEqual(await keysOf({ list: other }), ['theirs']);
    assert.deepEqual(await keysOf({ list: { ...other, organizationId: room.list.organizationId } }), []);
  });

  test('are listed in the order of their bytes, removed ones left out', async () => {
    const all = ['B', 'a', 'a%', 'a%b', 'a_', 'ab', 'z', 'é', 'éa', '\u{ffff}', '\u{1f600}', '\u{10ffff}x'];
    assert.deepEqual(await keysOf({}), all);
    assert.deepEqual(await keysOf({ limit: 2 }), ['B', 'a']);
    assert.deepEqual(await keysOf({ afterKey: 'a', limit: 3 }), ['a%', 'a%b', 'a_']);
    assert.deepEqual(await keysOf({ afterKey: '\u{10ffff}x' }), []);
  });

  test('are told to be all of them, or not', async () => {
    assert.equal((await page({ limit: 12 })).more, false);
    assert.equal((await page({ limit: 11 })).more, true);
    assert.deepEqual(await page({ afterKey: '\u{10ffff}x' }), { customers: [], more: false });
  });

  test('end a page early where they are large, and one is always shown', async () => {
    const list = await room.addList('CEKHUGE000');
    await room.database.query(
      `insert into customers (organization_id, list_id, key, data)
       select $1, $2, 'loan_' || i, jsonb_build_object('t', repeat('x', 3000000)) from generate_series(1, 5) i`,
      [list.organizationId, list.listId],
    );
    const { customers: first, more } = await page({ list });
    assert.deepEqual([first.map(({ key }) => key), more], [['loan_1', 'loan_2', 'loan_3'], true]);
    const last = await page({ list, afterKey: 'loan_3' });
    assert.deepEqual([last.customers.map(({ key }) => key), last.more], [['loan_4', 'loan_5'], false]);
    await room.database.query(
      `update customers set data = data || jsonb_build_object('u', repeat('x', 9000000))
      where list_id = $1`,
      [list.listId],
    );
    assert.deepEqual(await keysOf({ list }), ['loan_1']);
  });

  test('are searched by the start of the key, where no character means anything else', async () => {
    assert.deepEqual(await keysOf({ prefix: 'a' }), ['a', 'a%', 'a%b', 'a_', 'ab']);
    assert.deepEqual(await keysOf({ prefix: 'a%' }), ['a%', 'a%b']);
    assert.deepEqual(await keysOf({ prefix: 'a_' }), ['a_']);
    assert.deepEqual(await keysOf({ prefix: 'é' }), ['é', 'éa']);
    assert.deepEqual(await keysOf({ prefix: '\u{10ffff}' }), ['\u{10ffff}x']);
    assert.deepEqual(await keysOf({ prefix: 'a', afterKey: 'a%', limit: 2 }), ['a%b', 'a_']);
    assert.deepEqual(await keysOf({ prefix: 'a', afterKey: 'z' }), []);
    assert.deepEqual(await keysOf({ prefix: 'A' }), []);
  });

  test('are read by a range of the primary key, whatever the size of the list', async () => {
    const list = await room.addList('CEKLARGE00');
    await room.database.query(
      `insert into customers (organization_id, list_id, key, data)
       select $1, $2, 'loan_' || lpad(i::text, 6, '0'), '{}' from generate_series(1, 20000) i`,
      [list.organizationId, list.listId],
    );
    await room.database.query('analyze customers');
    const query = { ...list, keyPrefix: null, afterKey: null, limit: 50 };
    const plans = await plansOf(room.database, async (reader) => {
      const explained = customerReader(reader);
      await explained.find({ ...list, key: 'loan_000100' });
      await explained.page(query);
      await explained.page({ ...query, afterKey: 'loan_010000' });
      await explained.page({ ...query, keyPrefix: 'loan_0150' });
      await explained.page({ ...query, keyPrefix: 'loan_0150', afterKey: 'loan_015020' });
    });
    assert.equal(plans.length, 5);
    for (const { kinds, indexConditions, rowsRead } of plans) {
      assert.deepEqual(
        kinds.filter((kind) => !['Limit', 'Index Scan', 'WindowAgg', 'Subquery Scan'].includes(kind)),
        [],
      );
      assert.match(indexConditions.join(), /organization_id = .*list_id = .*key/);
      assert.ok(rowsRead <= 51, `read ${rowsRead} rows`);
    }
  });
});
