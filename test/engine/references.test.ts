import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ListRef } from '../../src/engine/ports.ts';
import type { BatchResult, JsonObject } from '../../src/engine/records.ts';
import { holdRows, otherWriter, untilWaiting } from './hold-rows.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { recordsOf, request, startEngine } from './start-engine.ts';

describe('the references of customers', () => {
  let room: OpenStore;
  before(async () => {
    room = await openStore();
  });
  after(() => room[Symbol.asyncDispose]());

  /** A company's list with these customers. */
  async function company(customers: Readonly<Record<string, JsonObject>> = {}): Promise<ListRef> {
    const list = { ...(await room.list()), references: ['uniqueRefNo', 'accountNumber'] };
    const engine = await room.engine();
    const { counts } = await engine.run(request(recordsOf(Object.entries(customers)), { list, operation: 'add' }));
    assert.equal(counts.failed, 0);
    return list;
  }
  async function held({ organizationId, listId }: ListRef): Promise<string[]> {
    const { rows } = await room.database.query<{ text: string }>(
      `select case field when 'uniqueRefNo' then 'ref' else 'acc' end || ' ' || value || ' ' || key as text
       from customer_references where organization_id = $1 and list_id = $2 order by 1`,
      [organizationId, listId],
    );
    return rows.map(({ text }) => text);
  }
  const update = async (list: ListRef, records: Parameters<typeof recordsOf>[0], limits = {}): Promise<BatchResult> =>
    (await room.engine(limits)).run(request(recordsOf(records), { list }));
  const taken = ({ failures }: BatchResult): [number, string][] =>
    failures.map(({ index, error, reason }) => {
      assert.equal(error, 'reference_taken_exception');
      return [index, reason];
    });

  test('are kept with the customers: given, changed, cleared, removed and given again', async () => {
    const list = await company({ a: { uniqueRefNo: 'R1', accountNumber: 'A1', n: 1 }, b: { accountNumber: 'A1' } });
    assert.deepEqual(await held(list), ['acc A1 a', 'acc A1 b', 'ref R1 a']);
    await update(list, [
      ['a', { uniqueRefNo: 'R2', n: 2 }],
      ['b', { accountNumber: null, uniqueRefNo: 'R3' }],
    ]);
    assert.deepEqual(await held(list), ['acc A1 a', 'ref R2 a', 'ref R3 b']);
    const engine = await room.engine();
    await engine.run(request(recordsOf([['a', {}]]), { list, operation: 'remove' }));
    assert.deepEqual(await held(list), ['ref R3 b']);
    await engine.run(request(recordsOf([['a', { uniqueRefNo: 'R1' }]]), { list, operation: 'add' }));
    await update(list, [['b', { uniqueRefNo: 'R2' }]]);
    assert.deepEqual(await held(list), ['ref R1 a', 'ref R2 b']);
  });

  test('stay unique where they are: the record that wants one of another customer fails alone', async () => {
    const list = await company({ a: { uniqueRefNo: 'R1' }, b: {}, c: {} });
    const result = await update(list, [
      ['b', { uniqueRefNo: 'R1', n: 1 }],
      ['c', { uniqueRefNo: 'R2' }],
      ['b', { n: 2 }],
    ]);
    assert.deepEqual(taken(result), [[0, 'Another customer has the uniqueRefNo R1']]);
    assert.deepEqual([result.counts.updated, result.counts.retried], [2, 3]);
    assert.deepEqual(await held(list), ['ref R1 a', 'ref R2 c']);
    assert.deepEqual((await room.customers(list))[1]?.data, { n: 2 });
  });

  test('are given once where two new customers want the same', async () => {
    const list = await company();
    const records = recordsOf(['a', 'b', 'c'].map((key) => [key, { uniqueRefNo: 'R1' }]));
    const result = await (await room.engine()).run(request(records, { list, operation: 'add' }));
    assert.equal(taken(result).length, 2);
    assert.equal((await held(list)).length, 1);
    assert.equal((await room.customers(list)).length, 1);
  });

  test('are found to be taken in the last try too', async () => {
    const list = await company({ a: { uniqueRefNo: 'R1' }, b: {}, c: {} });
    const result = await update(
      list,
      [
        ['b', { uniqueRefNo: 'R1' }],
        ['c', { n: 1 }],
      ],
      { triesMax: 1 },
    );
    assert.deepEqual(
      taken(result).map(([index]) => index),
      [0],
    );
    assert.equal(result.counts.updated, 1);
    await using writer = await holdRows(room.connectionString, list, ['c']);
    const busy = await update(
      list,
      [
        ['b', { uniqueRefNo: 'R1' }],
        ['c', { n: 2 }],
      ],
      { triesMax: 1 },
    );
    await writer.rollback();
    assert.deepEqual(
      busy.failures.map(({ error }) => error),
      ['reference_taken_exception', 'resource_busy_exception'],
    );
  });

  test('that records of one customer want one after the other are each found to be taken', async () => {
    const list = await company({ a: { uniqueRefNo: 'R1' }, b: { uniqueRefNo: 'R2' }, c: {} });
    const result = await update(list, [
      ['c', { uniqueRefNo: 'R1' }],
      ['c', { uniqueRefNo: 'R2' }],
      ['c', { uniqueRefNo: 'R3' }],
    ]);
    // What it is given in between is given to nobody.
    assert.equal(result.counts.updated, 3);
    const two = await update(list, [
      ['c', { uniqueRefNo: 'R1' }],
      ['c', { uniqueRefNo: 'R2' }],
    ]);
    assert.deepEqual(taken(two), [
      [0, 'Another customer has the uniqueRefNo R1'],
      [1, 'Another customer has the uniqueRefNo R2'],
    ]);
    assert.deepEqual(await held(list), ['ref R1 a', 'ref R2 b', 'ref R3 c']);
  });

  test('are waited for where another is just giving them away, and are free if he does not', async () => {
    for (const [end, outcome] of [
      ['commit', 'failed'],
      ['rollback', 'updated'],
    ] as const) {
      const list = await company({ a: {} });
      await using writer = await otherWriter(room.connectionString);
      await writer.query(`insert into customer_references values ($1, $2, 'uniqueRefNo', 'R1', 'z')`, [
        list.organizationId,
        list.listId,
      ]);
      const running = update(list, [['a', { uniqueRefNo: 'R1' }]]);
      await untilWaiting(room.database, 1);
      await writer[end]();
      assert.equal((await running).counts[outcome], 1);
    }
  });

  test('of two batches that swap them at the same time agree with the customers in the end', async () => {
    const list = await company({ a: { uniqueRefNo: 'R1' }, b: { uniqueRefNo: 'R2' } });
    for (let round = 0; round < 3; round += 1) {
      const [first, second] = await Promise.all([
        update(list, [['a', { uniqueRefNo: round % 2 === 0 ? 'R2' : 'R1' }]]),
        update(list, [['b', { uniqueRefNo: round % 2 === 0 ? 'R1' : 'R2' }]]),
      ]);
      taken(first);
      taken(second);
      const customers = await room.customers(list);
      assert.deepEqual(
        customers.map(({ key, data }) => `ref ${data['uniqueRefNo'] as string} ${key}`).toSorted(),
        await held(list),
      );
    }
  });

  test('are none of a list that has none', async () => {
    const list = await room.list(['a', 'b']);
    const engine = startEngine(await room.store());
    const records = recordsOf([
      ['a', { uniqueRefNo: 'R1' }],
      ['b', { uniqueRefNo: 'R1' }],
    ]);
    assert.equal((await engine.run(request(records, { list }))).counts.updated, 2);
    assert.deepEqual(await held(list), []);
  });
});
