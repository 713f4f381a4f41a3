/** An upload that is shown, changed, and looked at with all that a check finds of it. */
import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine.ts';
import { previewChunk } from '../../../src/engine/preview-chunk.ts';
import type { Change, Outcome } from '../../../src/engine/records.ts';
import { companySheets } from '../../../src/fields/company/company-sheets.ts';
import { PostgresBatchStore } from '../../../src/store/batch-store.ts';
import { customerLookup } from '../../../src/store/customer-references.ts';
import { previewReader, spoolPreviews } from '../../../src/store/spool-previews.ts';
import { readChunkChanges } from '../../../src/store/spool/spool-changes.ts';
import { postgresSpool, spoolReader } from '../../../src/store/spool/spool.ts';
import { uploadChanges } from '../../../src/store/upload-changes.ts';
import { readKinds } from '../../../src/store/upload-checks.ts';
import { openSpooledChunks } from '../../../src/uploads/apply/apply-upload.ts';
import { changeUpload, type UploadChange } from '../../../src/uploads/change/change-upload.ts';
import { compareUpload } from '../../../src/uploads/compare/compare-upload.ts';
import type { RowNote, SpoolRecord, SpoolRef } from '../../../src/uploads/ports.ts';
import type { Findings } from '../../../src/uploads/upload.ts';
import { startEngine } from '../../engine/start-engine.ts';
import type { FakeFile } from '../fake-workbook.ts';
import { keyOf, type OpenUploads, openUploads } from '../open-uploads.ts';

export interface StepsAtOnce extends AsyncDisposable {
  readonly uploads: OpenUploads;
  /** Checked and compared. */
  show(file: FakeFile, operation?: 'update' | 'add'): Promise<SpoolRef>;
  /** Whether all of it was checked at once; else it is checked in full before this comes back. */
  change(ref: SpoolRef, change: UploadChange): Promise<boolean>;
  /** The same, and always checked in full. */
  changeInFull(ref: SpoolRef, change: UploadChange): Promise<void>;
  state(ref: SpoolRef): Promise<State>;
}

/** All that is shown and applied of an upload, in an order that does not hang on how it was checked. */
export interface State {
  readonly findings: Pick<Findings, 'counts' | 'compared' | 'warnings'>;
  readonly kinds: readonly number[];
  readonly notes: Readonly<Record<'customers' | 'contacts', readonly RowNote[]>>;
  readonly records: readonly SpoolRecord[];
  readonly outcomes: readonly Outcome[];
  readonly versions: readonly (readonly [string, number | undefined])[];
  readonly changes: readonly Change[];
}

const sheets = companySheets({ newContactId: () => 'kcp_new' });
const signal = new AbortController().signal;
/** So that a few records make some packs and chunks. */
const runSize = { bytesMax: 2_000, packRecordsMax: 3, packBytesMax: 600 };
const limits = { fileChunkRecordsMax: 4, atomicRecordsMax: 100_000 };
const customerBytesMax = 65_536;

/** Of customers A to D, each with some data and references of their own. */
export async function stepsAtOnce(): Promise<StepsAtOnce> {
  const uploads = await openUploads();
  const { database, desk, list } = uploads;
  for (const name of ['A', 'B', 'C', 'D']) {
    await database.query(
      `insert into customers (organization_id, list_id, key, data) values ($1, $2, $3, '{"legalName":"Old","pinCode":"560001"}')`,
      [list.organizationId, list.listId, keyOf(name)],
    );
    await uploads.refer(keyOf(name), { uniqueRefNo: `R${name}`, accountNumber: `ACC00000000${name.charCodeAt(0)}` });
  }
  const store = new PostgresBatchStore({ database, owner: 1, packRecordsMax: 250 });
  const engine: Engine = startEngine(store);
  const spool = postgresSpool({ database, runSize });
  const previews = spoolPreviews(database);
  const check = async (ref: SpoolRef): Promise<void> => {
    const onProgress = async () => undefined;
    await uploads.check(ref, {
      spool,
      compare: async (checked) => compareUpload(checked, { engine, spool, previews, limits, onProgress }, signal),
    });
  };
  const change = async (ref: SpoolRef, asked: UploadChange, isAtOnce: boolean): Promise<boolean> => {
    const { upload } = await uploads.read(ref);
    const id = { organizationId: ref.organizationId, publicId: upload.publicId };
    const changed = await database.transact((tx) => {
      const atOnce = {
        spool: spoolReader(tx),
        customers: customerLookup(tx),
        lists: {
          find: async () => ({ list, publicId: 'CEK0000001', kind: 'company', maxAffected: null, sheets }) as const,
        },
        readKinds: async (own: SpoolRef) => readKinds(tx, own),
        newKey: () => keyOf(String(Math.random()).slice(2, 15)),
        preview: async (
          own: typeof list,
          operation: 'update' | 'add' | 'remove',
          chunk: Parameters<typeof previewChunk>[0],
        ) => previewChunk(chunk, { store: store.lookingWithin(tx), list: own, operation, customerBytesMax }),
      };
      const deps = { desk, changes: uploadChanges, spool: spoolReader(tx), ...(isAtOnce && { atOnce }) };
      return changeUpload(tx, { id, change: asked }, deps);
    });
    assert.ok(changed);
    if (changed.checked) return true;
    await check(ref);
    return false;
  };
  return {
    uploads,
    async show(file, operation = 'update') {
      const ref = await uploads.receive(file, { operation });
      await check(ref);
      return ref;
    },
    change: async (ref, asked) => change(ref, asked, true),
    changeInFull: async (ref, asked) => void (await change(ref, asked, false)),
    async state(ref) {
      const { upload, notes, records } = await uploads.read(ref);
      const { findings } = upload;
      assert.ok(findings?.compared);
      const { chunkRecords, ...compared } = findings.compared;
      const chunks = await openSpooledChunks({ upload, findings, sheets, chunkRecords }, { spool });
      const found = { outcomes: [] as Outcome[], versions: new Map<string, number>(), changes: [] as Change[] };
      for (let chunk = 0; chunk < chunks.count; chunk += 1) {
        const preview = await previewReader(database).read(upload.ref, chunk);
        assert.ok(preview);
        const own = await chunks.read(chunk);
        const byIndex = (a: number, b: number): number => a - b;
        const shown = preview.outcomes.map(({ index }) => index).sort(byIndex);
        assert.deepEqual(shown, own.map(({ index }) => index).sort(byIndex), 'a chunk is shown as another than it is');
        found.outcomes.push(...preview.outcomes);
        for (const { key } of own) {
          const version = preview.versions.get(key);
          if (version !== undefined) found.versions.set(key, version);
        }
        found.changes.push(...((await readChunkChanges(database, upload.ref, chunk)) ?? []));
      }
      return {
        findings: { counts: findings.counts, compared: { ...compared, chunkRecords }, warnings: findings.warnings },
        kinds: [...(await uploads.checks.readKinds(ref))],
        notes,
        records,
        outcomes: found.outcomes.sort((a, b) => a.index - b.index),
        versions: [...found.versions].sort(([a], [b]) => (a < b ? -1 : 1)),
        changes: found.changes.sort((a, b) => (a.key < b.key ? -1 : 1)),
      };
    },
    [Symbol.asyncDispose]: async () => uploads[Symbol.asyncDispose](),
  };
}
