import { PreviewGone } from '../../engine/ports.ts';
import { RequestError } from '../../errors/request-error.ts';
import { locationOf } from '../../http/location.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import type { BatchId, BatchReader, BatchReport } from './batch-ports.ts';
import { batchParams, batchShape, type FileUrl, found, presentBatch } from './batch-shape.ts';
import type { ApplyRequest, PreviewAppliers, PreviewBatch, PreviewDesk } from './preview-ports.ts';
import { refusal, success } from './wire.ts';

export interface ApplyPreviewDeps<Tx> {
  readonly batches: Pick<BatchReader, 'find'>;
  readonly previews: PreviewDesk<Tx>;
  readonly previewAppliers: PreviewAppliers<Tx>;
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly fileUrl: FileUrl;
}

/** `POST /batches/{id}/apply`: what a preview showed becomes a batch, pinned to the versions that were shown. */
export function applyPreview<Tx>(deps: ApplyPreviewDeps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/batches/:id/apply',
    operationId: 'applyPreview',
    summary: 'Applies a preview',
    description:
      'Each record is pinned to the version that it was shown at: where somebody has changed a field that the record ' +
      'names since, it fails with `preview_changed_exception`. What was shown as failing stays as it is. It keeps the ' +
      "preview's `atomic` and `maxAffected`, and works once. The preview of a JSON request is applied at once: 200 with " +
      'the batch. That of a file or of an undo in the background: 202, and `location` says where to look.',
    tag: 'Batches',
    scope: 'customers:write',
    actsBelow: true,
    params: batchParams,
    answers: {
      200: success(batchShape),
      202: success(batchShape),
      403: refusal,
      404: refusal,
      409: refusal,
      422: refusal,
    },
    run: { kind: 'batch', handle: async (call) => handle(call, deps) },
  };
}

async function handle<Tx>(call: Call, deps: ApplyPreviewDeps<Tx>): Promise<Answer> {
  const organizationId = call.organization.id;
  const own = { organizationId, publicId: `batch_${call.reference}` };
  // An earlier attempt with this key got so far; its preview may be gone by now.
  const earlier = call.resumed ? await deps.batches.find(own) : null;
  if (earlier && (earlier.finishedAt !== null || earlier.source !== 'campaign')) return answer(earlier, call, deps);
  const id = { organizationId, publicId: call.params['id'] ?? '' };
  const { principal, organization, resumed } = call;
  const request = { batchId: own.publicId, tokenId: principal.tokenId, organization, resumed };
  try {
    await apply(previewOf(await deps.previews.find(id)), request, deps);
  } catch (error) {
    if (!(error instanceof PreviewGone)) throw error;
    // Another request was faster: the preview says which.
    refuseUnlessOpen(previewOf(await deps.previews.find(id)));
    throw error;
  }
  return answer(found(await deps.batches.find(own)), call, deps);
}

type Resumable = ApplyRequest & { readonly resumed: boolean };

async function apply<Tx>(preview: PreviewBatch, request: Resumable, deps: ApplyPreviewDeps<Tx>): Promise<void> {
  const { list, publicId } = preview;
  if (preview.uploadId !== null || preview.undoes !== null) {
    return openInBackground({ organizationId: list.organizationId, publicId }, request, deps);
  }
  if (preview.appliedBy !== request.batchId) refuseUnlessOpen(preview);
  return deps.previewAppliers.records(preview, request);
}

async function openInBackground<Tx>(id: BatchId, request: ApplyRequest, deps: ApplyPreviewDeps<Tx>): Promise<void> {
  const { previews, previewAppliers, transact } = deps;
  await transact(async (tx) => {
    const preview = previewOf(await previews.lock(tx, id));
    refuseUnlessOpen(preview);
    const open = preview.undoes === null ? previewAppliers.file : previewAppliers.undo;
    await open(tx, preview, request);
    await previews.markApplied(tx, preview, request.batchId);
  });
}

function answer<Tx>(report: BatchReport, call: Call, { fileUrl }: Pick<ApplyPreviewDeps<Tx>, 'fileUrl'>): Answer {
  const body = { success: true, data: presentBatch(report, fileUrl) };
  if (report.source === 'campaign') return { status: 200, body };
  return { status: 202, body, headers: { location: locationOf(`/api/v1/batches/${report.id}`, call) } };
}

function previewOf(read: PreviewBatch | 'none' | null): PreviewBatch {
  if (read !== 'none') return found(read);
  throw new RequestError('conflict', 'The batch is no preview; only what dryRun=true has shown can be applied.');
}

/** Whether a preview can be applied at this moment. */
function refuseUnlessOpen({ state, appliedBy, isExpired, expiresAt, atomic, faulty }: PreviewBatch): void {
  if (appliedBy !== null) throw new RequestError('conflict', `The preview was applied already, as ${appliedBy}.`);
  if (isExpired) {
    throw new RequestError('conflict', `The preview expired at ${expiresAt.toISOString()}; ask for a new one.`);
  }
  if (state === 'queued' || state === 'running') {
    const message = 'The preview is still being made; try again when it is completed.';
    throw new RequestError('conflict', message, { retryAfterSeconds: 1 });
  }
  if (state !== 'completed') throw new RequestError('conflict', `The preview is ${state}; ask for a new one.`);
  if (atomic && faulty > 0) {
    const message =
      'The preview is all or nothing, and not all of its records can be applied; mend them and ask for a new one.';
    throw new RequestError('conflict', message);
  }
}
