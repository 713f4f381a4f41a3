/**
 * What a file needs next, until nothing is left. Each step is found again from what is stored, so a file that a dead
 * process left is gone on with by any other:
 *
 *   upload `reading` → read and check (a step-by-step one is compared with its customers, and then waits for its user)
 *   preview `queued` or `running` → write what was shown as result files → end the batch
 *   batch `queued` or `running` → apply the chunks that have no checkpoint → write the result files → end the batch
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Fenced } from '../engine/ports.ts';
import { RequestError } from '../errors/request-error.ts';
import { applyUpload, type ApplyDeps, type AppliedUpload } from './apply/apply-upload.ts';
import type { FileBatch } from './batch-ports.ts';
import { again, openChecked, readOrCancel, reportProgress, type StepDeps } from './batch-steps.ts';
import { deleteFiles, endBatch } from './end-batch.ts';
import { runPreviews } from './preview/run-previews.ts';
import type { PreviewBatches } from './preview/ports.ts';
import { uploadLimits } from './limits.ts';
import type { ResultDeps } from './results/ended-upload.ts';
import { writeResults } from './results/write-results.ts';
import type { Refusal, Upload } from './upload.ts';
import type { UploadDesk } from './upload-store.ts';
import type { FileStep } from './uploads.ts';

export interface AdvanceDeps<Tx> extends ApplyDeps<Tx>, StepDeps<Tx>, Omit<ResultDeps<Tx>, 'onProgress' | 'batches'> {
  readonly desk: Pick<UploadDesk<Tx>, 'find' | 'findChecked' | 'refuse'>;
  readonly batches: ApplyDeps<Tx>['batches'];
  readonly previewBatches: Pick<PreviewBatches<Tx>, 'open' | 'end'>;
}

export async function advance<Tx>(step: FileStep, deps: AdvanceDeps<Tx>, signal: AbortSignal): Promise<void> {
  const id = { organizationId: step.organizationId, publicId: step.uploadId };
  const upload = await deps.desk.find(id);
  // Expired meanwhile: nothing of it is left, and nothing is left to do.
  if (!upload) return;
  if (step.step === 'read') {
    if (upload.state === 'reading' && (await isAtRest(upload, { deps, signal }))) {
      await readUnlessTaken(upload, { deps, signal });
    }
    return;
  }
  if (step.step === 'preview') return runPreviews(upload, deps, signal);
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

/**
 * Whether its user has stopped changing it for a moment: each change of one that is being checked has it checked from the
 * beginning, so the work would be for nothing. Of a later change there is another job.
 */
async function isAtRest<Tx>({ ref, publicId, revision }: Upload, { deps, signal }: Work<Tx>): Promise<boolean> {
  const since = ref.amendments?.restlessSince;
  if (since === undefined || Date.now() - since > uploadLimits.restlessMsMax) return true;
  await delay(uploadLimits.restMs, undefined, { signal });
  const now = await deps.desk.find({ organizationId: ref.organizationId, publicId });
  return now?.revision === revision;
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
    const read = await readOrCancel(found, batch, { deps, signal });
    if (read !== 'read') return ends({ state: 'cancelled', refusal: read });
  }
  const checked = await again(found, deps);
  const { upload } = checked;
  if (upload.refusal) return ends({ state: 'failed', error: upload.refusal.message });
  const applied = await openChecked(checked, batch, deps);
  if ('code' in applied) return ends({ state: 'failed', refusal: applied });
  const end = await applyOrRefuse(applied, { deps, signal });
  if (typeof end === 'object') {
    return ends({ state: 'failed', refusal: end });
  }
  await reportProgress(deps, batch, 'writing')(0, applied.kinds.length);
  await writeResults(applied, { ...deps, onProgress: reportProgress(deps, batch, 'writing') }, signal);
  return ends({ state: end === 'cancelled' ? 'cancelled' : 'completed' });
}

/** Why it is refused as a whole, where it is: before its first chunk, so it has changed nothing. */
async function applyOrRefuse<Tx>(
  applied: AppliedUpload,
  { deps, signal }: Work<Tx>,
): Promise<'done' | 'cancelled' | Refusal> {
  const { batch, findings } = applied;
  try {
    await reportProgress(deps, batch, 'applying')(0, findings.counts.valid);
    return await applyUpload(applied, deps, signal);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { code, message, faults, places } = error;
    return { code, message, faults, places };
  }
}
