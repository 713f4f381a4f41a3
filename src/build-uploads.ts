/** What the doors have of files: taking them in, looking into them, changing them, and what became of them. Part of `app.ts`. */
import { randomBytes } from 'node:crypto';
import type { BatchReader, OutcomeEntry } from './doors/api/batch-ports.ts';
import type { ApiDoorDeps } from './doors/api/routes.ts';
import type { Chunk } from './engine/cut-chunks.ts';
import type { ListRef } from './engine/ports.ts';
import { previewChunk } from './engine/preview-chunk.ts';
import type { Operation } from './engine/records.ts';
import type { ListSheets } from './fields/sheet-fields.ts';
import { companyReferences, sheetsOfCompanies, uploadLists } from './list-sheets.ts';
import type { Settings } from './settings/settings.ts';
import { readChanges } from './store/batch-changes.ts';
import { readOutcomes } from './store/batch-outcomes.ts';
import type { PostgresBatchStore } from './store/batch-store.ts';
import { customerLookup } from './store/customer-references.ts';
import type { Database, Tx } from './store/database.ts';
import { fileBatches } from './store/file-batches.ts';
import { filePreviews } from './store/file-previews.ts';
import { setMapping } from './store/list-mappings.ts';
import { readPreviewChanges } from './store/preview-changes.ts';
import { previewReader, spoolPreviews } from './store/spool-previews.ts';
import { postgresSpool, spoolReader } from './store/spool/spool.ts';
import { uploadChanges } from './store/upload-changes.ts';
import { readKinds } from './store/upload-checks.ts';
import { uploadDesk } from './store/upload-desk.ts';
import { findStoredList } from './store/upload-lists.ts';
import { newCustomerKeys } from './uploads/check/new-customer-key.ts';
import type { SpoolRef } from './uploads/ports.ts';
import { FilePreviews } from './uploads/preview/file-previews.ts';
import { previewOutcomes } from './uploads/preview/preview-outcomes.ts';
import { type FileOutcome, listFileOutcomes } from './uploads/results/list-outcomes.ts';
import { listRows, showRows } from './uploads/rows/list-rows.ts';
import { type FileStep, Uploads } from './uploads/uploads.ts';

interface Parts {
  readonly settings: Settings;
  readonly database: Database;
  /** This process's row in `processes`. */
  readonly owner: number;
  readonly batches: PostgresBatchStore;
  /** Has a step of a file done in the background. */
  readonly send: (tx: Tx, step: FileStep) => Promise<void>;
}

export interface BuiltUploads extends Pick<ApiDoorDeps<Tx>, 'rowsOf' | 'changeUpload'> {
  readonly uploads: Uploads<Tx>;
  readonly filePreviews: FilePreviews<Tx>;
  /** What a batch changed, or would change. */
  readonly changes: BatchReader['changes'];
  /** What became of a batch's records: of a file's they are found by its rows, as long as those are kept. */
  readonly outcomes: BatchReader['outcomes'];
  /** What a company's sheets hold, and the fields by which its customers are found besides their keys. */
  readonly sheets: ListSheets;
  readonly references: readonly string[];
}

export function buildUploads(parts: Parts): BuiltUploads {
  const { settings, database, owner, batches, send } = parts;
  const sheets = sheetsOfCompanies();
  const references = companyReferences(sheets);
  const fileBatch = fileBatches({ database, owner, running: batches.running });
  const desk = {
    desk: uploadDesk({ database, references, filesDays: settings.filesDays }),
    batches: fileBatch,
    send,
    transact: <T>(work: (tx: Tx) => Promise<T>) => database.transact(work),
    braked: findStoredList,
    remember: setMapping,
    limits: settings,
  };
  const uploads = new Uploads<Tx>(desk);
  const previews = new FilePreviews<Tx>({
    ...desk,
    previews: filePreviews({ database, owner }),
    expiry: () => new Date(Date.now() + settings.previewHours * hourMs),
  });
  const reading = {
    previews,
    settings,
    database,
    desk: desk.desk,
    uploads,
    lists: uploadLists({ database, settings, company: sheets }),
    spool: postgresSpool({ database }),
  };
  return {
    uploads,
    filePreviews: previews,
    changes: changesOf(reading),
    sheets,
    references,
    outcomes: outcomesOf(reading, fileBatch),
    rowsOf: rowsOf(reading),
    changeUpload: changeUpload({ ...reading, sheets, batches }),
  };
}

const hourMs = 60 * 60 * 1_000;

interface Reading {
  readonly previews: FilePreviews<Tx>;
  readonly settings: Settings;
  readonly database: Database;
  readonly desk: ReturnType<typeof uploadDesk>;
  readonly uploads: Uploads<Tx>;
  readonly lists: ReturnType<typeof uploadLists>;
  readonly spool: ReturnType<typeof postgresSpool>;
}

