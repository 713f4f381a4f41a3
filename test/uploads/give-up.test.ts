import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Outcome } from '../../src/engine/records.ts';
import type { Tx } from '../../src/store/database.ts';
import { fileBatches } from '../../src/store/file-batches.ts';
import { filePreviews } from '../../src/store/file-previews.ts';
import type { FileBatches } from '../../src/uploads/batch-ports.ts';
import { giveUp } from '../../src/uploads/give-up.ts';
import type { SpoolRef } from '../../src/uploads/ports.ts';
import { keyOf, type OpenUploads, openUploads } from './open-uploads.ts';

describe('a file that is given up', () => {
  let uploads: OpenUploads;
  let batches: FileBatches<Tx>;
  before(async () => {
    uploads = await openUploads();
    const { database } = uploads;
    const { rows } = await database.query<{ id: number }>('insert into processes default values returning id');
    batches = fileBatches({ database, owner: rows[0]?.id ?? 0, running: new Set() });
  });
  after(async () => uploads[Symbol.asyncDispose]());

  /** Three valid rows and, at index 1, one that is not; the first has been applied. */
  async function halfApplied() {
    const { database, list } = uploads;
    const keys = [keyOf('A'), 'nonsense', keyOf('B'), keyOf('C')];
    const { ref, upload } = await uploads.take({
      csv: [['customerId', 'legalName'], ...keys.map((key) => [key, 'Asha'])],
    });
    const publicId = `batch_${upload.publicId}`;
    const row = { publicId, list, source: 'upload', operation: 'update', atomic: false, tokenId: null } as const;
    const { id } = await database.transact(async (tx) => {
      const batch = await batches.insert(tx, { ...row, uploadId: ref.uploadId });
      const how = { atomic: false, maxAffected: null, pinned: false };
      await uploads.desk.setBatch(tx, ref, { id: batch.id, how });
      return batch;
    });
    const batch = await batches.take({ organizationId: list.organizationId, batchId: id });
    assert.ok(batch);
    await batches.plan(batch, { total: 4, invalid: 1, warned: 0, chunks: 2, chunkRecords: 1 });
    // As if its first chunk had been written.
    await batches.writeUnreached(batch, [{ index: 0, outcome: 'updated' }]);
    await database.query(`update chunks set chunk = 0, updated = 1, failed = 0 where batch_id = $1`, [id]);
    const deleted: string[] = [];
    const deps = {
      desk: uploads.desk,
      batches,
      previewBatches: filePreviews({ database, owner: 0 }),
      checks: uploads.checks,
      files: { delete: async (names: readonly string[]) => void deleted.push(...names) },
    };
    const { organizationId, listId } = list;
    const step = { organizationId, listId, uploadId: upload.publicId, step: 'apply' } as const;
    const end = async () => {
      const { rows } = await database.query<{ state: string; pending: number }>(
        `select state, valid - updated - unchanged - failed as pending from batches where id = $1`,
        [id],
      );
      return rows[0];
    };
    return { upload, batch, step, deps, deleted, end };
  }

  test('leaves no row without an outcome, writes no files, and lets go of the one that was sent', async () => {
    const { upload, batch, step, deps, deleted, end } = await halfApplied();
    await giveUp(step, deps);
    assert.deepEqual(await end(), { state: 'failed', pending: 0 });
    const outcomes: Outcome[] = [];
    for await (const some of batches.outcomes(batch)) outcomes.push(...some);
    assert.deepEqual(
      outcomes.toSorted((a, b) => a.index - b.index).map(({ index, outcome }) => [index, outcome]),
      [
        [0, 'updated'],
        [2, 'failed'],
        [3, 'failed'],
      ],
    );
    assert.deepEqual(deleted, [upload.file.storedAs]);
  });

  test('closes its counts though the file store is away and the first try fails', async () => {
    const { step, deps, end } = await halfApplied();
    let reads = 0;
    const readKinds = async (ref: SpoolRef) => {
      reads += 1;
      if (reads === 1) throw new Error('not now');
      return uploads.checks.readKinds(ref);
    };
    const files = { delete: async () => Promise.reject(new Error('away')) };
    await giveUp(step, { ...deps, checks: { readKinds }, files });
    assert.deepEqual(await end(), { state: 'failed', pending: 0 });
  });

  for (const [how, when] of [
    [undefined, 'though nothing can be said of its rows'],
    ['plainly', 'without a look at its rows where that crashed'],
  ] as const) {
    test(`ends ${when}`, async () => {
      const { step, deps, end } = await halfApplied();
      let looks = 0;
      const readKinds = async () => {
        looks += 1;
        throw new TypeError('broken');
      };
      await giveUp(step, { ...deps, checks: { readKinds } }, how);
      assert.equal((await end())?.state, 'failed');
      assert.equal(looks, how === 'plainly' ? 0 : 2);
    });
  }
});
