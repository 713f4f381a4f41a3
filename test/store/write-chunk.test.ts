import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type CustomerWrite, Fenced, type ListRef, type OpenBatch, Rewrite } from '../../src/engine/ports.ts';
import { fieldsToRead } from '../../src/engine/fields-to-read.ts';
import type { JsonObject } from '../../src/engine/records.ts';
import { openBatch } from '../../src/store/batches.ts';
import { lockCustomers } from '../../src/store/customer-lock.ts';
import { isLockTimeout } from '../../src/store/sql-states.ts';
import { writeChunk } from '../../src/store/write-chunk.ts';
import { holdRows } from '../engine/hold-rows.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';
import { RecordingDatabase } from './recorded-statements.ts';

/** What an array or a line of the statement could trip over. */
const awkward = ['"', '\\', ',', '{}', 'NULL', ' ', 'a"b\\c', "o'clock", '\n', '\t', '€', '😀', '\uffee', '$1', '%'];

describe('a chunk on PostgreSQL', () => {
  let room: OpenStore;
  let owner: number;
  before(async () => {
    room = await openStore({ lockWaitMs: 20 });
    owner = await room.owner();
  });
  after(() => room[Symbol.asyncDispose]());

  test('is written for keys and data of any characters', async () => {
    const list = await room.list();
    const { organizationId, listId } = list;
    const data = (text: string): JsonObject => ({ text, [text]: [text, { [text]: 1 }] });
    const added = awkward.map((key) => write(key, { set: data(key), lockedVersion: null }));
    await room.database.transact(async (tx) => writeChunk(tx, await chunk(list, added)));
    const known = await room.customers(list);
    assert.deepEqual(new Map(known.map((row) => [row.key, row.data])), new Map(awkward.map((key) => [key, data(key)])));
    const locked = await room.database.transact((tx) =>
      lockCustomers(tx, list, { keys: awkward, mode: 'skip-held', fields: named(awkward, awkward.slice(0, 16)) }),
    );
    for (const key of awkward) assert.deepEqual(locked.customers.get(key)?.data, { [key]: data(key)[key] });
    const patched = awkward.map((key) => write(key, { set: { n: key }, remove: [key], lockedVersion: 1 }));
    await room.database.transact(async (tx) => writeChunk(tx, await chunk(list, patched)));
    for (const { key, version, data: now } of await room.customers({ organizationId, listId })) {
      assert.deepEqual([version, now], [2, { text: key, n: key }]);
    }
  });

  test('leaves customers of the same keys in other lists and organizations alone', async () => {
    const list = await room.list(['a', 'b']);
    const stranger = await room.list(['a', 'b']);
    const sibling = { organizationId: list.organizationId, listId: stranger.listId };
    await room.database.query(
      `insert into customers (organization_id, list_id, key, data) select $1, $2, key, '{"n":0}' from unnest('{a,b,c}'::text[]) key`,
      [sibling.organizationId, sibling.listId],
    );
    const untouched = [await room.customers(stranger), await room.customers(sibling)];
    const writes = [
      write('a', { set: { n: 1 }, lockedVersion: 1 }),
      write('b', { remove: ['n'], lockedVersion: 1 }),
      write('c', { set: { n: 2 }, lockedVersion: null }),
    ];
    await room.database.transact(async (tx) => writeChunk(tx, await chunk(list, writes)));
    assert.deepEqual(
      (await room.customers(list)).map(({ key, version, data }) => [key, version, data]),
      [
        ['a', 2, { n: 1 }],
        ['b', 2, {}],
        ['c', 1, { n: 2 }],
      ],
    );
    const merged = [write('a', { set: { n: 3 }, lockedVersion: 2 })];
    await room.database.transact(async (tx) => writeChunk(tx, await chunk(list, merged)));
    assert.deepEqual((await room.customers(list))[0]?.data, { n: 3 });
    assert.deepEqual([await room.customers(stranger), await room.customers(sibling)], untouched);
  });

  test('revives a tombstone with new data alone, and counts what the list gains', async () => {
    const list = await room.list(['a', 'b']);
    await room.database.query(
      `update customers set status = 'removed', version = 4 where organization_id = $1 and key = 'a'`,
      [list.organizationId],
    );
    const writes = [
      write('a', { set: { m: 1 }, lockedVersion: 4, life: 'revive' }),
      write('b', { set: { m: 1 }, lockedVersion: 1 }),
      write('c', { set: { m: 1 }, lockedVersion: null }),
    ];
    await room.database.transact(async (tx) => writeChunk(tx, await chunk(list, writes)));
    assert.deepEqual(
      (await room.customers(list)).map(({ version, status, data }) => [version, status, data]),
      [
        [5, 'active', { m: 1 }],
        [2, 'active', { n: 0, m: 1 }],
        [1, 'active', { m: 1 }],
      ],
    );
    const { rows } = await room.database.query('select customer_count as count from lists where organization_id = $1', [
      list.organizationId,
    ]);
    assert.deepEqual(rows, [{ count: 2 }]);
    const one = [write('d', { lockedVersion: null })];
    await room.database.transact(async (tx) => writeChunk(tx, await chunk(list, one)));
    const { rows: again } = await room.database.query(
      'select customer_count as count from lists where organization_id = $1',
      [list.organizationId],
    );
    assert.deepEqual(again, [{ count: 3 }]);
  });

  test('packs its history so that every customer names the pack that holds its change', async () => {
    for (const [writes, packRecordsMax, packs] of [
      [7, 3, 3],
      [6, 3, 2],
      [1, 3, 1],
      // more than a pack's id has room for, if each had one of its own
      [1100, 1, 550],
    ] as const) {
      const keys = Array.from({ length: writes }, (_, i) => `loan_${i}`);
      const list = await room.list(keys);
      const updates = keys.map((key) => write(key, { set: { n: 1 }, lockedVersion: 1 }));
      await room.database.transact(async (tx) => writeChunk(tx, { ...(await chunk(list, updates)), packRecordsMax }));
      const customers = await room.customers(list);
      assert.equal(new Set(customers.map((row) => row.last_pack)).size, packs);
      for (const customer of customers.slice(0, 20)) {
        const [change] = await room.history(list, customer);
        assert.deepEqual([change?.key, change?.version], [customer.key, 2]);
      }
    }
  });

  test('is written in statements of bounded size', async () => {
    const keys = Array.from({ length: 400 }, (_, i) => `loan_${i}`);
    const list = await room.list(keys.slice(0, 200));
    // random, so that the packed history is large as well
    const writes = keys.map((key, i): CustomerWrite => {
      const note = randomBytes(45_000).toString('base64');
      const lockedVersion = i < 200 ? 1 : null;
      const change = { key, version: i < 200 ? 2 : 1, previousPack: null, fields: { note: { to: note } } };
      return { ...write(key, { set: { note }, lockedVersion }), change };
    });
    const { connectionString } = room;
    await using database = new RecordingDatabase({
      connectionString,
      poolSize: 1,
      lockWaitMs: 1000,
      onIdleError: () => undefined,
    });
    await database.transact(async (tx) => writeChunk(tx, await chunk(list, writes)));
    const sent = database.statements.map(({ values }) =>
      values
        .flat()
        .reduce<number>(
          (sum, value) => sum + (Buffer.isBuffer(value) || typeof value === 'string' ? value.length : 0),
          0,
        ),
    );
    assert.ok(Math.max(...sent) < 9 * 2 ** 20, sent.join());
    const stored = await room.customers(list);
    assert.equal(new Set(stored.map((customer) => customer.last_pack)).size, 24);
    for (const customer of stored.filter((_, i) => i % 50 === 0)) {
      const [change] = await room.history(list, customer);
      assert.deepEqual(change?.fields['note']?.to, customer.data['note']);
    }
  });

  test('is refused, and nothing of it stays, where a customer to be added exists by now', async () => {
    const list = await room.list(['a', 'b']);
    const writes = [write('a', { set: { n: 1 }, lockedVersion: 1 }), write('b', { lockedVersion: null })];
    await assertRefused(list, writes, (error) => error instanceof Rewrite);
  });

  for (const [why, change] of [
    ['taken over', 'owner = owner + 1'],
    ['cancelled', 'cancel_requested = true'],
    ['taken over', `state = 'interrupted'`],
  ] as const) {
    test(`is refused, and nothing of it stays, where the batch has ${change}`, async () => {
      const list = await room.list(['a']);
      const writes = [write('a', { set: { n: 1 }, lockedVersion: 1 }), write('b', { lockedVersion: null })];
      await assertRefused(list, writes, (error) => error instanceof Fenced && error.why === why, change);
    });
  }

  test('locks what is free and names what is held; what has no row is absent', async () => {
    const list = await room.list(['a', 'b', 'c']);
    await using writer = await holdRows(room.connectionString, list, ['b']);
    const keys = ['a', 'b', 'c', 'd'];
    const { customers, held } = await room.database.transact((tx) =>
      lockCustomers(tx, list, { keys, mode: 'skip-held', fields: named(keys, ['n']) }),
    );
    assert.deepEqual([[...customers.keys()], held], [['a', 'c'], ['b']]);
    assert.deepEqual(customers.get('a')?.data, { n: 0 });
    const waiting = room.database.transact((tx) => lockCustomers(tx, list, { keys, mode: 'wait', fields: [] }));
    await assert.rejects(waiting, isLockTimeout);
    await writer.rollback();
  });

  async function chunk(list: ListRef, writes: readonly CustomerWrite[]) {
    const batch = await newBatch(list);
    const outcomes = writes.map((_, index) => ({ index, outcome: 'updated' as const }));
    const checkpoint = { chunk: 0, updated: writes.length, unchanged: 0, failed: 0, retried: 0, outcomes };
    return { batch, writes, checkpoint, owner, packRecordsMax: 250 };
  }

  let batches = 0;
  async function newBatch(list: ListRef): Promise<OpenBatch> {
    batches += 1;
    const what = {
      publicId: `batch_${batches}`,
      list,
      source: 'campaign',
      operation: 'update',
      atomic: false,
    } as const;
    const cut = { total: 1, invalid: [], chunks: 1, chunkRecords: 1, keys: [], tokenId: null };
    return room.database.transact((tx) => openBatch(tx, { ...what, ...cut }, owner));
  }

  async function assertRefused(
    list: ListRef,
    writes: readonly CustomerWrite[],
    ...[isRight, change]: [isRight: (error: unknown) => boolean, change?: string]
  ): Promise<void> {
    const before = await room.customers(list);
    const refused = await chunk(list, writes);
    const { organizationId } = list;
    if (change) await room.database.query(`update batches set ${change} where organization_id = $1`, [organizationId]);
    await assert.rejects(
      room.database.transact((tx) => writeChunk(tx, refused)),
      isRight,
    );
    assert.deepEqual(await room.customers(list), before);
    for (const table of ['change_packs', 'chunks']) {
      const { rowCount } = await room.database.query(`select 1 from ${table} where organization_id = $1`, [
        organizationId,
      ]);
      assert.equal(rowCount, 0);
    }
  }
});

function write(key: string, given: Partial<CustomerWrite>): CustomerWrite {
  const { lockedVersion = null } = given;
  const change = { key, version: (lockedVersion ?? 0) + 1, previousPack: null, fields: {} };
  return { key, set: {}, remove: [], change, ...given, lockedVersion };
}

/** What to read for a chunk that names the same fields of all its customers. */
function named(keys: readonly string[], fields: readonly string[]) {
  const patch = Object.fromEntries(fields.map((field) => [field, 1]));
  return fieldsToRead(
    keys.map((key, index) => ({ key, records: [{ index, key, patch }] })),
    65_536,
  );
}
