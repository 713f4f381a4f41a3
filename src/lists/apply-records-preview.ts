import type { BatchRequest } from '../engine/engine.ts';
import type { StoredPreview } from '../engine/pinned.ts';
import type { ListRef } from '../engine/ports.ts';
import type { BatchResult, Operation, RecordIn } from '../engine/records.ts';
import { underBrake } from './brake.ts';
import type { WritableCampaign } from './campaigns.ts';

/** The preview of a JSON request, as it is stored. */
interface RecordsPreview {
  /** The store's own id. */
  readonly id: number;
  readonly list: ListRef;
  /** `camp_…`; null: the campaign is gone. */
  readonly listId: string | null;
  readonly operation: Operation;
  readonly atomic: boolean;
  readonly maxAffected: number | null;
}

interface Request {
  readonly batchId: string;
  readonly tokenId: number | null;
  /** An earlier attempt may have begun with it. */
  readonly resumed: boolean;
}

interface Deps {
  readonly campaigns: { campaignForWriting(organizationId: number, publicId: string): Promise<WritableCampaign> };
  readonly engine: { run(request: BatchRequest): Promise<BatchResult> };
  /** Its records, in request order, and what they were shown as. */
  readonly read: (preview: RecordsPreview) => Promise<{
    readonly records: readonly RecordIn[];
    readonly chunkRecords: number;
    readonly shown: StoredPreview;
  }>;
  /** As the campaign door's: a few batches run at once, the rest wait with their records unread. */
  readonly turn: { run<T>(work: () => Promise<T>, organizationId: number): Promise<T> };
}

/**
 * Applies the preview of a JSON request to its end, as a batch of the door that it came through. The campaign is asked
 * for as that door asks for it, and its fields and its brake hold as they are by now.
 */
export function applyRecordsPreview(deps: Deps): (preview: RecordsPreview, request: Request) => Promise<void> {
  return async (preview, request) =>
    deps.turn.run(async () => apply(preview, request, deps), preview.list.organizationId);
}

async function apply(
  preview: RecordsPreview,
  { batchId: publicId, tokenId, resumed }: Request,
  { campaigns, engine, read }: Deps,
): Promise<void> {
  const { id, list, listId, operation, atomic, maxAffected } = preview;
  const campaign = await campaigns.campaignForWriting(list.organizationId, listId ?? '');
  const { records, chunkRecords, shown } = await read(preview);
  const batch = { publicId, resumed, list: campaign.list, source: 'campaign', operation, atomic, tokenId } as const;
  const pinned = { id, chunkRecords, shown };
  await underBrake({ requested: maxAffected, list: campaign, operation }, async (affectedMax) =>
    engine.run({ ...batch, fields: campaign.fields, maxAffected: affectedMax, records, preview: pinned }),
  );
}
