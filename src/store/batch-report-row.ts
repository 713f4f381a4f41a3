/** A batch's row, with the sums over its checkpoints as of the same moment, and what is reported of it. */
import type { BatchCounts, BatchProgress, BatchReport } from '../doors/api/batch-ports.ts';
import type { BatchSource, BatchState, Operation } from '../engine/records.ts';
import { type UndoFacts, undoTrouble } from '../engine/undo-trouble.ts';
import { standingUndo, undoneWhole } from './standing-undo.ts';

export interface BatchReportRow {
  readonly public_id: string;
  readonly source: BatchSource;
  readonly operation: Operation;
  readonly state: BatchState;
  readonly list: string | null;
  readonly atomic: boolean;
  readonly total: number;
  readonly invalid: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly retried: number;
  readonly chunks: number;
  readonly chunks_done: number;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  /** Since it started, until it ended or now, by the database's clock. */
  readonly seconds: number | null;
  readonly token_id: string | null;
  readonly token_name: string | null;
  readonly error: string | null;
  readonly warned: number;
  /** Of a batch of a file, until it has ended; while it is applied, its chunks tell. */
  readonly phase: BatchProgress['phase'] | null;
  readonly phase_done: number;
  readonly phase_of: number;
  /** Public ids. */
  readonly undone_by: string | null;
  /** Of an undone one: its undo has left nothing to restore, or has not ended. */
  readonly undone_whole: boolean | null;
  readonly history_swept: boolean;
  readonly has_list: boolean | null;
  readonly undoes: string | null;
  readonly expires_at: Date | null;
  readonly applied_by: string | null;
  readonly preview: string | null;
  /** Of a file's batch, as long as its upload is kept. */
  readonly empty_cells: 'ignore' | 'clear' | null;
  readonly files: readonly { publicId: string; kind: string; name: string; bytes: number; expiresAt: string }[] | null;
}

/** What the row says however far the batch is. */
const rowColumns = `b.public_id, b.source, b.operation, b.state, l.public_id as list, b.atomic,
  b.total, b.invalid, b.chunks, b.error, b.created_at, b.started_at, b.finished_at,
  t.public_id as token_id, t.name as token_name, b.history_swept, l.status <> 'deleted' as has_list, b.warned, b.phase, b.phase_done, b.phase_of,
  (select o.public_id from batches o where o.organization_id = b.organization_id and o.id = b.undoes) as undoes,
  b.expires_at,
  (select p.public_id from batches p where p.organization_id = b.organization_id and p.id = b.preview_id) as preview,
  (select u.options ->> 'emptyCells' from uploads u where u.organization_id = b.organization_id and u.id = b.upload_id)
    as empty_cells,
  (select json_agg(json_build_object('publicId', f.public_id, 'kind', f.kind, 'name', f.name, 'bytes', f.bytes,
     'expiresAt', f.expires_at)
     order by f.id)
   from files f where f.organization_id = b.organization_id and f.batch_id = b.id and f.expires_at > now()) as files`;

/** Final counts stand in the row; until then, and only until then, the checkpoints are summed. */
export const reportColumns = `${rowColumns},
  b.updated + coalesce(c.updated, 0) as updated, b.unchanged + coalesce(c.unchanged, 0) as unchanged,
  b.failed + coalesce(c.failed, 0) as failed, b.retried + coalesce(c.retried, 0) as retried,
  case when b.state = 'completed' then b.chunks else coalesce(c.done, 0) end as chunks_done,
  extract(epoch from coalesce(b.finished_at, clock_timestamp()) - b.started_at)::float8 as seconds,
  ${standingUndo} as undone_by, ${undoneWhole} as undone_whole,
  (select a.public_id from batches a where a.organization_id = b.organization_id and a.id = b.applied_by) as applied_by`;

