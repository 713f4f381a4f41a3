import { groupIntoChunk } from '../../engine/cut-chunks.ts';
import type { Outcome } from '../../engine/records.ts';
import { type ApplyDeps, type AppliedUpload, openSpooledChunks } from '../apply/apply-upload.ts';
import { type Comparison, rowKinds } from '../upload.ts';
import { inLanes } from './in-lanes.ts';

type CompareDeps = Pick<ApplyDeps<never>, 'engine' | 'spool' | 'previews' | 'limits'> & {
  readonly onProgress: (done: number, of: number) => Promise<void>;
};

type Compared = Pick<AppliedUpload, 'upload' | 'findings' | 'kinds' | 'sheets'>;

/**
 * Compares a checked upload with the customers that it names: what each row would do, at which version, is kept, and
 * marked in `kinds`. What is shown of it is what is applied (rule 8).
 */
export async function compareUpload(checked: Compared, deps: CompareDeps, signal: AbortSignal): Promise<Comparison> {
  const { upload, kinds } = checked;
  const chunkRecords = deps.limits.fileChunkRecordsMax;
  const chunks = await openSpooledChunks({ ...checked, chunkRecords }, deps);
  const claim = { ...upload.ref, revision: upload.revision };
  const found = { changing: 0, unchanged: 0, missing: 0, failing: 0 };
  let compared = 0;
  await inLanes(chunks.count, async (chunk) => {
    signal.throwIfAborted();
    const records = await chunks.read(chunk);
    const preview = await deps.engine.preview(upload.list, upload.operation, groupIntoChunk(chunk, records));
    await deps.previews.write(claim, chunk, preview);
    for (const outcome of preview.outcomes) {
      const kind = comparedKind(outcome);
      kinds[outcome.index] = (kinds[outcome.index] ?? 0) | rowKinds[kind];
      found[kind] += 1;
    }
    compared += 1;
    await deps.onProgress(compared, chunks.count);
  });
  return { chunkRecords, ...found };
}

/** What would fail for another reason than a missing customer (his data would grow too large) changes nothing either. */
export function comparedKind(outcome: Outcome): 'changing' | 'unchanged' | 'missing' | 'failing' {
  if (outcome.outcome === 'failed') return outcome.error === 'document_missing_exception' ? 'missing' : 'failing';
  return outcome.outcome === 'updated' ? 'changing' : 'unchanged';
}
