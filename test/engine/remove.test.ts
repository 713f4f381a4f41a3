import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openStore, type OpenStore } from './open-store.ts';
import { recordsOf, request } from './start-engine.ts';

describe('removing customers', () => {
  let room: OpenStore;
  before(async () => {
    room = await openStore();
  });
  after(() => room[Symbol.asyncDispose]());

  test('leaves a tombstone, whose versions go on counting, and a history of all that they had', async () => {
    const list = await room.list(['a', 'b', 'c']);
    const engine = await room.engine({ chunkRecordsMax: 2 });
    await engine.run(request(recordsOf([['a', { m: { deep: [1] } }]]), { list }));
    const { counts, failures } = await engine.run(
      request(
        recordsOf([
          ['a', {}],
          ['gone', {}],
          ['b', {}, 2],
          ['c', {}, 1],
          ['a', {}],
        ]),
        { list, operation: 'remove' },
      ),
    );
    assert.deepEqual([counts.updated, counts.unchanged, counts.failed], [2, 0, 3]);
    assert.deepEqual(
      failures.map(({ index, error }) => [index, error]),
      [
        [1, 'document_missing_exception'],
        [2, 'version_conflict_engine_exception'],
        [4, 'document_missing_exception'],
      ],
    );
    const stored = await room.customers(list);
    assert.deepEqual(
      stored.map(({ key, version, status, data }) => [key, version, status, data]),
      [
        ['a', 3, 'removed', {}],
        ['b', 1, 'active', { n: 0 }],
        ['c', 2, 'removed', {}],
      ],
    );
    const [a] = stored;
    assert.ok(a);
    assert.deepEqual((await room.history(list, a)).at(-1)?.fields, { n: { from: 0 }, m: { from: { deep: [1] } } });
    assert.equal(await customerCount(list), -2);
    const again = await engine.run(request(recordsOf([['a', { n: 7 }]]), { list, operation: 'add' }));
    assert.equal(again.counts.updated, 1);
    assert.deepEqual(
      (await room.customers(list)).slice(0, 1).map(({ version, status, data }) => [version, status, data]),
      [[4, 'active', { n: 7 }]],
    );
    assert.equal(await customerCount(list), -1);
  });

  test('reads and keeps customers that are large', async () => {
    const list = await room.list();
    const engine = await room.engine();
    const text = 'é'.repeat(30_000);
    await engine.run(request(recordsOf([['a', { text, n: 1 }]]), { list, operation: 'add' }));
    await engine.run(request(recordsOf([['a', {}]]), { list, operation: 'remove' }));
    const [a] = await room.customers(list);
    assert.ok(a);
    assert.deepEqual((await room.history(list, a)).at(-1)?.fields, { text: { from: text }, n: { from: 1 } });
  });

  test('all or nothing: one that is not there, and nobody is removed', async () => {
    const list = await room.list(['a']);
    const engine = await room.engine();
    const records = recordsOf([
      ['a', {}],
      ['gone', {}],
    ]);
    const { counts } = await engine.run(request(records, { list, operation: 'remove', atomic: true }));
    assert.equal(counts.failed, 2);
    assert.equal((await room.customers(list))[0]?.status, 'active');
  });

  /** What was gained since the list was made with customers that nobody counted. */
  async function customerCount({ organizationId }: { organizationId: number }): Promise<number | undefined> {
    const { rows } = await room.database.query<{ count: number }>(
      'select customer_count as count from lists where organization_id = $1',
      [organizationId],
    );
    return rows[0]?.count;
  }
});
