import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BatchQuery, BatchReader, BatchReport } from '../../src/doors/api/batch-ports.ts';
import { batchReader } from '../../src/store/batch-reader.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';

describe('batches, as they are reported', () => {
  let room: OpenEngine;
  let batches: BatchReader;
  before(async () => {
    room = await openEngine();
    batches = batchReader(room.database);
    const keys = Array.from({ length: 6 }, (_, i) => `loan_${i}`);
    await room.run({ id: 'batch_add', operation: 'add', records: keys.map((key) => [key, { score: 0 }]) });
  });
  after(() => room[Symbol.asyncDispose]());

  const find = async (publicId: string): Promise<BatchReport> => {
    const report = await batches.find({ organizationId: room.list.organizationId, publicId });
    assert.ok(report);
    return report;
  };

  test('tell of one that has ended what became of its records, who asked for it, and when', async () => {
    const { rows } = await room.database.query<{ id: number }>(
      `insert into tokens (public_id, organization_id, name, hash, scopes) values ('tok_1', $1, 'loan system', '\\x01', '{}')
       returning id`,
      [room.list.organizationId],
    );
    await room.run({
      id: 'batch_done',
      tokenId: rows[0]?.id ?? 0,
      chunkRecords: 2,
      records: [
        ['loan_0', { score: 1 }],
        ['loan_1', { bad: true }],
        ['loan_2', { score: 0 }],
        ['missing', { score: 1 }],
        [null, {}],
      ],
    });
    const { createdAt, startedAt, finishedAt, progress, ...rest } = await find('batch_done');
    assert.deepEqual(rest, {
      id: 'batch_done',
      source: 'campaign',
      operation: 'update',
      state: 'completed',
      list: 'camp_test',
      atomic: false,
      counts: {
        total: 5,
        valid: 3,
        invalid: 2,
        pending: 0,
        successful: 2,
        updated: 1,
        unchanged: 1,
        failed: 1,
        retried: 0,
        warned: 0,
      },
      chunks: { done: 2, of: 2 },
      undoneBy: null,
      undoable: true,
      files: [],
      by: { id: 'tok_1', name: 'loan system' },
    });
    assert.ok(createdAt && startedAt && finishedAt && finishedAt >= startedAt);
    assert.deepEqual([progress.phase, progress.done, progress.of, progress.secondsLeft], ['applying', 3, 3, 0]);
    assert.ok((progress.perSecond ?? 0) > 0);
  });

  test('count, while one runs, what its finished chunks say, and the rest as pending', async () => {
    const seen: BatchReport[] = [];
    const record = (i: number) => [`loan_${i}`, { score: 10 }] as const;
    await room.run({
      id: 'batch_slow',
      chunkRecords: 2,
      records: [record(0), record(1), ['loan_2', { score: 0 }], record(3), ['loan_4', { bad: 1 }], record(5)],
      beforeWrite: async () => void seen.push(await find('batch_slow')),
    });
    seen.push(await find('batch_slow'));
    assert.deepEqual(
      seen.map(({ state, counts, chunks }) => [
        state,
        counts.valid,
        counts.invalid,
        counts.pending,
        chunks.done,
        chunks.of,
      ]),
      [
        ['running', 0, 1, 5, 0, 3],
        ['running', 2, 1, 3, 1, 3],
        ['running', 4, 1, 1, 2, 3],
        ['completed', 5, 1, 0, 3, 3],
      ],
    );
    for (const { counts } of seen) {
      assert.equal(counts.total, counts.valid + counts.invalid + counts.pending);
      assert.equal(counts.valid, counts.successful + counts.failed);
      assert.equal(counts.successful, counts.updated + counts.unchanged);
    }
    const [first, second] = seen;
    assert.deepEqual([first?.finishedAt, first?.progress.perSecond, first?.progress.secondsLeft], [null, null, null]);
    assert.deepEqual([second?.progress.done, second?.progress.of], [2, 5]);
    assert.ok((second?.progress.secondsLeft ?? 0) >= 1);
  });

  test('tell of one that nobody runs how far it came, and promise no end', async () => {
    const records = Array.from({ length: 6 }, (_, i) => [`loan_${i}`, { score: 20 }] as const);
    await room.runHalf({ id: 'batch_half', chunkRecords: 2, records }, 2);
    await room.database.query(`update batches set state = 'interrupted', owner = null where public_id = 'batch_half'`);
    const { state, counts, chunks, progress, finishedAt } = await find('batch_half');
    assert.deepEqual([state, counts.updated, counts.pending, chunks.done, finishedAt], ['interrupted', 4, 2, 2, null]);
    assert.equal(progress.secondsLeft, null);
  });

  test('are not found when they are unknown or foreign', async () => {
    const other = await room.addList('CEKOTHER00');
    assert.equal(await batches.find({ ...other, publicId: 'batch_done' }), null);
    assert.equal(await batches.find({ ...room.list, publicId: 'batch_nobody' }), null);
    assert.equal(await batches.list({ ...other, limit: 10, after: 'batch_done' }), null);
  });

  describe('in a list', () => {
    const list = async (query: Partial<BatchQuery>) => {
      const page = await batches.list({ organizationId, limit: 100, after: null, ...query });
      assert.ok(page);
      return { ids: page.entries.map(({ id }) => id), next: page.next };
    };
    let organizationId: number;
    before(async () => {
      const other = await room.addList('CEKLIST000');
      ({ organizationId } = other);
      await room.database.query(
        `insert into lists (organization_id, id, public_id, kind, type, name) values ($1, 999, 'camp_2', 'campaign', 'emi', '2')`,
        [organizationId],
      );
      for (const place of [1, 2, 3, 4]) {
        const list = place === 4 ? { ...other, listId: 999 } : other;
        await room.run({ id: `batch_${place}`, list, operation: 'add', records: [[`loan_${place}`, {}]] });
        await room.database.query(
          `update batches set created_at = $1, source = $2, state = $3 where organization_id = $4 and public_id = $5`,
          [
            `2026-05-0${place}T10:00:00Z`,
            place === 2 ? 'upload' : 'campaign',
            place === 3 ? 'cancelled' : 'completed',
            organizationId,
            `batch_${place}`,
          ],
        );
      }
    });

    test('come newest first, a page at a time', async () => {
      assert.deepEqual(await list({}), { ids: ['batch_4', 'batch_3', 'batch_2', 'batch_1'], next: null });
      assert.deepEqual(await list({ limit: 2 }), { ids: ['batch_4', 'batch_3'], next: 'batch_3' });
      assert.deepEqual(await list({ limit: 2, after: 'batch_3' }), { ids: ['batch_2', 'batch_1'], next: null });
    });

    test('are found by state, source, list and time, and by all of them at once', async () => {
      assert.deepEqual((await list({ state: 'cancelled' })).ids, ['batch_3']);
      assert.deepEqual((await list({ state: 'running' })).ids, []);
      assert.deepEqual((await list({ source: 'upload' })).ids, ['batch_2']);
      assert.deepEqual((await list({ list: 'camp_2' })).ids, ['batch_4']);
      const [from, to] = [new Date('2026-05-02T10:00:00Z'), new Date('2026-05-04T10:00:00Z')];
      assert.deepEqual((await list({ from, to })).ids, ['batch_3', 'batch_2']);
      const all = { state: 'completed', source: 'upload', list: 'camp_test', from, to, after: 'batch_4' } as const;
      assert.deepEqual((await list(all)).ids, ['batch_2']);
    });

    test('are none for a list that is unknown, and for a foreign organization', async () => {
      assert.deepEqual((await list({ list: 'camp_nobody' })).ids, []);
      assert.deepEqual((await list({ organizationId: -1 })).ids, []);
    });
  });
});
