import type { BatchId, BatchPage, BatchQuery, BatchReport } from '../doors/api/batch-ports.ts';
import { type BatchReportRow, reportColumns, reportOf, reportTables } from './batch-report-row.ts';
import type { Reader } from './database.ts';

export async function findBatch(reader: Reader, { organizationId, publicId }: BatchId): Promise<BatchReport | null> {
  const { rows } = await reader.query<BatchReportRow>(
    `select ${reportColumns} from ${reportTables} where b.organization_id = $1 and b.public_id = $2`,
    [organizationId, publicId],
  );
  return rows[0] ? reportOf(rows[0]) : null;
}

/** Newest first. Only the conditions that are asked for stand in the statement, so that its plan can use them. */
export async function listBatches(reader: Reader, query: BatchQuery): Promise<BatchPage<BatchReport, string> | null> {
  const { organizationId, limit, after } = query;
  const before = after === null ? undefined : await idOf(reader, { organizationId, publicId: after });
  if (before === null) return null;
  const { conditions, values } = where(query, before);
  // Between one and the same, in this order: then they are read from the index `batches_of_actor`. With `=` the planner
  // would rather walk along the newest of all, among which there may be few of his.
  const order = query.by === undefined ? 'b.id desc' : 'b.token_id desc, b.id desc';
  const { rows } = await reader.query<BatchReportRow>(
    `select ${reportColumns} from ${reportTables}
     where ${conditions.join(' and ')} order by ${order} limit $1`,
    // One more than is shown tells whether there is another page.
    [limit + 1, ...values],
  );
  const entries = rows.slice(0, limit).map(reportOf);
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

/** The store's own id of a batch, by the statement that answers alike for a foreign and an unknown one. */
export async function idOf(reader: Reader, { organizationId, publicId }: BatchId): Promise<number | null> {
  const { rows } = await reader.query<{ id: number }>(
    'select id from batches where organization_id = $1 and public_id = $2',
    [organizationId, publicId],
  );
  return rows[0]?.id ?? null;
}

function actor(parameter: string): string {
  return `(select id from actors where public_id = ${parameter})`;
}

function where(query: BatchQuery, before: number | undefined): { conditions: string[]; values: unknown[] } {
  const { organizationId, state, source, list, by, from, to } = query;
  const filters: [unknown, (parameter: string) => string][] = [
    [organizationId, (organization) => `b.organization_id = ${organization}`],
    [before, (id) => `b.id < ${id}`],
    [state, (name) => `b.state = ${name}`],
    [source, (name) => `b.source = ${name}`],
    // $2 is the organization
    [list, (id) => `b.list_id = (select id from lists where organization_id = $2 and public_id = ${id})`],
    [by, (id) => `b.token_id between ${actor(id)} and ${actor(id)}`],
    [from, (moment) => `b.created_at >= ${moment}`],
    [to, (moment) => `b.created_at < ${moment}`],
  ];
  const asked = filters.filter(([value]) => value !== undefined);
  return {
    // $1 is the page's limit
    conditions: asked.map(([, condition], place) => condition(`$${place + 2}`)),
    values: asked.map(([value]) => value),
  };
}
