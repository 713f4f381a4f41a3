/** Steps that applying a file and previewing it have in common. */
import { Fenced } from '../engine/ports.ts';
import type { AppliedUpload } from './apply/apply-upload.ts';
import type { FileBatch, FileBatches, Phase } from './batch-ports.ts';
import type { Refusal, Upload } from './upload.ts';
import type { UploadLists } from './upload-lists.ts';
import type { CheckedUpload, UploadDesk } from './upload-store.ts';

export interface StepDeps<Tx> {
  readonly desk: Pick<UploadDesk<Tx>, 'find' | 'findChecked'>;
  readonly batches: Pick<FileBatches<Tx>, 'progress'>;
  readonly lists: UploadLists;
  /** Reads and checks an upload, until it is `ready`, `applied` or `refused`. */
  readonly readAndCheck: (upload: Upload, signal: AbortSignal) => Promise<void>;
}

/** While it is read its batch may be cancelled: then nothing is known of its rows, and nothing was applied. */
export async function readOrCancel<Tx>(
  upload: Upload,
  batch: FileBatch,
  { deps, signal }: { readonly deps: Pick<StepDeps<Tx>, 'readAndCheck'>; readonly signal: AbortSignal },
): Promise<'read' | Refusal> {
  const cancelled = refusalOf('conflict', 'The update was cancelled before anything was applied.');
  if (batch.cancelRequested) return cancelled;
  try {
    await deps.readAndCheck(upload, signal);
    return 'read';
  } catch (error) {
    if (error instanceof Fenced && error.why === 'cancelled') return cancelled;
    throw error;
  }
}

/** As it is now that it was checked. */
export async function again<Tx>(
  { ref, publicId }: Upload,
  { desk }: Pick<StepDeps<Tx>, 'desk'>,
): Promise<CheckedUpload> {
  const checked = await desk.findChecked({ organizationId: ref.organizationId, publicId });
  if (!checked) throw new Error('an upload that is worked on is gone');
  return checked;
}

/** A checked upload with all that there is to know of it; a refusal: its list was deleted. */
export async function openChecked<Tx>(
  { upload, kinds }: CheckedUpload,
  batch: FileBatch,
  { lists }: Pick<StepDeps<Tx>, 'lists'>,
): Promise<AppliedUpload | Refusal> {
  const { findings } = upload;
  const list = await lists.find(upload.list);
  if (!findings || !kinds) throw new Error('an upload without findings is worked on');
  if (!list) return refusalOf('not_found', 'The customer list was deleted; nothing was applied.');
  return { upload, findings, kinds, sheets: list.sheets, braked: list, batch };
}

function refusalOf(code: Refusal['code'], message: string): Refusal {
  return { code, message, faults: [], places: [] };
}

/** Milliseconds between two reports of progress. */
const progressMs = 250;

/** Reports how far a batch is, as often as somebody who looks on can tell. */
export function reportProgress<Tx>(
  { batches }: { readonly batches: Pick<StepDeps<Tx>['batches'], 'progress'> },
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
