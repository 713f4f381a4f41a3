import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Fenced } from '../../src/engine/ports.ts';
import { newFileId } from '../../src/files/file-links.ts';
import type { Tx } from '../../src/store/database.ts';
import { fileBatches } from '../../src/store/file-batches.ts';
import { filesOfBatch } from '../../src/store/files.ts';
import { uploadChanges } from '../../src/store/upload-changes.ts';
import { uploadDesk } from '../../src/store/upload-desk.ts';
import type { Amendments } from '../../src/uploads/ports.ts';
import { uploadResults } from '../../src/store/upload-results.ts';
import type { FileBatches } from '../../src/uploads/batch-ports.ts';
import type { WrittenFile } from '../../src/uploads/results/result-ports.ts';
import type { NewUpload } from '../../src/uploads/upload.ts';
import type { UploadDesk } from '../../src/uploads/upload-store.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';

const filesDays = 7;

describe('the desk of uploads', () => {
  let room: OpenStore;
  let desk: UploadDesk<Tx>;
  let batches: FileBatches<Tx>;
  let owner: number;
  before(async () => {
    room = await openStore({ lockWaitMs: 50 });
    const { database } = room;
    desk = uploadDesk({ database, references: ['uniqueRefNo'], filesDays });
    owner = await room.owner();
    batches = fileBatches({ database, owner, running: new Set() });
    await database.query(
      `insert into organizations (public_id, code, name, path) values ('org_1', 'CEK0000001', 'One', '{}')`,
    );
  });
  after(() => room[Symbol.asyncDispose]());

  let made = 0;
  async function newUpload(more: Partial<NewUpload> = {}) {
    made += 1;
    const upload: NewUpload = {
      publicId: `upl_${made}`,
      list: await room.list(),
      tokenId: 3,
      operation: 'update',
      oneStep: true,
      file: { storedAs: 'incoming/1/file', name: 'june.csv', bytes: 12 },
      contactsFile: null,
      options: { emptyCells: 'ignore', mapping: [['__proto__', null]], sheet: null, atomic: false, maxAffected: null },
      expiresAt: new Date(Date.now() + 86_400_000),
      ...more,
    };
    const ref = await room.database.transact((tx) => desk.insert(tx, upload));
    return { upload, ref, id: { organizationId: ref.organizationId, publicId: upload.publicId } };
  }
  async function giveBatch({ upload, ref }: Awaited<ReturnType<typeof newUpload>>, how?: { atomic: boolean }) {
    const { list, operation, tokenId } = upload;
    const publicId = upload.publicId.replace('upl', 'batch');
    const row = {
      publicId,
      source: 'company',
      list,
      operation,
      tokenId,
      atomic: false,
      uploadId: ref.uploadId,
    } as const;
    const batch = await room.database.transact((tx) => batches.insert(tx, row));
    const given = { id: batch.id, ...(how && { how: { maxAffected: null, ...how } }) };
    await room.database.transact((tx) => desk.setBatch(tx, ref, given));
    return batch;
  }

  test('gives an upload back as it was taken in, to its own organization alone', async () => {
    const contactsFile = { storedAs: 'incoming/1/contactsFile', name: 'people.csv', bytes: 3 };
    const { upload, ref, id } = await newUpload({ contactsFile });
    const found = await desk.find(id);
    const { expiresAt: _, list, ...rest } = upload;
    assert.partialDeepStrictEqual(found, { ...rest, ref, state: 'reading', batchId: null, findings: null, edits: [] });
    // A campaign's customers have no references.
    assert.deepEqual(found?.list, list);
    assert.equal(await desk.find({ ...id, organizationId: id.organizationId + 1_000 }), null);
  });

  test('knows by which references the customers of a company are found', async () => {
    const own = await newUpload();
    const { organizationId, listId } = own.upload.list;
    await room.database.query(`update lists set kind = 'company' where organization_id = $1 and id = $2`, [
      organizationId,
      listId,
    ]);
    assert.deepEqual((await desk.find(own.id))?.list.references, ['uniqueRefNo']);
  });

  test('shows an upload by its batch; one that was shown first is applied from then on, in the way that was asked for', async () => {
    const own = await newUpload({ oneStep: false });
    assert.equal(await desk.batchOf(own.ref), null);
    const { id, publicId } = await giveBatch(own, { atomic: true });
    const found = await desk.find(own.id);
    assert.partialDeepStrictEqual(found, {
      state: 'applied',
      batchId: id,
      options: { atomic: true, emptyCells: 'ignore' },
    });
    assert.ok(Number(found?.expiresAt) > Date.now() + (filesDays - 1) * 86_400_000);
    assert.deepEqual(await desk.batchOf(own.ref), { state: 'queued', publicId, error: null });
    assert.equal((await desk.findByBatch({ ...own.id, publicId }))?.upload.publicId, own.upload.publicId);
    const oneStep = await newUpload();
    await giveBatch(oneStep);
    assert.equal((await desk.find(oneStep.id))?.state, 'reading');
  });

  test('keeps a refusal whole', async () => {
    const { ref, id } = await newUpload();
    const refusal = {
      code: 'unprocessable',
      message: 'why',
      faults: ['a', 'b'],
      places: [{ message: 'a', row: 2, column: 'C' }],
    } as const;
    await desk.refuse(ref, refusal);
    assert.partialDeepStrictEqual(await desk.find(id), { state: 'refused', refusal });
  });

  test('shows nothing more of a file that is to be read anew, though no check has come to its end', async () => {
    const { id, ref } = await newUpload({ oneStep: false });
    await room.database.query(`update uploads set state = 'ready', findings = '{"compared":{}}' where id = $1`, [
      ref.uploadId,
    ]);
    assert.equal(await desk.isShown(ref), true);
    const upload = await desk.find(id);
    assert.ok(upload);
    const changed = { options: upload.options, edits: [], excluded: [] };
    const change = (amendments: Amendments | null) =>
      room.database.transact((tx) => uploadChanges.change(tx, upload, { ...changed, amendments }));
    await change({ rows: [], customers: [] });
    assert.equal(await desk.isShown(ref), true);
    await change(null);
    assert.equal(await desk.isShown(ref), false);
  });

  test('locks an upload, so that nobody changes it meanwhile', async () => {
    const own = await newUpload();
    await room.database.transact(async (tx) => {
      assert.ok(await desk.lock(tx, own.id));
      await assert.rejects(
        room.database.transact((other) => desk.lock(other, own.id)),
        { code: '55P03' },
      );
    });
  });

  describe('and what a file came to', () => {
    const results = () =>
      uploadResults({
        database: room.database,
        owner,
        filesDays,
        newFileId: (code) => newFileId(code, `f${(made += 1)}`),
      });
    const result = {
      total: 2,
      applied: 1,
      failed: 1,
      failedContacts: 0,
      warned: 0,
      amount: '12.50',
      firstFailed: [{ row: 3, key: null, errors: [{ column: null, code: 'x', message: 'why', value: null }] }],
      firstApplied: [{ row: 2, key: 'KC1' }],
    };
    const file = (kind: WrittenFile['kind']): WrittenFile => ({
      kind,
      name: `june-${kind}.csv`,
      mediaType: 'text/csv',
      storedAs: `results/1/${kind}.csv`,
      bytes: 5,
    });
    const inFirst = () => newUpload({ list: { organizationId: 1, listId: 1 } });
    const taken = async (own: Awaited<ReturnType<typeof newUpload>>) => {
      const batch = await giveBatch(own);
      assert.equal((await batches.take({ organizationId: 1, batchId: batch.id }))?.state, 'running');
      return batch;
    };

    test('is kept with its files, which are found by its batch for as long as files are kept', async () => {
      const own = await inFirst();
      const batch = await taken(own);
      assert.equal(await desk.result(own.ref), null);
      await results().save(batch, result, [file('failed'), file('applied')]);
      assert.deepEqual(await desk.result(own.ref), result);
      const files = await filesOfBatch(room.database, { organizationId: 1, batchId: batch.id });
      assert.deepEqual(
        files.map(({ kind }) => kind),
        ['failed', 'applied'],
      );
      assert.match(files[0]?.publicId ?? '', /^file_CEK0000001_/);
      assert.ok(Math.abs(Number(files[0]?.expiresAt) - Date.now() - filesDays * 86_400_000) < 60_000);
    });

    test('is replaced where it is written again', async () => {
      const own = await inFirst();
      const batch = await taken(own);
      await results().save(batch, result, [file('failed'), file('applied')]);
      await results().save(batch, { ...result, total: 1 }, [file('applied')]);
      assert.equal((await desk.result(own.ref))?.total, 1);
      const files = await filesOfBatch(room.database, { organizationId: 1, batchId: batch.id });
      assert.deepEqual(
        files.map(({ kind }) => kind),
        ['applied'],
      );
    });

    test('is kept by nobody from whom the batch was taken', async () => {
      const own = await inFirst();
      const batch = await taken(own);
      await results().save(batch, result, [file('failed')]);
      const files = () => filesOfBatch(room.database, { organizationId: 1, batchId: batch.id });
      const answered = await files();
      const other = fileBatches({ database: room.database, owner: await room.owner(), running: new Set() });
      await other.take({ organizationId: 1, batchId: batch.id });
      await assert.rejects(results().save(batch, { ...result, total: 1 }, [file('failed')]), Fenced);
      assert.deepEqual([await files(), (await desk.result(own.ref))?.total], [answered, 2]);
    });

    test('is refused together with its batch, and by nobody from whom the batch was taken', async () => {
      const own = await inFirst();
      const batch = await taken(own);
      const other = fileBatches({ database: room.database, owner: await room.owner(), running: new Set() });
      await other.take({ organizationId: 1, batchId: batch.id });
      const refusal = { code: 'unprocessable', message: 'why', faults: [], places: [] } as const;
      await assert.rejects(batches.refuse(batch, own.ref, { state: 'failed', refusal }), Fenced);
      assert.partialDeepStrictEqual(await desk.find(own.id), { state: 'reading', refusal: null });
      await other.refuse(batch, own.ref, { state: 'failed', refusal });
      assert.partialDeepStrictEqual(await desk.find(own.id), { state: 'refused', refusal });
      assert.partialDeepStrictEqual(await desk.batchOf(own.ref), { state: 'failed', error: 'why' });
    });
  });
});
