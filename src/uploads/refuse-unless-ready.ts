import { RequestError } from '../errors/request-error.ts';
import type { Findings, Upload } from './upload.ts';
import type { UploadDesk } from './upload-store.ts';

/** Only what is shown at this moment can be applied, or previewed, and only once. Answers what was found of it. */
export async function refuseUnlessReady<Tx>(
  tx: Tx,
  { state, ref, refusal, batchId, findings }: Upload,
  { desk }: { readonly desk: Pick<UploadDesk<Tx>, 'batchIn'> },
): Promise<Findings> {
  if (batchId !== null) {
    const batch = await desk.batchIn(tx, ref);
    throw new RequestError('conflict', `The upload was applied already, as ${batch?.publicId ?? 'a batch'}.`);
  }
  if (refusal) {
    throw new RequestError('unprocessable', `The file was refused: ${refusal.message}`, { faults: refusal.faults });
  }
  if (state !== 'ready') {
    throw new RequestError('conflict', 'The file is still being read; try again when it is ready.', {
      retryAfterSeconds: 1,
    });
  }
  if (!findings) throw new Error('an upload that is ready has no findings');
  return findings;
}