function outcomesOf(
  { database, previews, uploads, lists, spool }: Reading,
  fileBatch: Pick<ReturnType<typeof fileBatches>, 'outcomes'>,
): BatchReader['outcomes'] {
  return async (query) => {
    const { organizationId, publicId } = query;
    const shown = await previews.shown(query);
    if (shown === 'nothing') return { entries: [], next: null };
    const { upload, kinds } = shown ??
      (await uploads.ofBatch(organizationId, publicId)) ?? { upload: null, kinds: null };
    const list = upload && (await lists.find(upload.list));
    // Of a file that was not read, or was refused as a whole, no row has an outcome.
    const batchId = upload?.state === 'applied' ? upload.batchId : null;
    if ((!shown && batchId === null) || !upload?.findings || !kinds || !list) return readOutcomes(database, query);
    const { findings } = upload;
    const reached = () =>
      shown
        ? previewOutcomes({ ...shown, kinds }, spoolPreviews(database))
        : fileBatch.outcomes({ id: batchId ?? 0, publicId, list: upload.list });
    const listed = { upload, findings, kinds, sheets: list.sheets };
    const page = await listFileOutcomes(listed, query, { spool, readOutcomes: reached });
    if (shown) await previews.shown(query);
    return { entries: page.entries.map(outcomeEntry), next: page.next };
  };
}

function changesOf({ database, previews }: Reading): BatchReader['changes'] {
  return async (query) => {
    const shown = await previews.shown(query);
    if (!shown) return readChanges(database, query);
    if (shown === 'nothing' || shown.isAborted) return { entries: [], next: null };
    const page = await readPreviewChanges(database, { ...query, ref: shown.upload.ref });
    await previews.shown(query);
    return page;
  };
}

function outcomeEntry({ failure, errors, warnings, ...entry }: FileOutcome): OutcomeEntry {
  return {
    ...entry,
    ...failure,
    ...(errors.length > 0 && { errors: errors.map(({ message }) => message) }),
    ...(warnings.length > 0 && { warnings: warnings.map(({ message }) => message) }),
  };
}

/** Times that a page is begun anew at most, where a check came to its end meanwhile and what it was read from is gone. */
const pageTriesMax = 3;

function rowsOf({ settings, database, desk, uploads, lists, spool }: Reading): BuiltUploads['rowsOf'] {
  const previews = previewReader(database);
  return async (organizationId, publicId, query) => {
    for (let tries = 1; tries <= pageTriesMax; tries += 1) {
      const { upload, kinds } = await uploads.getChecked(organizationId, publicId);
      const list = await lists.find(upload.list);
      const { findings, state } = upload;
      if (!findings || !list || !kinds || state === 'refused') return null;
      // Those of a check that refused the file, and is made again: the kinds are of the one before it.
      if (state === 'reading' && !findings.compared) return null;
      const chunkRecords = findings.compared?.chunkRecords ?? settings.fileChunkRecordsMax;
      const listed = { upload, findings, kinds, sheets: list.sheets };
      const page = await listRows(listed, query, { spool, previews, chunkRecords });
      if (await desk.isShown(upload.ref)) return { ...page, isStale: state === 'reading' };
    }
    return null;
  };
}

type Changing = Reading & { readonly sheets: ListSheets; readonly batches: PostgresBatchStore };

function changeUpload({ settings, uploads, sheets, batches }: Changing): BuiltUploads['changeUpload'] {
  return async (tx, id, change) => {
    // All of it through the one connection: a request that held one and asked for another could wait for itself.
    const spool = spoolReader(tx);
    const lists = uploadLists({ database: tx, settings, company: sheets });
    const { customerBytesMax } = settings;
    const store = batches.lookingWithin(tx);
    const atOnce = {
      spool,
      lists,
      customers: customerLookup(tx),
      readKinds: async (ref: SpoolRef) => readKinds(tx, ref),
      newKey: newCustomerKeys(randomBytes),
      preview: async (list: ListRef, operation: Operation, chunk: Chunk) =>
        previewChunk(chunk, { store, list, operation, customerBytesMax }),
    };
    const changed = await uploads.change(tx, id, { change, changes: uploadChanges, spool, atOnce });
    if (!changed) return null;
    const { upload, checked } = changed;
    const list = await lists.find(upload.list);
    const { findings } = upload;
    if (!findings?.compared || !list) throw new Error('an upload that was checked at once is not checked');
    const { chunkRecords } = findings.compared;
    const listed = { upload, findings, kinds: await readKinds(tx, upload.ref), sheets: list.sheets };
    return { upload, rows: await showRows(listed, checked, { spool, previews: previewReader(tx), chunkRecords }) };
  };
}
