import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fieldsToRead } from '../../src/engine/fields-to-read.ts';
import type { ListRef, Locked } from '../../src/engine/ports.ts';
import type { JsonObject } from '../../src/engine/records.ts';
import { lockCustomers } from '../../src/store/customer-lock.ts';
import type { HotStatement, Tx } from '../../src/store/database.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';

const customerBytesMax = 65_536;
const answerBytesMax = 9 * 2 ** 20;

describe('locking customers', () => {
  let room: OpenStore;
  before(async () => {
    room = await openStore();
  });
  after(() => room[Symbol.asyncDispose]());

  test('takes one statement where all are small', async () => {
    const keys = keysOf(3000);
    const list = await room.list(keys);
    const { locked, answers } = await lock(list, keys, { n: 1, m: 2 });
    assert.equal(answers.length, 1);
    assert.deepEqual(locked.customers.get('k2999'), customer('k2999', { n: 0 }, null));
    const many = Object.fromEntries(keys.slice(0, 20).map((field) => [field, 1]));
    const whole = await lock(list, keys, { ...many, n: 1 });
    assert.equal(whole.answers.length, 1);
    assert.deepEqual(whole.locked.customers.get('k0'), customer('k0', { n: 0 }, 7));
  });

  test('reads of a large customer the fields that are named, and its exact size only where that matters', async () => {
    const list = await room.list(['compressed', 'full', 'large', 'small']);
    await store(list, 'compressed', { n: 1, other: 2, t: 'x'.repeat(50_000) });
    await store(list, 'large', { n: 1, other: Array.from({ length: 3000 }, (_, i) => i * 7919) });
    const full = { n: 1, t: 'x'.repeat(65_520) };
    await store(list, 'full', full);
    const { customers } = (await lock(list, ['compressed', 'full', 'large', 'small'], { n: 1, absent: 1 })).locked;
    assert.deepEqual(
      [...customers.values()],
      [
        customer('compressed', { n: 1 }, null),
        customer('full', { n: 1 }, Buffer.byteLength(JSON.stringify(full))),
        customer('large', { n: 1 }, null),
        customer('small', { n: 0 }, null),
      ],
    );
  });

  test('reads no data where none are asked for', async () => {
    const list = await room.list(['large']);
    await store(list, 'large', { t: 'x'.repeat(65_000) });
    const tx = await room.database.transact((own) =>
      lockCustomers(own, list, { keys: ['large'], mode: 'wait', fields: [] }),
    );
    assert.deepEqual([...tx.customers.values()], [customer('large', {}, null)]);
  });

  for (const [what, patch] of [
    ['one field', { n: 1 }],
    ['the large field', { t: 1 }],
    ['more fields than are asked for one by one', Object.fromEntries(keysOf(20).map((field) => [field, 1]))],
  ] as const) {
    test(`never has a large answer, where records of large customers name ${what}`, async () => {
      const keys = keysOf(400);
      const list = await room.list(keys);
      await store(list, null, { n: 0, t: 'x'.repeat(60_000) });
      const { locked, answers } = await lock(list, keys, patch);
      assert.ok(answers.length > 1 && Math.max(...answers) < answerBytesMax, answers.join());
      const read = Object.entries({ n: 0, t: 'x'.repeat(60_000) }).filter(([field]) => field in patch);
      for (const key of keys) assert.deepEqual(locked.customers.get(key)?.data, Object.fromEntries(read));
    });
  }

  test('never has a large answer, where rows are small and their text is not', async () => {
    const keys = keysOf(400);
    const list = await room.list(keys);
    const data = { t: Array.from({ length: 150 }, () => 1e-308), n: 1 };
    await store(list, null, data);
    for (const patch of [
      { t: 1 },
      { t: 1, n: 2 },
      Object.fromEntries(['t', ...keys.slice(0, 20)].map((field) => [field, 1])),
    ]) {
      const { locked, answers } = await lock(list, keys, patch);
      assert.ok(Math.max(...answers) < answerBytesMax, answers.join());
      for (const key of keys) assert.deepEqual(locked.customers.get(key)?.data['t'], data.t);
    }
  });

  /** Sets the data of one customer, or of all. */
  async function store({ organizationId }: ListRef, key: string | null, data: JsonObject): Promise<void> {
    await room.database.query('update customers set data = $3 where organization_id = $1 and key = coalesce($2, key)', [
      organizationId,
      key,
      data,
    ]);
  }

  /** Locks for a patch of each customer; tells the bytes of each answer too. */
  async function lock(
    list: ListRef,
    keys: readonly string[],
    patch: JsonObject,
  ): Promise<{ locked: Locked; answers: number[] }> {
    const records = keys.map((key, index) => ({ key, records: [{ index, key, patch }] }));
    const fields = fieldsToRead(records, customerBytesMax);
    const answers: number[] = [];
    const locked = await room.database.transact((tx) =>
      lockCustomers(weighed(tx, answers), list, { keys, mode: 'wait', fields }),
    );
    return { locked, answers };
  }
});

function weighed(tx: Tx, answers: number[]): Tx {
  return Object.assign(Object.create(tx) as Tx, {
    async queryRaw(statement: HotStatement, values: readonly unknown[]) {
      const result = await tx.queryRaw(statement, values);
      answers.push(result.rows.flat().reduce((sum, text) => sum + (text?.length ?? 0), 0));
      return result;
    },
  });
}

function keysOf(many: number): string[] {
  return Array.from({ length: many }, (_, i) => `k${i}`);
}

function customer(key: string, data: JsonObject, bytes: number | null) {
  return { key, version: 1, removed: false, lastPack: null, data, bytes };
}
