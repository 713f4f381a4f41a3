import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { buildUploads, type BuiltUploads } from '../../src/build-uploads.ts';
import { buildFileWork } from '../../src/file-work.ts';
import { openFileStore } from '../../src/files/open-file-store.ts';
import type { StoredFiles } from '../../src/files/stored-files.ts';
import type { FileWorkHandler } from '../../src/jobs/file-work.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { PostgresBatchStore } from '../../src/store/batch-store.ts';
import { batchReader } from '../../src/store/batch-reader.ts';
import type { FileStep } from '../../src/uploads/uploads.ts';
import type { NewUpload } from '../../src/uploads/upload.ts';
import { csv } from '../acceptance/upload-steps.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../temporary-directory.ts';
import { keyOf, type OpenUploads, openUploads, standardOptions } from './open-uploads.ts';

describe('a file whose batch is asked to end', () => {
  let room: OpenUploads;
  let directory: TemporaryDirectory;
  let files: StoredFiles;
  let built: BuiltUploads;
  let work: FileWorkHandler;
  before(async () => {
    room = await openUploads();
    directory = await temporaryDirectory();
    const { database } = room;
    await database.query(
      `insert into organizations (id, public_id, code, name, path) values (1, 'org_1', 'CEK0000001', 'A', '{1}')`,
    );
    const { rows } = await database.query<{ id: number }>('insert into processes default values returning id');
    const owner = rows[0]?.id ?? 0;
    const settings = { ...readSettings({}), files: directory.path };
    files = await openFileStore(settings);
    const batches = new PostgresBatchStore({ database, owner, packRecordsMax: 250 });
    built = buildUploads({ settings, database, owner, batches, send: async () => undefined });
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    work = await buildFileWork({ settings, database, owner, log });
  });
  after(async () => {
    await files[Symbol.asyncDispose]();
    await directory[Symbol.asyncDispose]();
    await room[Symbol.asyncDispose]();
  });

  async function newUpload(name: string, oneStep: boolean): Promise<NewUpload> {
    const storedAs = `incoming/${name}/file`;
    const table = [
      ['customerId', 'legalName', 'pinCode'],
      [keyOf('A'), 'Asha', '560001'],
      [keyOf('B'), 'Ben', '1'],
    ];
    const { bytes } = await files.put(storedAs, once(Buffer.from(csv(table))));
    return {
      publicId: `upl_${name}`,
      list: room.list,
      tokenId: null,
      operation: 'update',
      oneStep,
      file: { storedAs, name: 'june.csv', bytes },
      contactsFile: null,
      options: standardOptions,
      expiresAt: new Date(Date.now() + 86_400_000),
    };
  }
  const advance = (uploadId: string, step: FileStep['step']) =>
    work.advance({ organizationId: 1, listId: room.list.listId, uploadId, step }, AbortSignal.timeout(30_000));
  /** As of a process that took it up and died. */
  const ask = (batchId: string) =>
    room.database.query(`update batches set state = 'running', cancel_requested = true where public_id = $1`, [
      batchId,
    ]);
  const report = (publicId: string) => batchReader(room.database).find({ organizationId: 1, publicId });

  test('before it was read is refused, and goes', async () => {
    const upload = await newUpload('unread', true);
    await built.uploads.receiveInOneStep(upload, { publicId: 'batch_unread', source: 'company' });
    await ask('batch_unread');
    await advance('upl_unread', 'apply');
    assert.equal((await report('batch_unread'))?.state, 'cancelled');
    assert.equal((await built.uploads.get(1, 'upl_unread')).state, 'refused');
    await assert.rejects(built.uploads.oneStepEnd(1, 'upl_unread'), {
      code: 'conflict',
      message: 'The update was cancelled before anything was applied.',
    });
    assert.equal(await files.read(upload.file.storedAs), null);
  });

  test('after it was shown has an outcome for each of its rows', async () => {
    await built.uploads.receive(await newUpload('shown', false));
    await advance('upl_shown', 'read');
    const request = { batchId: 'batch_shown', tokenId: null, atomic: false, maxAffected: null, pinned: true };
    await room.database.transact((tx) =>
      built.uploads.apply(tx, { organizationId: 1, publicId: 'upl_shown' }, request),
    );
    await ask('batch_shown');
    await advance('upl_shown', 'apply');
    const found = await report('batch_shown');
    assert.equal(found?.state, 'cancelled');
    assert.partialDeepStrictEqual(found?.counts, { total: 2, invalid: 1, failed: 1, pending: 0 });
    assert.equal((await built.uploads.get(1, 'upl_shown')).state, 'applied');
  });
});

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
