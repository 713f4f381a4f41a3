import type { FileBatch, FileBatches } from './batch-ports.ts';
import type { FileStore } from './ports.ts';
import type { Refusal, Upload } from './upload.ts';

interface EndDeps<Tx> {
  readonly batches: Pick<FileBatches<Tx>, 'end' | 'refuse'>;
  readonly files: Pick<FileStore, 'delete'>;
}

type End =
  | { readonly state: 'completed' | 'cancelled' }
  /** The upload is refused with it. */
  | { readonly state: 'cancelled' | 'failed'; readonly refusal: Refusal }
  | { readonly state: 'failed'; readonly error: string };

/**
 * Ends the batch of a file. The file itself goes: whatever is still read of it lies in the spool, and whoever sent it has
 * it. Should it stay because the store is away, the sweep finds it.
 */
export async function endBatch<Tx>(
  { upload, batch }: { readonly upload: Pick<Upload, 'ref' | 'file' | 'contactsFile'>; readonly batch: FileBatch },
  end: End,
  { batches, files }: EndDeps<Tx>,
): Promise<void> {
  await deleteFiles(upload, files);
  if ('refusal' in end) await batches.refuse(batch, upload.ref, end);
  else await batches.end(batch, end);
}

/** Of an upload whose batch has ended, or is just going to. */
export async function deleteFiles(
  { file, contactsFile }: Pick<Upload, 'file' | 'contactsFile'>,
  files: EndDeps<never>['files'],
): Promise<void> {
  const names = contactsFile ? [file.storedAs, contactsFile.storedAs] : [file.storedAs];
  await files.delete(names).catch(() => undefined);
}
