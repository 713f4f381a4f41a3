/** What the routes that write customers need; `src/app.ts` hands it in. */
import type { BatchRequest } from '../../engine/engine.ts';
import type { PreviewResult, PreviewStore } from '../../engine/preview-batch.ts';
import type { BatchResult } from '../../engine/records.ts';
import type { WritableCampaign } from '../../lists/campaigns.ts';

export interface WriteDeps {
  readonly campaigns: { campaignForWriting(organizationId: number, publicId: string): Promise<WritableCampaign> };
  readonly engine: {
    run(request: BatchRequest): Promise<BatchResult>;
    dryRun(request: BatchRequest, previews: PreviewStore): Promise<PreviewResult>;
  };
  readonly previews: PreviewStore;
  /** Lets a few batches run at once, of one organization not all of them; the rest wait with their bodies unparsed. */
  readonly turn: { run<T>(work: () => Promise<T>, organizationId: number): Promise<T> };
  readonly limits: { readonly recordsPerRequestMax: number; readonly keyCharactersMax: number };
}
