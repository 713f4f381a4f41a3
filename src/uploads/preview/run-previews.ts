import { RequestError } from '../../errors/request-error.ts';
import { refuseCompared } from '../apply/refuse-whole.ts';
import type { ApplyDeps, AppliedUpload } from '../apply/apply-upload.ts';
import type { FileBatch, FileBatches } from '../batch-ports.ts';
import { again, openChecked, readOrCancel, reportProgress, type StepDeps } from '../batch-steps.ts';
import { deleteFiles } from '../end-batch.ts';
import type { ResultDeps } from '../results/ended-upload.ts';
import { writeResults } from '../results/write-results.ts';
import type { Refusal, Upload } from '../upload.ts';
import type { PreviewBatches } from './ports.ts';
import { previewCounts, previewOutcomes } from './preview-outcomes.ts';

interface PreviewDeps<Tx> extends StepDeps<Tx>, Omit<ResultDeps<Tx>, 'onProgress' | 'batches'> {
  readonly batches: Pick<FileBatches<Tx>, 'take' | 'progress' | 'end' | 'refuse' | 'abandon'>;
  readonly previewBatches: Pick<PreviewBatches<Tx>, 'open' | 'end'>;
  readonly previews: ApplyDeps<Tx>['previews'];
  readonly limits: ApplyDeps<Tx>['limits'];
}

interface Work<Tx> {
  readonly deps: PreviewDeps<Tx>;
  readonly signal: AbortSignal;
}

/**
 * Brings the previews that were asked of an upload to their end. What each row would do lies in the spool since the upload
 * was compared, and is applied from there: here it is judged, counted, and written into the files that applying it would write.
 */
export async function runPreviews<Tx>(upload: Upload, deps: PreviewDeps<Tx>, signal: AbortSignal): Promise<void> {
  const { organizationId } = upload.ref;
  for (const batchId of await deps.previewBatches.open(upload.ref)) {
    const batch = await deps.batches.take({ organizationId, batchId });
    if (batch?.state !== 'running') continue;
    try {
      await finish(upload, { ...batch, list: upload.list }, { deps, signal });
    } finally {
      deps.batches.abandon(batch);
    }
  }
}

async function finish<Tx>(found: Upload, batch: FileBatch, { deps, signal }: Work<Tx>): Promise<void> {
  const isSentFor = found.previewId === batch.id;
  const refuse = async (state: 'cancelled' | 'failed', refusal: Refusal): Promise<void> => {
    // An upload that its user looks at stays what it is.
    if (!isSentFor) return deps.batches.end(batch, { state, error: refusal.message });
    await deleteFiles(found, deps.files);
    return deps.batches.refuse(batch, found.ref, { state, refusal });
  };
  if (found.state === 'reading') {
    if (!isSentFor) return deps.batches.end(batch, { state: 'failed', error: changed });
    const read = await readOrCancel(found, batch, { deps, signal });
    if (read !== 'read') return refuse('cancelled', read);
  }
  const checked = await again(found, deps);
  const { upload } = checked;
  if (upload.refusal) return refuse('failed', upload.refusal);
  if (upload.state === 'reading') return deps.batches.end(batch, { state: 'failed', error: changed });
  const shown = await openChecked(checked, batch, deps);
  if ('code' in shown) return refuse('failed', shown);
  const refusal = isSentFor ? refusalOf(shown, deps) : null;
  if (refusal) return refuse('failed', refusal);
  await write(shown, { deps, signal });
  if (isSentFor) await deleteFiles(upload, deps.files);
  const counts = previewCounts(shown.findings, batch);
  const isEnded = await deps.previewBatches.end(batch, { counts, revision: upload.revision });
  if (!isEnded) await deps.batches.end(batch, { state: 'failed', error: changed });
}

const changed = 'The upload was changed before its preview was made; ask for another one.';

/** The other ones were judged when they were asked for. */
function refusalOf<Tx>(
  { upload, findings, braked, batch }: AppliedUpload,
  { limits }: PreviewDeps<Tx>,
): Refusal | null {
  const { operation, options } = upload;
  const asked = { operation, atomic: batch.atomic, maxAffected: options.maxAffected };
  try {
    refuseCompared(findings, asked, { braked, limits });
    return null;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { code, message, faults, places } = error;
    return { code, message, faults, places };
  }
}

/** The files, and the door's answer, as applying it now would write them. */
async function write<Tx>(shown: AppliedUpload, { deps, signal }: Work<Tx>): Promise<void> {
  const { batch, upload, kinds } = shown;
  const outcomes = () => previewOutcomes({ upload, kinds, atomic: batch.atomic }, deps.previews);
  const onProgress = reportProgress(deps, batch, 'writing');
  await onProgress(0, kinds.length);
  await writeResults(shown, { ...deps, batches: { outcomes }, onProgress }, signal);
}
