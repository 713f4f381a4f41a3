import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type BatchReader, outcomeKinds, type OutcomeQuery } from '../../src/doors/api/batch-ports.ts';
import { batchReader } from '../../src/store/batch-reader.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';

describe("a batch's outcomes", () => {
  let room: OpenEngine;
  let batches: BatchReader;
  before(async () => {
    room = await openEngine();
    batches = batchReader(room.database);
    await room.run({
      id: 'batch_add',
      operation: 'add',
      records: ['a', 'b', 'c', 'd'].map((key) => [key, { score: 0 }]),
    });
    await room.run({
      id: 'batch_mixed',
      chunkRecords: 2,
      records: [
        ['d', { score: 1 }],
        [null, {}],
        ['x', { score: 1 }],
        ['c', { score: 0 }],
        ['b', { bad: 1 }],
        ['a', { score: 1 }],
      ],
    });
  });
  after(() => room[Symbol.asyncDispose]());

  const read = async (query: Partial<OutcomeQuery> = {}) => {
    const { organizationId } = room.list;
    const asked = {
      organizationId,
      publicId: 'batch_mixed',
      outcomes: outcomeKinds,
      limit: 100,
      after: null,
      ...query,
    };
    return batches.outcomes(asked);
  };
  const indexes = async (query: Partial<OutcomeQuery>) => {
    const page = await read(query);
    return [page?.entries.map(({ index }) => index), page?.next];
  };

  test('come in request order, each with its key and what is to be said of it', async () => {
    assert.deepEqual(await read(), {
      entries: [
        { index: 0, key: 'd', outcome: 'updated' },
        { index: 1, key: null, outcome: 'invalid', errors: ['id is required'] },
        {
          index: 2,
          key: 'x',
          outcome: 'failed',
          error: 'document_missing_exception',
          reason: 'Document not found',
        },
        { index: 3, key: 'c', outcome: 'unchanged' },
        { index: 4, key: 'b', outcome: 'invalid', errors: ['bad must not be there'] },
        { index: 5, key: 'a', outcome: 'updated' },
      ],
      next: null,
    });
  });

  test('are chosen by kind', async () => {
    assert.deepEqual(await indexes({ outcomes: ['failed'] }), [[2], null]);
    assert.deepEqual(await indexes({ outcomes: ['invalid', 'failed'] }), [[1, 2, 4], null]);
    assert.deepEqual(await indexes({ outcomes: ['updated'] }), [[0, 5], null]);
    assert.deepEqual(await indexes({ outcomes: ['unchanged'] }), [[3], null]);
  });

  test('are read a page at a time', async () => {
    assert.deepEqual(await indexes({ limit: 4 }), [[0, 1, 2, 3], 3]);
    assert.deepEqual(await indexes({ limit: 4, after: 3 }), [[4, 5], null]);
    assert.deepEqual(await indexes({ limit: 2, after: 3 }), [[4, 5], null]);
    assert.deepEqual(await indexes({ limit: 1, outcomes: ['invalid', 'failed'], after: 1 }), [[2], 2]);
    assert.deepEqual(await indexes({ after: 999_999_999 }), [[], null]);
  });

  test('of a batch that is half done are those of its finished chunks, and of its invalid records', async () => {
    const records = [['a', { score: 9 }] as const, ['b', { score: 9 }] as const, ['c', { bad: 1 }] as const];
    await room.runHalf({ id: 'batch_half', chunkRecords: 1, records }, 1);
    assert.deepEqual(await indexes({ publicId: 'batch_half' }), [[0, 2], null]);
  });

  test('are not there for a batch that is unknown or foreign', async () => {
    const other = await room.addList('CEKOTHER00');
    assert.equal(await read({ publicId: 'batch_nobody' }), null);
    assert.equal(await read({ organizationId: other.organizationId }), null);
  });
});
