import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Fenced } from '../../src/engine/ports.ts';
import { uploadChanges } from '../../src/store/upload-changes.ts';
import type { SpoolClaim, SpoolRef } from '../../src/uploads/ports.ts';
import { type OpenUploads, openUploads } from '../uploads/open-uploads.ts';

describe('what a check writes', () => {
  let uploads: OpenUploads;
  before(async () => {
    uploads = await openUploads();
  });
  after(async () => uploads[Symbol.asyncDispose]());

  const at = { phase: 'reading', done: 1, of: 2 } as const;
  const counts = { total: 0, valid: 0, invalid: 0, warned: 0, excluded: 0 };
  const checked = { findings: { sheets: [], tables: [], counts, warnings: [] }, kinds: Uint8Array.of(1, 2, 255) };
  const claimOf = async (ref: SpoolRef): Promise<SpoolClaim> => {
    const begun = await uploads.checks.begin(ref);
    if (!begun?.claim) throw new Error('there is nothing to check');
    return begun.claim;
  };

  test('is thrown away once another check has begun', async () => {
    const ref = await uploads.receive({ csv: [] });
    const first = await claimOf(ref);
    await uploads.checks.progress(first, at);
    const second = await claimOf(ref);
    const refusal = { code: 'unprocessable', message: 'x', faults: [], places: [] } as const;
    await assert.rejects(uploads.checks.progress(first, at), Fenced);
    await assert.rejects(uploads.checks.saveChecked(first, checked), Fenced);
    await assert.rejects(uploads.checks.saveRefused(first, { refusal, findings: null }), Fenced);
    await uploads.checks.progress(second, at);
    assert.deepEqual((await uploads.read(ref)).upload.progress, at);
  });

  test('is thrown away once the upload was changed', async () => {
    const ref = await uploads.receive({ csv: [] });
    const claim = await claimOf(ref);
    const { upload } = await uploads.read(ref);
    const changed = { options: upload.options, edits: [], excluded: [], amendments: { rows: [], customers: [] } };
    await uploads.database.transact((tx) => uploadChanges.change(tx, upload, changed));
    await assert.rejects(uploads.checks.progress(claim, at), Fenced);
  });

  test('is the upload as it is found from then on, a byte a row', async () => {
    const ref = await uploads.receive({ csv: [] });
    await assert.rejects(uploads.checks.readKinds(ref), /was not checked/);
    await uploads.checks.saveChecked(await claimOf(ref), checked);
    const { upload } = await uploads.read(ref);
    assert.deepEqual([upload.state, upload.findings, upload.progress], ['ready', checked.findings, null]);
    assert.deepEqual([...(await uploads.checks.readKinds(ref))], [1, 2, 255]);
    assert.equal((await uploads.checks.begin(ref))?.claim, null);
  });

  test('is of no upload that is not there', async () => {
    const ref = await uploads.receive({ csv: [] });
    assert.equal(await uploads.checks.begin({ ...ref, organizationId: 2 }), null);
  });
});
