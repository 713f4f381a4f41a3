import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BatchReader, ChangeEntry, ChangePlace } from '../../src/doors/api/batch-ports.ts';
import { batchReader } from '../../src/store/batch-reader.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';

// Packs of 4 changes, chunks of 10: three chunks of packs of 4, 4 and 2, and a smaller one.
const keys = Array.from({ length: 33 }, (_, i) => `loan_${String(i).padStart(2, '0')}`);

describe("a batch's changes", () => {
  let room: OpenEngine;
  let batches: BatchReader;
  before(async () => {
    room = await openEngine();
    batches = batchReader(room.database);
    await room.run({ id: 'batch_1', operation: 'add', records: keys.map((key) => [key, { score: 0 }]) });
    await room.run({ id: 'batch_2', chunkRecords: 10, records: keys.map((key, i) => [key, { score: i + 1 }]) });
    await room.run({ id: 'batch_3', records: [['loan_00', { score: 99 }]] });
  });
  after(() => room[Symbol.asyncDispose]());

  const read = (
    query: { publicId?: string; limit?: number; from?: ChangePlace | null; organizationId?: number } = {},
  ) => {
    const { organizationId } = room.list;
    return batches.changes({ organizationId, publicId: 'batch_2', limit: 100, from: null, ...query });
  };

  test('are its own, by key: the version that each made, and the old and new values', async () => {
    const page = await read();
    const expected = keys.map((key, i) => ({ key, version: 2, changes: { score: { from: 0, to: i + 1 } } }));
    assert.deepEqual(page, { entries: expected, next: null });
  });

  for (const limit of [1, 3, 4, 7, 10, 32]) {
    test(`are read ${limit} at a time, none twice and none left out`, async () => {
      const all: ChangeEntry[] = [];
      for (let from: ChangePlace | null | undefined = null; from !== undefined;) {
        const page = await read({ limit, from });
        assert.ok(page && (page.entries.length === limit || page.next === null));
        all.push(...page.entries);
        assert.ok(all.length <= keys.length, 'a page came twice');
        from = page.next ?? undefined;
      }
      assert.deepEqual(
        all.map(({ key }) => key),
        keys,
      );
    });
  }

  test('end a page early where they are large, and one is always shown', async () => {
    const list = await room.addList('CEKHUGE000');
    const many = Array.from({ length: 200 }, (_, i) => `loan_${i + 100}`);
    const note = 'x'.repeat(60_000);
    await room.run({ id: 'batch_huge', operation: 'add', list, records: many.map((key) => [key, { note }]) });
    const all: string[] = [];
    const pages: number[] = [];
    for (let from: ChangePlace | null | undefined = null; from !== undefined;) {
      const page = await read({ organizationId: list.organizationId, publicId: 'batch_huge', limit: 1000, from });
      assert.ok(page && page.entries.length > 0 && JSON.stringify(page.entries).length < 2 ** 23 + 1000);
      all.push(...page.entries.map(({ key }) => key));
      pages.push(page.entries.length);
      from = page.next ?? undefined;
    }
    assert.deepEqual([all, pages], [many, [139, 61]]);
  });

  test('are none where a place lies behind them, also for a place that another batch would have', async () => {
    assert.deepEqual(await read({ from: { pack: 2 ** 20, place: 0 } }), { entries: [], next: null });
    assert.deepEqual(await read({ publicId: 'batch_3', from: { pack: 0, place: 1 } }), { entries: [], next: null });
  });

  test('go on behind a pack that was swept', async () => {
    await room.run({ id: 'batch_4', records: keys.map((key) => [key, { score: 50 }]) });
    await room.database.query(
      `delete from change_packs where id = (select min(id) + 1 from change_packs where id in
         (select last_pack from customers where organization_id = $1))`,
      [room.list.organizationId],
    );
    const page = await read({ publicId: 'batch_4' });
    assert.deepEqual(
      page?.entries.map(({ key }) => key),
      [...keys.slice(0, 4), ...keys.slice(8)],
    );
  });

  test('are not there for a batch that is unknown or foreign', async () => {
    const other = await room.addList('CEKOTHER00');
    assert.equal(await read({ publicId: 'batch_nobody' }), null);
    assert.equal(await read({ organizationId: other.organizationId }), null);
  });
});
