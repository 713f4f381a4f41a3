import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Outcome } from '../../../src/engine/records.ts';
import { companySheets } from '../../../src/fields/company/company-sheets.ts';
import { PostgresBatchStore } from '../../../src/store/batch-store.ts';
import type { Tx } from '../../../src/store/database.ts';
import { fileBatches } from '../../../src/store/file-batches.ts';
import { spoolPreviews } from '../../../src/store/spool-previews.ts';
import { applyUpload } from '../../../src/uploads/apply/apply-upload.ts';
import type { FileBatch, FileBatches } from '../../../src/uploads/batch-ports.ts';
import { compareUpload } from '../../../src/uploads/compare/compare-upload.ts';
import type { SpoolRef } from '../../../src/uploads/ports.ts';
import { hookedStore } from '../../engine/hooked-store.ts';
import { recordsOf, request, startEngine } from '../../engine/start-engine.ts';
import { keyOf, type OpenUploads, openUploads } from '../open-uploads.ts';

const sheets = companySheets({ newContactId: () => 'kcp_new' });
const braked = { publicId: 'CEK0000001', maxAffected: null };
const signal = new AbortController().signal;
/** More than fit into two packs of the spool, so that a small chunk is not the whole file. */
const customers = Array.from({ length: 1000 }, (_, i) => keyOf(String(i)));

describe('a file that was shown', () => {
  let uploads: OpenUploads;
  let engine: Engine;
  let store: PostgresBatchStore;
  let batches: FileBatches<Tx>;
  before(async () => {
    uploads = await openUploads();
    const { database } = uploads;
    const { rows } = await database.query<{ id: number }>('insert into processes default values returning id');
    const owner = rows[0]?.id ?? 0;
    store = new PostgresBatchStore({ database, owner, packRecordsMax: 250 });
    engine = startEngine(store);
    batches = fileBatches({ database, owner, running: store.running });
    const { organizationId, listId } = uploads.list;
    await database.query(
      `insert into customers (organization_id, list_id, key, data)
       select $1, $2, key, '{"legalName":"Old"}' from unnest($3::text[]) key`,
      [organizationId, listId, customers],
    );
  });
  after(async () => uploads[Symbol.asyncDispose]());

  const deps = (chunkRecords: number) => ({
    engine,
    spool: uploads.spool,
    previews: spoolPreviews(uploads.database),
    batches,
    limits: { fileChunkRecordsMax: chunkRecords, atomicRecordsMax: 100_000 },
  });

  /** Compared in chunks of about so many records. */
  async function show(legalName: string, chunkRecords: number): Promise<SpoolRef> {
    const rows = customers.map((key) => [key, legalName]);
    const ref = await uploads.receive({ csv: [['customerId', 'legalName'], ...rows] });
    const onProgress = async () => undefined;
    await uploads.check(ref, {
      compare: async (checked) => compareUpload(checked, { ...deps(chunkRecords), onProgress }, signal),
    });
    return ref;
  }
  let made = 0;
  async function begin(ref: SpoolRef): Promise<FileBatch> {
    made += 1;
    const batch = { publicId: `batch_${made}`, list: uploads.list, source: 'upload', operation: 'update' } as const;
    const { id } = await uploads.database.transact((tx) =>
      batches.insert(tx, { ...batch, atomic: false, tokenId: null, uploadId: ref.uploadId }),
    );
    return take(id);
  }
  async function take(batchId: number): Promise<FileBatch> {
    const { organizationId } = uploads.list;
    const batch = await batches.take({ organizationId, batchId });
    assert.ok(batch);
    return { ...batch, list: uploads.list };
  }
  async function apply(ref: SpoolRef, batch: FileBatch, how: ReturnType<typeof deps>): Promise<Outcome[]> {
    const { upload } = await uploads.read(ref);
    const { findings } = upload;
    assert.ok(findings);
    const kinds = await uploads.checks.readKinds(ref);
    assert.equal(await applyUpload({ upload, findings, kinds, sheets, braked, batch }, how, signal), 'done');
    await batches.end(batch, { state: 'completed' });
    const outcomes: Outcome[] = [];
    for await (const some of batches.outcomes(batch)) outcomes.push(...some);
    return outcomes.toSorted((a, b) => a.index - b.index);
  }

  test('is applied as it was shown, also by a process that cuts its chunks otherwise', async () => {
    for (const [shownIn, appliedIn] of [
      [100, 5000],
      [5000, 100],
    ] as const) {
      const ref = await show(`New ${shownIn}`, shownIn);
      const others = recordsOf([0, 500, 999].map((i) => [customers[i] ?? '', { legalName: `Other ${shownIn}` }]));
      assert.equal((await engine.run(request(others, { list: uploads.list }))).counts.updated, 3);
      const outcomes = await apply(ref, await begin(ref), deps(appliedIn));
      assert.deepEqual(
        outcomes.filter(({ outcome }) => outcome !== 'updated').map(({ index, outcome }) => [index, outcome]),
        [0, 500, 999].map((index) => [index, 'failed']),
      );
      assert.equal(outcomes.length, customers.length);
    }
  });

  test('is gone on with in the chunks that it was begun in, whatever the setting is by then', async () => {
    const ref = await show('Newest', 100);
    const batch = await begin(ref);
    let written = 0;
    const dying = startEngine(
      hookedStore(store, {
        beforeWrite() {
          written += 1;
          if (written > 1) throw new Error('the process dies');
        },
      }),
      { chunksAtOnceMax: 1 },
    );
    const { upload } = await uploads.read(ref);
    const { findings } = upload;
    assert.ok(findings);
    const kinds = await uploads.checks.readKinds(ref);
    const applied = { upload, findings, kinds, sheets, braked, batch };
    await assert.rejects(applyUpload(applied, { ...deps(100), engine: dying }, signal), /the process dies/);
    const again = await take(batch.id);
    assert.equal(again.finished.size, 1);
    const outcomes = await apply(ref, again, deps(5000));
    assert.deepEqual(
      outcomes,
      customers.map((_, index) => ({ index, outcome: 'updated' })),
    );
  });
});
