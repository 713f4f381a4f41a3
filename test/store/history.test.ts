import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { HistoryPage, HistoryReader } from '../../src/lists/customer-readers.ts';
import { historyReader } from '../../src/store/history.ts';
import { plansOf } from './explain.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';

describe("a customer's history", () => {
  let room: OpenEngine;
  let history: HistoryReader;
  before(async () => {
    room = await openEngine();
    history = historyReader(room.database);
  });
  after(() => room[Symbol.asyncDispose]());

  const read = (key: string, asked: { limit?: number; cursor?: number | null; fields?: readonly string[] } = {}) =>
    history.read({ ...room.list, key, limit: 100, cursor: null, fields: null, ...asked });
  const add = (id: string, keys: string[]) =>
    room.run({ id, operation: 'add', records: keys.map((key) => [key, { score: 0 }]) });
  /** Versions 1 to `last` of a customer, each of a batch of its own that changes others too. */
  const customerWith = async (key: string, last: number) => {
    const others = Array.from({ length: 9 }, (_, i) => `${key}_${i}`);
    await add(`batch_${key}_1`, [key, ...others]);
    for (let version = 2; version <= last; version += 1) {
      const records = [key, ...others].map((key) => [key, { score: version }] as const);
      await room.run({ id: `batch_${key}_${version}`, records });
    }
  };

  test('tells newest first what each batch changed, when, and by whose token', async () => {
    const { rows } = await room.database.query<{ id: number }>(
      `insert into tokens (public_id, organization_id, name, hash, scopes) values ('tok_1', $1, 'loan system', '\\x01', '{}')
       returning id`,
      [room.list.organizationId],
    );
    await add('batch_a', ['loan_1', 'loan_2']);
    await room.run({
      id: 'batch_b',
      tokenId: rows[0]?.id ?? 0,
      records: [
        ['loan_1', { score: 5, city: 'Pune' }],
        ['loan_2', { score: 6 }],
      ],
    });
    await room.run({ id: 'batch_c', records: [['loan_1', { score: null }]] });
    const page = await read('loan_1');
    assert.ok(page);
    assert.equal(page.next, null);
    assert.deepEqual(
      page.entries.map(({ version, batchId, by, fields }) => ({ version, batchId, by, fields })),
      [
        { version: 3, batchId: 'batch_c', by: null, fields: { score: { from: 5 } } },
        {
          version: 2,
          batchId: 'batch_b',
          by: 'loan system',
          fields: { score: { from: 0, to: 5 }, city: { to: 'Pune' } },
        },
        { version: 1, batchId: 'batch_a', by: null, fields: { score: { to: 0 } } },
      ],
    );
    const { rows: customers } = await room.database.query<{ updated_at: Date }>(
      `select updated_at from customers where key = 'loan_1'`,
    );
    assert.deepEqual(page.entries[0]?.at, customers[0]?.updated_at);
  });

  test('is read a page at a time', async () => {
    await customerWith('paged', 7);
    const pages: HistoryPage[] = [];
    for (let cursor: number | null | undefined = null; cursor !== undefined; cursor = pages.at(-1)?.next ?? undefined) {
      const page = await read('paged', { limit: 3, cursor });
      assert.ok(page);
      pages.push(page);
      assert.ok(pages.length <= 3, 'a page came twice');
    }
    const versions = pages.map(({ entries }) => entries.map(({ version }) => version));
    assert.deepEqual(versions, [[7, 6, 5], [4, 3, 2], [1]]);
  });

  test('takes one statement a change, and one more for all their batches and tokens', async () => {
    await customerWith('counted', 12);
    const plans = await plansOf(room.database, async (reader) =>
      historyReader(reader).read({ ...room.list, key: 'counted', limit: 10, cursor: null, fields: null }),
    );
    assert.equal(plans.length, 1 + 10 + 1);
  });

  test('ends where a pack was swept, and says so by its missing next page', async () => {
    await customerWith('swept', 5);
    const page = await read('swept', { limit: 2 });
    assert.ok(page?.next);
    await room.database.query('delete from change_packs where organization_id = $1 and id <= $2', [
      room.list.organizationId,
      page.next,
    ]);
    const whole = await read('swept');
    assert.deepEqual([whole?.entries.map(({ version }) => version), whole?.next], [[5, 4], null]);
    assert.deepEqual(await read('swept', { cursor: page.next }), { entries: [], next: null });
  });

  test('keeps its entries when a batch itself is no longer kept', async () => {
    await customerWith('orphan', 2);
    await room.database.query(`delete from batches where organization_id = $1 and public_id = 'batch_orphan_1'`, [
      room.list.organizationId,
    ]);
    const page = await read('orphan');
    assert.deepEqual(
      page?.entries.map(({ batchId }) => batchId),
      ['batch_orphan_2', null],
    );
  });

  test('is empty for a customer that nothing has changed since history began', async () => {
    await add('batch_old', ['old']);
    await room.database.query(`update customers set last_pack = null where key = 'old'`);
    assert.deepEqual(await read('old'), { entries: [], next: null });
  });

  test('stays when the customer is removed, with his last data, and goes on when he is added again', async () => {
    await add('batch_goes', ['goes']);
    await room.run({ id: 'batch_went', operation: 'remove', records: [['goes', {}]] });
    const removed = { version: 2, batchId: 'batch_went', fields: { score: { from: 0 } } };
    const added = { version: 1, batchId: 'batch_goes', fields: { score: { to: 0 } } };
    const told = async () =>
      (await read('goes'))?.entries.map(({ version, batchId, fields }) => ({ version, batchId, fields }));
    assert.deepEqual(await told(), [removed, added]);
    await add('batch_comes', ['goes']);
    assert.deepEqual(await told(), [{ ...added, version: 3, batchId: 'batch_comes' }, removed, added]);
  });

  test('is not there for a customer that is unknown or foreign, nor for the placeholder of one', async () => {
    await add('batch_gone', ['mine']);
    await room.database.query(
      `insert into customers (organization_id, list_id, key, version, status, data) values ($1, $2, 'held', 0, 'removed', '{}')`,
      [room.list.organizationId, room.list.listId],
    );
    const other = await room.addList('CEKOTHER00');
    for (const id of [
      { ...room.list, key: 'held' },
      { ...room.list, key: 'nobody' },
      { ...other, key: 'mine' },
      { ...room.list, organizationId: other.organizationId, key: 'mine' },
    ]) {
      assert.equal(await history.read({ ...id, limit: 10, cursor: null, fields: null }), null);
    }
  });

  test('shows nothing for a cursor that names a pack of another customer, list or organization', async () => {
    const foreign = await room.addList('CEKOTHER01');
    const sibling = { ...room.list, listId: room.list.listId + 1_000 };
    await room.database.query(
      `insert into lists (organization_id, id, public_id, kind, type, name) values ($1, $2, 'camp_2', 'campaign', 'emi', '2')`,
      [sibling.organizationId, sibling.listId],
    );
    await add('batch_same', ['same']);
    await add('batch_else', ['else']);
    for (const [id, list] of Object.entries({ batch_foreign: foreign, batch_sibling: sibling })) {
      await room.run({ id, operation: 'add', list, records: [['same', { secret: 1 }]] });
    }
    const { rows } = await room.database.query<{ last_pack: number }>(
      `select last_pack from customers where (key = 'same' and list_id <> $1) or key = 'else'`,
      [room.list.listId],
    );
    assert.equal(rows.length, 3);
    for (const { last_pack: cursor } of rows) {
      assert.deepEqual(await read('same', { cursor }), { entries: [], next: null });
    }
  });

  test('ends a page early where changes are large', async () => {
    for (let version = 1; version <= 80; version += 1) {
      const operation = version === 1 ? 'add' : 'update';
      const note = String(version % 10).repeat(60_000);
      await room.run({ id: `batch_huge_${version}`, operation, records: [['huge', { note }]] });
    }
    const first = await read('huge');
    assert.equal(first?.entries.length, 70);
    const second = await read('huge', { cursor: first.next });
    assert.deepEqual([second?.entries.length, second?.next], [10, null]);
  });
});
