import type { BatchRequest } from '../../engine/engine.ts';
import type { PreviewResult } from '../../engine/preview-batch.ts';
import type { BatchResult, Operation, RecordIn } from '../../engine/records.ts';
import type { Call } from '../../http/route.ts';
import { underBrake } from '../../lists/brake.ts';
import type { WritableCampaign } from '../../lists/campaigns.ts';
import type { WriteDeps } from './write-deps.ts';

interface Batch {
  readonly campaign: WritableCampaign;
  readonly operation: Operation;
  readonly atomic?: boolean;
  /** The request's own brake; the list may have a lower one. Where more records would be updated nothing is written. */
  readonly maxAffected?: number | undefined;
  readonly records: readonly RecordIn[];
  /** True: an operation on one customer. */
  readonly single?: boolean;
}

/** Applies a request's records as a batch of this door. A retry with the same idempotency key finds the same batch. */
export async function runBatch(call: Call, { engine }: Pick<WriteDeps, 'engine'>, batch: Batch): Promise<BatchResult> {
  return braked(call, batch, async (request) => engine.run(request));
}

/** Rule 8: what they would come to, kept as a preview that can be applied. */
export async function previewBatch(
  call: Call,
  { engine, previews }: Pick<WriteDeps, 'engine' | 'previews'>,
  batch: Batch,
): Promise<PreviewResult> {
  return braked(call, batch, async (request) => engine.dryRun(request, previews));
}

async function braked<R>(call: Call, batch: Batch, run: (request: BatchRequest) => Promise<R>): Promise<R> {
  const { campaign, operation, atomic = false, maxAffected, records, single } = batch;
  const request = {
    publicId: `batch_${call.reference}`,
    resumed: call.resumed,
    list: campaign.list,
    fields: campaign.fields,
    source: 'campaign',
    operation,
    atomic,
    tokenId: call.principal.tokenId,
    records,
    single,
  } as const;
  return underBrake({ requested: maxAffected, list: campaign, operation }, async (affectedMax) =>
    run({ ...request, maxAffected: affectedMax }),
  );
}
