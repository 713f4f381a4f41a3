import type { WebhookEvent } from '../webhooks/events.ts';
import { findBatch } from './batch-reports.ts';
import type { Tx } from './database.ts';

/**
 * Whether the batch `b` that a statement ends is to be announced to anybody. It stands in the statement itself, so that an
 * organization without webhooks pays no round trip for it. A preview is no news, nor is an operation on one customer.
 */
export const isAnnounced = `b.source <> 'preview' and not b.single and exists (
  select 1 from webhooks w where w.organization_id = b.organization_id and w.disabled_at is null)`;

interface Ended {
  readonly organizationId: number;
  /** The store's own id. */
  readonly batchId: number;
}

interface EndedRow {
  readonly public_id: string;
  readonly event: WebhookEvent;
  readonly undone_id: number | null;
  readonly undone: string | null;
}

/**
 * Writes what is to be sent of a batch, in the transaction that ends it: what is rolled back is announced to nobody, and
 * what is committed is lost by no crash. Who sends it finds it there (`webhook-work.ts`).
 */
export async function announceEnd(tx: Tx, { organizationId, batchId }: Ended): Promise<void> {
  const { rows } = await tx.query<EndedRow>(
    `select b.public_id, 'batch.' || b.state as event, u.id as undone_id, u.public_id as undone
     from batches b
     left join batches u on u.organization_id = b.organization_id and u.id = b.undoes
       and b.source = 'undo' and b.state = 'completed'
     where b.organization_id = $1 and b.id = $2`,
    [organizationId, batchId],
  );
  const [batch] = rows;
  if (!batch) throw new Error('a batch that is just ended is gone');
  const { public_id: publicId, event, undone_id: undoneId, undone } = batch;
  await announce(tx, { organizationId, batchId, publicId, event });
  if (undone === null || undoneId === null) return;
  const taken = { organizationId, batchId: undoneId, publicId: undone, event: 'batch.undone' } as const;
  await announce(tx, taken, { undoneBy: publicId });
}

interface News extends Ended {
  readonly publicId: string;
  readonly event: WebhookEvent;
}

async function announce(tx: Tx, news: News, more: object = {}): Promise<void> {
  const { organizationId, batchId, publicId, event } = news;
  const report = await findBatch(tx, { organizationId, publicId });
  if (!report) throw new Error('a batch that is just ended is gone');
  // As our own API shows it, but for the links to its files: those open customers' data to whoever has them.
  const files = report.files.map(({ kind, name, expiresAt }) => ({ kind, name, expiresAt }));
  const data = { ...report, ...more, files };
  const payload = JSON.stringify({ type: event, timestamp: new Date().toISOString(), data });
  await tx.query(
    `insert into webhook_deliveries (organization_id, webhook_id, event, batch_id, payload, state, next_attempt_at)
     select w.organization_id, w.id, $3, $2, $4, 'pending', now()
     from webhooks w
     where w.organization_id = $1 and w.disabled_at is null and $3 = any(w.events)`,
    [organizationId, batchId, event, payload],
  );
}
