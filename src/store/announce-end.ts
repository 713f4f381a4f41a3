import type { WebhookEvent } from '../webhooks/events.ts';
import { parseJson } from '../json/parse-json.ts';
import { type BatchReportRow, endedColumns, endedTables, reportOf } from './batch-report-row.ts';
import type { HotStatement, Tx } from './database.ts';

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

/** As `reportOf` takes it, but that it came as JSON. */
type Moments = 'started_at' | 'finished_at' | 'expires_at';
interface NewsRow extends Omit<BatchReportRow, Moments | 'created_at'>, Readonly<Record<Moments, string | null>> {
  readonly created_at: string;
  readonly id: number;
  readonly event: WebhookEvent;
  /** The batch that is announced as undone: by which undo; null: the one that has ended. */
  readonly taken_back_by: string | null;
}

/**
 * The batch; and the one that it took back, if it is an undo that was completed and restored something. Prepared, and of
 * one column: its eight tables take ten times as long to plan and describe as to read.
 */
const readNews: HotStatement = {
  name: 'news_of_batch',
  text: `select row_to_json(r) from (
    select b.id, ${endedColumns}, case when b.id <> e.id then e.public_id end as taken_back_by,
      case when b.id <> e.id then 'batch.undone' else 'batch.' || b.state end as event
    from batches e
    join batches b on b.organization_id = $1 and b.id = any(array[e.id,
      case when e.source = 'undo' and e.state = 'completed' and e.updated > 0 then e.undoes end])
    ${endedTables}
    where e.organization_id = $1 and e.id = $2
    order by b.id <> e.id
  ) r`,
};

const writeNews: HotStatement = {
  name: 'write_news',
  text: `insert into webhook_deliveries (organization_id, webhook_id, event, batch_id, payload, state, next_attempt_at)
    select w.organization_id, w.id, n.event, n.batch_id, n.payload, 'pending', now()
    from unnest($2::text[], $3::bigint[], $4::text[]) with ordinality n (event, batch_id, payload, place)
    join webhooks w on w.organization_id = $1 and w.disabled_at is null and n.event = any(w.events)
    order by n.place, w.id`,
};

/**
 * Writes what is to be sent of a batch, in the transaction that ends it: what is rolled back is announced to nobody, and
 * what is committed is lost by no crash. Who sends it finds it there (`webhook-work.ts`). An undo that was completed and
 * restored something is news of two batches: its own, and the one that it took back.
 */
export async function announceEnd(tx: Tx, { organizationId, batchId }: Ended): Promise<void> {
  const { rows } = await tx.queryRaw(readNews, [organizationId, batchId]);
  if (rows.length === 0) throw new Error('a batch that is just ended is gone');
  const batches = rows.map(([row]) => parseJson(row ?? '') as NewsRow);
  const timestamp = new Date().toISOString();
  const news = batches.map((batch) => newsOf(batch, timestamp));
  const columns = [news.map(({ event }) => event), batches.map(({ id }) => id), news.map(({ payload }) => payload)];
  await tx.queryRaw(writeNews, [organizationId, ...columns]);
}

function newsOf(row: NewsRow, timestamp: string): { event: WebhookEvent; payload: string } {
  const { event, created_at, started_at, finished_at, expires_at } = row;
  const moments = {
    started_at: momentOf(started_at),
    finished_at: momentOf(finished_at),
    expires_at: momentOf(expires_at),
  };
  const report = reportOf({ ...row, ...moments, created_at: new Date(created_at) });
  // As our own API shows it, but for the links to its files: those open customers' data to whoever has them.
  const files = report.files.map(({ kind, name, expiresAt }) => ({ kind, name, expiresAt }));
  const data = { ...report, undoneBy: row.taken_back_by, files };
  return { event, payload: JSON.stringify({ type: event, timestamp, data }) };
}

function momentOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
