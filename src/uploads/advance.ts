/**
 * What a file needs next, until nothing is left. Each step is found again from what is stored, so a file that a dead
 * process left is gone on with by any other:
 *
 *   upload `reading` → read and check (a step-by-step one is compared with its customers, and then waits for its user)
 *   batch `queued` or `running` → apply the chunks that have no checkpoint → write the result files → end the batch
 */
import { Fenced } from '../engine/ports.ts';
import { RequestError } from '../errors/request-error.ts';
import { applyUpload, type ApplyDeps, type AppliedUpload } from './apply/apply-upload.ts';
import type { FileBatch, Phase } from './batch-ports.ts';
import type { CheckStore } from './check-ports.ts';
import { deleteFiles, endBatch } from './end-batch.ts';
import type { ResultDeps } from './results/ended-upload.ts';
import { writeResults } from './results/write-results.ts';
import type { Refusal, Upload } from './upload.ts';
import type { UploadLists } from './upload-lists.ts';
import type { UploadDesk } from './upload-store.ts';
import type { FileStep } from './uploads.ts';

export interface AdvanceDeps<Tx> extends ApplyDeps<Tx>, Omit<ResultDeps<Tx>, 'onProgress' | 'batches'> {
  readonly desk: Pick<UploadDesk<Tx>, 'find' | 'refuse'>;
  readonly lists: UploadLists;
  readonly checks: Pick<CheckStore, 'readKinds'>;
  /** Reads and checks an upload, until it is `ready`, `applied` or `refused`. */
  readonly readAndCheck: (upload: Upload, signal: AbortSignal) => Promise<void>;
}

export async function advance<Tx>(step: FileStep, deps: AdvanceDeps<Tx>, signal: AbortSignal): Promise<void> {
  const id = { organizationId: step.organizationId, publicId: step.uploadId };
  const upload = await deps.desk.find(id);
  // Expired meanwhile: nothing of it is left, and nothing is left to do.
  if (!upload) return;
  if (step.step === 'read') {
    if (upload.state === 'reading') await readUnlessTaken(upload, { deps, signal });
    return;
  }
  if (upload.batchId === null) return;
  const batch = await deps.batches.take({ organizationId: id.organizationId, batchId: upload.batchId });
  if (!batch) return;
  // Cancelled before its turn: then nobody has deleted its file.
  if (batch.state !== 'running') return deleteFiles(upload, deps.files);
  try {
    // The upload knows its list's references, which its customers are to be found by.
    await finish(upload, { ...batch, list: upload.list }, { deps, signal });
  } catch (error) {
    deps.batches.abandon(batch);
    throw error;
  }
}

interface Work<Tx> {
  readonly deps: AdvanceDeps<Tx>;
  readonly signal: AbortSignal;
}

/** Where its user has changed it meanwhile, or another process has it now, another job reads it: this one is done. */
async function readUnlessTaken<Tx>(upload: Upload, { deps, signal }: Work<Tx>): Promise<void> {
  try {
    await deps.readAndCheck(upload, signal);
  } catch (error) {
    if (!(error instanceof Fenced)) throw error;
  }
}

/** Brings a batch to its end. */
async function finish<Tx>(found: Upload, batch: FileBatch, { deps, signal }: Work<Tx>): Promise<void> {
  const ends = (end: Parameters<typeof endBatch>[1]): Promise<void> => endBatch({ upload: found, batch }, end, deps);
  if (found.state === 'reading') {
    const isCancelled = batch.cancelRequested || (await readOrCancel(found, { deps, signal })) === 'cancelled';
    if (isCancelled) return ends({ state: 'cancelled', refusal: refusalOf('conflict', cancelled) });
  }
  const upload = await again(found, deps);
  if (upload.refusal) return ends({ state: 'failed', error: upload.refusal.message });
  const applied = await open(upload, batch, deps);
  if (!applied) {
    return ends({ state: 'failed', refusal: refusalOf('not_found', listGone) });
  }
  const end = await applyOrRefuse(applied, { deps, signal });
  if (typeof end === 'object') {
    return ends({ state: 'failed', refusal: end });
  }
  await progress(deps, batch, 'writing')(0, applied.kinds.length);
  await writeResults(applied, { ...deps, onProgress: progress(deps, batch, 'writing') }, signal);
  return ends({ state: end === 'cancelled' ? 'cancelled' : 'completed' });
}

/** While it is read its batch may be cancelled: then nothing is known of its rows, and nothing was applied. */
async function readOrCancel<Tx>(upload: Upload, { deps, signal }: Work<Tx>): Promise<'read' | 'cancelled'> {
  try {
    await deps.readAndCheck(upload, signal);
    return 'read';
  } catch (error) {
    if (error instanceof Fenced && error.why === 'cancelled') return 'cancelled';
    throw error;
  }
}

/** As it is now that it was checked. */
async function again<Tx>({ ref, publicId }: Upload, { desk }: AdvanceDeps<Tx>): Promise<Upload> {
  const upload = await desk.find({ organizationId: ref.organizationId, publicId });
  if (!upload) throw new Error('an upload that is worked on is gone');
  return upload;
}

const listGone = 'The customer list was deleted; nothing was applied.';
const cancelled = 'The update was cancelled before anything was applied.';

function refusalOf(code: Refusal['code'], message: string): Refusal {
  return { code, message, faults: [], places: [] };
}

/** null: its list was deleted. */
async function open<Tx>(upload: Upload, batch: FileBatch, deps: AdvanceDeps<Tx>): Promise<AppliedUpload | null> {
  const { findings } = upload;
  const list = await deps.lists.find(upload.list);
  if (!findings) throw new Error('an upload without findings is applied');
  if (!list) return null;
  return { upload, findings, kinds: await deps.checks.readKinds(upload.ref), sheets: list.sheets, batch };
}

/** Why it is refused as a whole, where it is: before its first chunk, so it has changed nothing. */
async function applyOrRefuse<Tx>(
  applied: AppliedUpload,
  { deps, signal }: Work<Tx>,
): Promise<'done' | 'cancelled' | Refusal> {
  const { batch, findings } = applied;
  try {
    await progress(deps, batch, 'applying')(0, findings.counts.valid);
    return await applyUpload(applied, deps, signal);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { code, message, faults, places } = error;
    return { code, message, faults, places };
  }
}

/** Milliseconds between two reports of progress. */
const progressMs = 250;

function progress<Tx>(
  { batches }: Pick<AdvanceDeps<Tx>, 'batches'>,
  batch: FileBatch,
  phase: Phase,
): (done: number, of: number) => Promise<void> {
  let last = -Infinity;
  return async (done, of) => {
    if (performance.now() - last < progressMs) return;
    last = performance.now();
    await batches.progress(batch, { phase, done, of });
  };
}
