import { chunkRecordsOf, openSpooledChunks } from './apply/apply-upload.ts';
import type { AdvanceDeps } from './advance.ts';
import type { FileBatch } from './batch-ports.ts';
import { writeResults } from './results/write-results.ts';
import type { Upload } from './upload.ts';
import type { FileStep } from './uploads.ts';
import type { Outcome } from '../engine/records.ts';

const sentence =
  'The service could not work on this file, however often it tried. What is not among the applied rows was not applied; ask the operator to look into the log, then send it again.';

const interrupted = {
  error: 'batch_interrupted_exception',
  reason: 'Not reached before the work on the file was given up',
} as const;

/** Ends a file for good that no try could bring to its end, so that nobody waits for it and the next one of its list comes. */
export async function giveUp<Tx>(step: FileStep, deps: AdvanceDeps<Tx>): Promise<void> {
  const id = { organizationId: step.organizationId, publicId: step.uploadId };
  const upload = await deps.desk.find(id);
  if (!upload) return;
  const wasRead = upload.findings !== null && upload.state !== 'reading';
  if (!wasRead)
    await deps.desk.refuse(upload.ref, { code: 'unprocessable', message: sentence, faults: [], places: [] });
  if (upload.batchId === null) return;
  const batch = await deps.batches.take({ organizationId: id.organizationId, batchId: upload.batchId });
  if (!batch || batch.state !== 'running') return;
  try {
    // What made it fail may well make this fail too; then the batch ends without.
    if (wasRead && batch.chunks !== null) await writeWhatIsKnown(upload, batch, deps).catch(() => undefined);
    await deps.batches.end(batch, { state: 'failed', error: sentence });
  } finally {
    deps.batches.abandon(batch);
  }
}

/** The records that were not reached, and the result files. */
async function writeWhatIsKnown<Tx>(upload: Upload, batch: FileBatch, deps: AdvanceDeps<Tx>): Promise<void> {
  const { findings } = upload;
  const list = await deps.lists.find(upload.list);
  if (!findings || !list) return;
  const { sheets } = list;
  const chunkRecords = chunkRecordsOf({ findings, batch }, deps);
  const chunks = await openSpooledChunks({ upload, findings, sheets, chunkRecords }, deps);
  const unreached: Outcome[] = [];
  for (let chunk = 0; chunk < chunks.count; chunk += 1) {
    // One that is all or nothing is one chunk, whatever its spool is cut into.
    if (batch.finished.has(batch.atomic ? 0 : chunk)) continue;
    for (const { index } of await chunks.read(chunk)) unreached.push({ index, outcome: 'failed', ...interrupted });
  }
  if (unreached.length > 0 && !batch.finished.has(-1)) await deps.batches.writeUnreached(batch, unreached);
  const applied = { upload, findings, sheets, kinds: await deps.checks.readKinds(upload.ref), batch };
  await writeResults(applied, { ...deps, onProgress: async () => undefined }, AbortSignal.timeout(resultsMsMax));
}

/** Milliseconds that writing the files of a file that is given up may take. */
const resultsMsMax = 600_000;
