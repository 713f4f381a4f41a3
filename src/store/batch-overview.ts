import type { BatchId, BatchReport, OutcomeEntry } from '../doors/api/batch-ports.ts';
import { type BatchReportRow, reportColumns, reportOf, reportTables } from './batch-report-row.ts';
import type { Reader } from './database.ts';

/** A batch as the operator sees it, across organizations. */
export interface BatchOverview extends BatchReport {
  /** The organization's code. */
  readonly organization: string;
}

/** A record that was not applied. */
export type Problem = OutcomeEntry;

interface OverviewQuery {
  /** Batches of this organization and of those below it. */
  readonly topId: number;
  readonly limit: number;
  /** True: only those that have not ended. */
  readonly unfinished: boolean;
}

/** Batches, newest first. Per organization, so that each is a short walk along the end of an index. */
export async function overviewOfBatches(reader: Reader, query: OverviewQuery): Promise<BatchOverview[]> {
  const unfinished = query.unfinished ? `and b.state in ('queued', 'running', 'interrupted')` : '';
  const { rows } = await reader.query<BatchReportRow & { organization: string }>(
    `select o.code as organization, r.* from organizations o cross join lateral (
       select ${reportColumns}, b.id as place from ${reportTables}
       where b.organization_id = o.id ${unfinished}
       order by b.id desc limit $2) r
     where $1 = any(o.path)
     order by r.created_at desc, r.place desc limit $2`,
    [query.topId, query.limit],
  );
  return rows.map((row) => ({ organization: row.organization, ...reportOf(row) }));
}

/** Where a batch is, if its organization is `topId` or below it; null when there is none of that id. */
export async function locateBatch(
  reader: Reader,
  topId: number,
  publicId: string,
): Promise<(BatchId & { readonly organization: string }) | null> {
  const { rows } = await reader.query<{ id: number; code: string }>(
    `select o.id, o.code from organizations o join batches b on b.organization_id = o.id
     where $1 = any(o.path) and b.public_id = $2`,
    [topId, publicId],
  );
  const [row] = rows;
  return row === undefined ? null : { organizationId: row.id, publicId, organization: row.code };
}
