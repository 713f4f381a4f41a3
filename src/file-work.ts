import { randomBytes } from 'node:crypto';
import { newReference } from './access/ids.ts';
import { Engine } from './engine/engine.ts';
import { newFileId } from './files/file-links.ts';
import { openFileStore } from './files/open-file-store.ts';
import type { FileWorkHandler, JobLog } from './jobs/file-work.ts';
import type { WorkObserver } from './jobs/thread-messages.ts';
import { companyReferences, sheetsOfCompanies, uploadLists } from './list-sheets.ts';
import type { Settings } from './settings/settings.ts';
import { openSpreadsheet } from './spreadsheet/open-spreadsheet.ts';
import { fileExtensions, mediaTypes, resultFile } from './spreadsheet/result-file.ts';
import { PostgresBatchStore } from './store/batch-store.ts';
import { customerLookup } from './store/customer-references.ts';
import type { Database, Tx } from './store/database.ts';
import { fileBatches } from './store/file-batches.ts';
import { filePreviews } from './store/file-previews.ts';
import { spoolPreviews } from './store/spool-previews.ts';
import { postgresSpool } from './store/spool/spool.ts';
import type { ResultFileOptions } from './store/replace-files.ts';
import { undoStore } from './store/undo-store.ts';
import { uploadChecks } from './store/upload-checks.ts';
import { uploadDesk } from './store/upload-desk.ts';
import { uploadResults } from './store/upload-results.ts';
import { undoLists } from './undo-work.ts';
import { giveUpUndo, runUndo, type UndoDeps } from './undo/run-undo.ts';
import { advance, type AdvanceDeps } from './uploads/advance.ts';
import { RowEdits } from './uploads/check/row-edits.ts';
import type { CheckStore } from './uploads/check-ports.ts';
import { compareUpload } from './uploads/compare/compare-upload.ts';
import { giveUp } from './uploads/give-up.ts';
import type { FileFormat } from './uploads/ports.ts';
import { readAndCheck } from './uploads/read-and-check.ts';
import type { OpenResultFile } from './uploads/results/result-ports.ts';

export interface FileWorkDeps {
  readonly settings: Settings;
  /** The file thread's own pool. */
  readonly database: Database;
  /** The file thread's row in `processes`. */
  readonly owner: number;
  readonly log: JobLog;
  /** Told of chunks and of batches that have ended; standard: nobody is. */
  readonly observer?: WorkObserver;
}

export type BuildFileWork = (deps: FileWorkDeps) => FileWorkHandler | Promise<FileWorkHandler>;

/** Builds what works on files, in the file thread: store → engine → uploads. */
export const buildFileWork: BuildFileWork = async (deps) => {
  const advancing = await advanceDeps(deps);
  const undoing = undoDeps(deps, advancing);
  return {
    advance: async (work, signal) =>
      work.step === 'undo' ? runUndo(work, undoing, signal) : advance(work, advancing, signal),
    giveUp: async (work, _error, how) =>
      work.step === 'undo' ? giveUpUndo(work, undoing, how) : giveUp(work, advancing, how),
  };
};

/** Shares with the files what both need. */
function undoDeps({ settings, database, owner }: FileWorkDeps, advancing: AdvanceDeps<Tx>): UndoDeps<Tx> {
  const { engine, batches, files } = advancing;
  const { packRecordsMax } = settings;
  const references = companyReferences(sheetsOfCompanies());
  return {
    engine,
    batches,
    files,
    openResult,
    store: undoStore({ database, owner, packRecordsMax, ...resultFileOptions(settings) }),
    lists: undoLists({ database, settings, references }),
    limits: settings,
  };
}

function resultFileOptions({ filesDays }: Settings): ResultFileOptions {
  return { filesDays, newFileId: (code) => newFileId(code, newReference(randomBytes)) };
}

const uncounted: WorkObserver = { chunk: () => undefined, batch: () => undefined };

async function advanceDeps({
  settings,
  database,
  owner,
  observer = uncounted,
}: FileWorkDeps): Promise<AdvanceDeps<Tx> & { readonly checks: CheckStore }> {
  const company = sheetsOfCompanies();
  const references = companyReferences(company);
  const batchStore = new PostgresBatchStore({ database, owner, packRecordsMax: settings.packRecordsMax });
  const limits = { ...settings, chunksAtOnceMax: settings.fileChunksAtOnceMax };
  const engine = new Engine({ store: batchStore, limits, observer });
  const files = await openFileStore(settings);
  const spool = postgresSpool({ database });
  const previews = spoolPreviews(database);
  const checks = uploadChecks({ database, owner, references });
  const lists = uploadLists({ database, settings, company });
  const reading = {
    store: checks,
    spool,
    lists,
    customers: customerLookup(database),
    files,
    openSpreadsheet,
    compare: async (checked, { signal, onProgress }) =>
      compareUpload(checked, { engine, spool, previews, limits: settings, onProgress }, signal),
    random: randomBytes,
    now: () => performance.now(),
  } satisfies Parameters<typeof readAndCheck>[1];
  return {
    engine,
    spool,
    previews,
    batches: fileBatches({
      database,
      owner,
      running: batchStore.running,
      onEnded: (counts) => observer.batch(counts),
    }),
    previewBatches: filePreviews({ database, owner }),
    limits: settings,
    files,
    openResult,
    results: uploadResults({ database, owner, ...resultFileOptions(settings) }),
    edited: (upload, table, rows) => new RowEdits(upload, table).apply(rows),
    desk: uploadDesk({ database, references, filesDays: settings.filesDays }),
    lists,
    checks,
    readAndCheck: async ({ ref }, signal) => void (await readAndCheck(ref, reading, signal)),
  };
}

function openResult(format: FileFormat): OpenResultFile {
  const extension = fileExtensions[format.type].slice(1);
  return Object.assign(resultFile(format), { extension, mediaType: mediaTypes[format.type] });
}
