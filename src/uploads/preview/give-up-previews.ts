import type { FileBatch, FileBatches } from '../batch-ports.ts';
import { deleteFiles } from '../end-batch.ts';
import type { FileStore } from '../ports.ts';
import type { Refusal, Upload } from '../upload.ts';
import type { PreviewBatches } from './ports.ts';

export interface GiveUpPreviewDeps<Tx> {
  readonly batches: Pick<FileBatches<Tx>, 'take' | 'end' | 'refuse' | 'abandon'>;
  readonly previewBatches: Pick<PreviewBatches<Tx>, 'open'>;
  readonly files: Pick<FileStore, 'delete'>;
}

const unfinished =
  'The service could not finish this preview, however often it tried. Ask the operator to look into the log, then ask for it again.';

/** Ends for good the previews of an upload that no try could bring to their end. `unread`: why one is refused that was never read. */
export async function giveUpPreviews<Tx>(upload: Upload, unread: Refusal, deps: GiveUpPreviewDeps<Tx>): Promise<void> {
  const { organizationId } = upload.ref;
  for (const batchId of await deps.previewBatches.open(upload.ref)) {
    const batch = await deps.batches.take({ organizationId, batchId });
    if (batch?.state !== 'running') continue;
    try {
      await giveUpOne({ ...batch, list: upload.list }, { upload, unread }, deps);
    } finally {
      deps.batches.abandon(batch);
    }
  }
}

async function giveUpOne<Tx>(
  batch: FileBatch,
  { upload, unread }: { readonly upload: Upload; readonly unread: Refusal },
  { batches, files }: GiveUpPreviewDeps<Tx>,
): Promise<void> {
  // What a try has stored, and died before anybody knew of it.
  await files.delete(resultNames(batch)).catch(() => undefined);
  if (upload.previewId !== batch.id) return batches.end(batch, { state: 'failed', error: unfinished });
  await deleteFiles(upload, files);
  return upload.state === 'reading'
    ? batches.refuse(batch, upload.ref, { state: 'failed', refusal: unread })
    : batches.end(batch, { state: 'failed', error: unfinished });
}

function resultNames({ publicId }: FileBatch): string[] {
  return ['failed', 'applied', 'failed-contacts', 'applied-contacts'].flatMap((kind) =>
    ['csv', 'xlsx'].map((extension) => `results/${publicId}/${kind}.${extension}`),
  );
}
