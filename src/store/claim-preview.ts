import { PreviewGone } from '../engine/ports.ts';
import type { Tx } from './database.ts';

/** The one place that says that a preview is applied: once, and not after it has expired. */
export async function claimPreview(
  tx: Tx,
  { organizationId, previewId, batchId }: { organizationId: number; previewId: number; batchId: number },
): Promise<void> {
  // coalesce: so that it is found by its id, not by way of the index of all previews.
  const { rowCount } = await tx.query(
    `update batches set applied_by = $3
     where organization_id = $1 and id = $2 and applied_by is null and coalesce(expires_at > now(), false)`,
    [organizationId, previewId, batchId],
  );
  if (rowCount !== 1) throw new PreviewGone('the preview was applied already, or has expired');
}
