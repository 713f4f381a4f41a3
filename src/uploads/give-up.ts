import { Fenced } from '../engine/ports.ts';
import type { Outcome } from '../engine/records.ts';
import type { FileBatch, FileBatches } from './batch-ports.ts';
import type { CheckStore } from './check-ports.ts';
import { endBatch } from './end-batch.ts';
import type { FileStore } from './ports.ts';
import { giveUpPreviews, type GiveUpPreviewDeps } from './preview/give-up-previews.ts';
import { rowKinds, type Upload } from './upload.ts';
import type { UploadDesk } from './upload-store.ts';
import type { FileStep } from './uploads.ts';

interface GiveUpDeps<Tx> {
  readonly desk: Pick<UploadDesk<Tx>, 'find' | 'refuse'>;
  readonly batches: Pick<FileBatches<Tx>, 'take' | 'outcomes' | 'writeUnreached' | 'end' | 'refuse' | 'abandon'>;
  readonly checks: Pick<CheckStore, 'readKinds'>;
  readonly files: Pick<FileStore, 'delete'>;
  readonly previewBatches: GiveUpPreviewDeps<Tx>['previewBatches'];
}

const unread =
  'The service could not read this file, however often it tried; nothing was applied. Ask the operator to look into the log, then send it again.';
const unfinished =
  'The service could not finish this file, however often it tried, and wrote no result files. Only the rows among the outcomes that say so were applied; ask the operator to look into the log, then send the others again.';

const interrupted = {
  error: 'batch_interrupted_exception',
  reason: 'Not reached before the work on the file was given up',
} as const;

/**
 * Ends a file for good that no try could bring to its end, so that nobody waits for it and the next one of its list comes.
 * It does little, and nothing of what its tries did: what made them fail, or crash, may well be in there. `plainly`: that
 * was too much already; then the batch just ends.
 */
export async function giveUp<Tx>(step: FileStep, deps: GiveUpDeps<Tx>, how?: 'plainly'): Promise<void> {
  const id = { organizationId: step.organizationId, publicId: step.uploadId };
  const upload = await deps.desk.find(id);
  if (!upload) return;
  const wasRead = upload.findings !== null && upload.state !== 'reading';
  const refusal = { code: 'unprocessable', message: unread, faults: [], places: [] } as const;
  if (step.step === 'preview') return giveUpPreviews(upload, refusal, deps);
  if (upload.batchId === null) return deps.desk.refuse(upload.ref, refusal);
  const batch = await deps.batches.take({ organizationId: id.organizationId, batchId: upload.batchId });
  if (!batch || batch.state !== 'running') return;
  try {
    if (wasRead && how !== 'plainly') await closeCounts(upload, batch, deps);
    const end = wasRead ? { error: unfinished } : { refusal: upload.refusal ?? refusal };
    await endBatch({ upload, batch }, { state: 'failed', ...end }, deps);
  } finally {
    deps.batches.abandon(batch);
  }
}

/** Nothing brings a batch back that has ended, so what fails for a moment gets a second try. Then it ends as it is. */
const triesMax = 2;

async function closeCounts<Tx>(upload: Upload, batch: FileBatch, deps: GiveUpDeps<Tx>): Promise<void> {
  // Without a cut it counts no records, and of those that a cancelled one did not reach all is said.
  if (batch.chunks === null || batch.finished.has(-1)) return;
  for (let tries = 1; tries <= triesMax; tries += 1) {
    try {
      const unreached = await findUnreached(upload, batch, deps);
      if (unreached.length > 0) await deps.batches.writeUnreached(batch, unreached);
      return;
    } catch (error) {
      if (error instanceof Fenced) throw error;
    }
  }
}

/** The records that have no outcome: valid rows, which checking has told from the others. */
async function findUnreached<Tx>(
  { ref }: Upload,
  batch: FileBatch,
  { checks, batches }: GiveUpDeps<Tx>,
): Promise<readonly Outcome[]> {
  const missing = (await checks.readKinds(ref)).map((kind) => kind & rowKinds.valid);
  for await (const outcomes of batches.outcomes(batch)) {
    for (const { index } of outcomes) missing[index] = 0;
  }
  const unreached: Outcome[] = [];
  for (const [index, isMissing] of missing.entries()) {
    if (isMissing !== 0) unreached.push({ index, outcome: 'failed', ...interrupted });
  }
  return unreached;
}
