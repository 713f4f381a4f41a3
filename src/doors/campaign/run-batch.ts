import { TooManyAffected } from '../../engine/engine.ts';
import type { BatchResult, Operation, RecordIn } from '../../engine/records.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { Call } from '../../http/route.ts';
import type { WritableCampaign } from '../../lists/campaigns.ts';
import type { WriteDeps } from './write-deps.ts';

interface Batch {
  readonly campaign: WritableCampaign;
  readonly operation: Operation;
  readonly atomic?: boolean;
  /** The brake: where more records would be updated, the request is refused and nothing is written. */
  readonly maxAffected?: number | undefined;
  readonly records: readonly RecordIn[];
}

/** Applies a request's records as a batch of this door. A retry with the same idempotency key finds the same batch. */
export async function runBatch(call: Call, { engine }: Pick<WriteDeps, 'engine'>, batch: Batch): Promise<BatchResult> {
  const { campaign, operation, atomic = false, maxAffected, records } = batch;
  const request = {
    publicId: `batch_${call.reference}`,
    resumed: call.resumed,
    list: campaign.list,
    fields: campaign.fields,
    source: 'campaign',
    operation,
    atomic,
    maxAffected,
    tokenId: call.principal.tokenId,
    records,
  } as const;
  try {
    return await engine.run(request);
  } catch (error) {
    if (!(error instanceof TooManyAffected)) throw error;
    const sentence = `${error.affected} records would be updated and maxAffected is ${maxAffected}; nothing was applied.`;
    throw new RequestError('unprocessable', sentence, { cause: error });
  }
}
