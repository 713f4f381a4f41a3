import type { BatchResult, Operation, RecordIn } from '../../engine/records.ts';
import type { Call } from '../../http/route.ts';
import type { WritableCampaign } from '../../lists/campaigns.ts';
import type { WriteDeps } from './write-deps.ts';

interface Batch {
  readonly campaign: WritableCampaign;
  readonly operation: Operation;
  readonly atomic?: boolean;
  readonly records: readonly RecordIn[];
}

/** Applies a request's records as a batch of this door. A retry with the same idempotency key finds the same batch. */
export async function runBatch(call: Call, { engine }: Pick<WriteDeps, 'engine'>, batch: Batch): Promise<BatchResult> {
  const { campaign, operation, atomic = false, records } = batch;
  return engine.run({
    publicId: `batch_${call.reference}`,
    resumed: call.resumed,
    list: campaign.list,
    fields: campaign.fields,
    source: 'campaign',
    operation,
    atomic,
    tokenId: call.principal.tokenId,
    records,
  });
}
