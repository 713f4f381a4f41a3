/**
 * Previews. One is a batch of source `preview` that never changes a customer: `completed` → applied once
 * (`applied_by`), as long as it has not expired → swept (`sweep-previews.ts`).
 */
import type { BatchId } from '../doors/api/batch-ports.ts';
import type { PreviewBatch, PreviewDesk } from '../doors/api/preview-ports.ts';
import { type PreviewStore, shownMax } from '../engine/preview-batch.ts';
import type { BatchSource, BatchState, Operation } from '../engine/records.ts';
import { readChanges } from './batch-changes.ts';
import { claimPreview } from './claim-preview.ts';
import type { Database, Reader, Tx } from './database.ts';
import { writePreview } from './preview-writer.ts';

/** What the engine keeps previews in. */
export function previewStore(options: Parameters<typeof writePreview>[0]): PreviewStore {
  const { database } = options;
  return {
    begin: () => writePreview(options),
    async shown({ organizationId }, publicId) {
      const id = { organizationId, publicId };
      const preview = await findPreview(database, id);
      if (preview === null || preview === 'none') throw new Error('a preview that was found is gone');
      const page = await readChanges(database, { ...id, limit: shownMax.changes, from: null });
      const changes = (page?.entries ?? []).map(({ key, version, changes: fields }) => ({ key, version, fields }));
      return { changes, expiresAt: preview.expiresAt };
    },
  };
}

/** What our own API applies previews by. */
export function previewDesk(database: Database): PreviewDesk<Tx> {
  return {
    find: async (id) => findPreview(database, id),
    lock: async (tx, id) => findPreview(tx, id, 'for update of b'),
    markApplied,
  };
}

interface PreviewRow {
  readonly id: number;
  readonly source: BatchSource;
  readonly state: BatchState;
  readonly list_id: number;
  readonly list: string | null;
  readonly operation: Operation;
  readonly atomic: boolean;
  readonly max_affected: number | null;
  readonly faulty: number;
  readonly upload_id: number | null;
  readonly undoes: number | null;
  readonly expires_at: Date;
  readonly is_expired: boolean;
  readonly applied_by: string | null;
}

async function findPreview(
  reader: Reader,
  { organizationId, publicId }: BatchId,
  lock: 'for update of b' | '' = '',
): Promise<PreviewBatch | 'none' | null> {
  const { rows } = await reader.query<PreviewRow>(
    `select b.id, b.source, b.state, b.list_id, l.public_id as list, b.operation, b.atomic, b.max_affected,
       b.invalid + b.failed as faulty, b.upload_id, b.undoes, b.expires_at, b.expires_at <= now() as is_expired,
       (select a.public_id from batches a where a.organization_id = b.organization_id and a.id = b.applied_by) as applied_by
     from batches b left join lists l on l.organization_id = b.organization_id and l.id = b.list_id
     where b.organization_id = $1 and b.public_id = $2 ${lock}`,
    [organizationId, publicId],
  );
  const [row] = rows;
  if (!row) return null;
  return row.source === 'preview' ? previewOf(row, { organizationId, publicId }) : 'none';
}

function previewOf(row: PreviewRow, { organizationId, publicId }: BatchId): PreviewBatch {
  return {
    id: row.id,
    publicId,
    state: row.state,
    list: { organizationId, listId: row.list_id },
    listId: row.list,
    operation: row.operation,
    atomic: row.atomic,
    maxAffected: row.max_affected,
    faulty: row.faulty,
    uploadId: row.upload_id,
    undoes: row.undoes,
    expiresAt: row.expires_at,
    isExpired: row.is_expired,
    appliedBy: row.applied_by,
  };
}

async function markApplied(tx: Tx, { id, list }: PreviewBatch, batchId: string): Promise<void> {
  const { rows } = await tx.query<{ id: number }>(
    'update batches set preview_id = $3 where organization_id = $1 and public_id = $2 returning id',
    [list.organizationId, batchId, id],
  );
  const [batch] = rows;
  if (!batch) throw new Error('a batch that was opened is not there');
  await claimPreview(tx, { organizationId: list.organizationId, previewId: id, batchId: batch.id });
}
