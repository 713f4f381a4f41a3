import type { DatabaseStatus, ProcessEntry, SlowBatch } from '../doors/api/status-ports.ts';
import type { Database, Tx } from './database.ts';
import { type Activity, readActivity, readServerFacts, type ServerFacts } from './diagnosis.ts';
import { pendingMigrations } from './migrate.ts';

export interface DatabaseFacts {
  readonly status: DatabaseStatus;
  readonly server: ServerFacts;
  readonly activity: Activity;
  /** Names of migrations that it lacks. */
  readonly pending: readonly string[];
}

interface Options {
  /** Milliseconds without a heartbeat after which a process is dead. */
  readonly deadAfterMs: number;
  /** Milliseconds that each statement may take. */
  readonly statementMs: number;
}

/** Reads it all by one connection, so that whoever asks for a status takes no more from those who work. */
export async function readDatabaseFacts(database: Database, options: Options): Promise<DatabaseFacts> {
  return database.transact(async (tx) => {
    await tx.query(`set local statement_timeout = ${Math.trunc(options.statementMs)}`);
    const server = await readServerFacts(tx);
    return {
      server,
      pending: await pendingMigrations(tx),
      activity: await readActivity(tx, options.deadAfterMs),
      status: {
        version: server.version,
        ...(await readCounts(tx)),
        processes: await readProcesses(tx, options.deadAfterMs),
        slowestBatches: await readSlowest(tx),
      },
    };
  });
}

interface CountsRow {
  readonly size: number;
  readonly queued: number;
  readonly running: number;
  readonly interrupted: number;
  readonly uploads: number;
  readonly files: number;
  readonly pending: number;
  readonly failed: number;
}

/** Of what is unfinished, by the indexes that hold nothing else; of what failed, the last day; of files, those kept. */
async function readCounts(tx: Tx): Promise<Pick<DatabaseStatus, 'sizeBytes' | 'queue' | 'fileBytes' | 'webhooks'>> {
  const { rows } = await tx.query<CountsRow>(
    `select pg_database_size(current_database()) as size,
       (select count(*) from batches where state in ('queued', 'running', 'interrupted') and state = 'queued') as queued,
       (select count(*) from batches where state in ('queued', 'running', 'interrupted') and state = 'running') as running,
       (select count(*) from batches where state in ('queued', 'running', 'interrupted') and state = 'interrupted')
         as interrupted,
       (select count(*) from uploads where state = 'reading') as uploads,
       (select coalesce(sum(bytes), 0)::bigint from files) as files,
       (select count(*) from webhook_deliveries where state = 'pending' and job_id is null)
         + (select count(*) from webhook_deliveries where state = 'pending' and job_id is not null) as pending,
       (select count(*) from webhook_deliveries where created_at > now() - interval '1 day' and state = 'failed') as failed`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('select without from gave no row');
  const { size: sizeBytes, queued, running, interrupted, uploads, files: fileBytes, pending, failed } = row;
  return { sizeBytes, queue: { queued, running, interrupted, uploads }, fileBytes, webhooks: { pending, failed } };
}

/** As many as a page shows; a fleet has fewer. */
const processesMax = 100;

async function readProcesses(tx: Tx, deadAfterMs: number): Promise<ProcessEntry[]> {
  const { rows } = await tx.query<ProcessEntry>(
    `select id, started_at as "startedAt", seen_at as "seenAt",
       seen_at >= now() - $1 * interval '1 millisecond' as alive
     from processes order by id desc limit $2`,
    [deadAfterMs, processesMax],
  );
  return rows;
}

/** A range of `batches_history`, which has an entry of every batch that has ended within the last day. */
async function readSlowest(tx: Tx): Promise<SlowBatch[]> {
  const { rows } = await tx.query<SlowBatch>(
    `select b.public_id as id, o.code as organization, b.source, b.total as records,
       extract(epoch from b.finished_at - b.started_at)::float8 as seconds, b.finished_at as "finishedAt"
     from batches b join organizations o on o.id = b.organization_id
     where b.history_left and b.finished_at > now() - interval '1 day' and b.started_at is not null
     order by b.finished_at - b.started_at desc limit 10`,
  );
  return rows;
}