/** The same of a batch that has just ended and is no preview, without what cannot be yet: it is read while rows are held. */
export const endedColumns = `${rowColumns}, b.updated, b.unchanged, b.failed, b.retried,
  case when b.state = 'completed' then b.chunks else (select count(*) from chunks k
    where k.organization_id = b.organization_id and k.batch_id = b.id and k.chunk >= 0) end as chunks_done,
  extract(epoch from b.finished_at - b.started_at)::float8 as seconds, null as undone_by,
  null as undone_whole, null as applied_by`;

/** A batch acted for from above has a token of an organization above its own, so whoever asked is joined by id alone. */
export const endedTables = `left join lists l on l.organization_id = b.organization_id and l.id = b.list_id
  left join actors t on t.id = b.token_id`;

export const reportTables = `batches b ${endedTables}
  left join lateral (
    select count(*) filter (where k.chunk >= 0) as done,
      sum(k.updated) filter (where b.finished_at is null) as updated,
      sum(k.unchanged) filter (where b.finished_at is null) as unchanged,
      sum(k.failed) filter (where b.finished_at is null) as failed,
      sum(k.retried) filter (where b.finished_at is null) as retried
    from chunks k
    where k.organization_id = b.organization_id and k.batch_id = b.id and b.state <> 'completed'
  ) c on true`;

export function reportOf(row: BatchReportRow): BatchReport {
  const { token_id, token_name } = row;
  return {
    id: row.public_id,
    source: row.source,
    operation: row.operation,
    state: row.state,
    list: row.list,
    atomic: row.atomic,
    counts: countsOf(row),
    chunks: { done: row.chunks_done, of: row.chunks },
    progress: progressOf(row),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    by: token_id === null || token_name === null ? null : { id: token_id, name: token_name },
    undoneBy: row.undone_by,
    undoable: undoTrouble(undoFacts(row)) === null,
    ...(row.history_swept && { historySwept: true }),
    ...(row.undoes === null ? {} : { undoes: row.undoes }),
    files: (row.files ?? []).map((file) => ({ ...file, expiresAt: new Date(file.expiresAt) })),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.applied_by === null ? {} : { appliedBy: row.applied_by }),
    ...(row.preview === null ? {} : { preview: row.preview }),
    ...(row.empty_cells === null ? {} : { emptyCells: row.empty_cells }),
  };
}

function undoFacts({ source, state, updated, ...row }: BatchReportRow): UndoFacts {
  return {
    source,
    state,
    updated,
    hasList: row.has_list === true,
    undoneBy: row.undone_by,
    isUndoneWhole: row.undone_whole === true,
    historySwept: row.history_swept,
  };
}

/** `valid` counts what has its outcome, `pending` what has none: see BatchCounts. */
function countsOf({ total, invalid, updated, unchanged, failed, retried, warned }: BatchReportRow): BatchCounts {
  const successful = updated + unchanged;
  const valid = successful + failed;
  const pending = total - invalid - valid;
  return { total, valid, invalid, pending, successful, updated, unchanged, failed, retried, warned };
}

function progressOf(row: BatchReportRow): BatchProgress {
  const { phase, phase_done, phase_of, finished_at } = row;
  if (phase !== null && phase !== 'applying' && finished_at === null) {
    return { phase, done: phase_done, of: phase_of, perSecond: null, secondsLeft: null };
  }
  const { valid: done, pending } = countsOf(row);
  const perSecond = done > 0 && row.seconds !== null && row.seconds > 0 ? Math.round(done / row.seconds) : null;
  return { phase: 'applying', done, of: done + pending, perSecond, secondsLeft: secondsLeft(row, { done, pending }) };
}

function secondsLeft(
  { state, seconds, total, finished_at }: BatchReportRow,
  { done, pending }: { done: number; pending: number },
): number | null {
  // Of a file that is not read yet nobody knows how much it is.
  if (pending === 0) return total === 0 && finished_at === null ? null : 0;
  if (state !== 'running' || done === 0 || seconds === null) return null;
  return Math.ceil((pending * seconds) / done);
}
