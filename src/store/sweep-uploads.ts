/**
 * Removes files that are out of date: `expires_at` is a day after the upload, and is moved on when the file is applied. A
 * spool may hold gigabytes, so it goes in steps, each a short transaction; the upload's row goes last, so that a sweep
 * that was cut short is gone on with.
 */
import type { ResultKind } from '../uploads/results/result-ports.ts';
import type { Database, Reader, Tx } from './database.ts';
import { checkTables } from './spool/check-tables.ts';

interface Options {
  readonly database: Database;
  readonly deadAfterMs: number;
  /** Removes files from the file store; names of files that are gone already are fine. */
  readonly deleteFiles: (names: readonly string[]) => Promise<void>;
  /** Spool rows removed in one step; standard: 200, some 20 MB. */
  readonly stepRowsMax?: number;
  /** Steps of one sweep; the next goes on. Standard: 100. */
  readonly stepsMax?: number;
}

const stepRowsMaxStandard = 200;
const stepsMaxStandard = 100;
const uploadsMax = 20;
const spoolTables = ['spool_cells', ...checkTables] as const;

/**
 * Answers how many uploads were removed. One whose files cannot be removed now keeps none of the others waiting: it goes
 * all the same, and its files are left to the sweep of files.
 */
export async function sweepUploads(options: Options): Promise<number> {
  const { database, stepsMax = stepsMaxStandard } = options;
  const budget = { steps: stepsMax };
  const errors: unknown[] = [];
  let removed = 0;
  for (const upload of await findExpired(database, options.deadAfterMs)) {
    if (!(await clearSpool(upload, options, budget))) break;
    try {
      await options.deleteFiles(namesOf(upload));
    } catch (error) {
      errors.push(error);
      await handOver(upload, database);
      continue;
    }
    await database.transact((tx) => remove(tx, upload));
    removed += 1;
  }
  if (errors.length > 0) throw new AggregateError(errors, 'files of expired uploads stayed', { cause: errors[0] });
  return removed;
}

interface Expired {
  readonly organization_id: number;
  readonly id: number;
  /** `batch_…`, where it has ended without having its result files stored. */
  readonly unsaved_batch: string | null;
  readonly files: Readonly<Partial<Record<'customers' | 'contacts', { readonly file: string } | null>>>;
}

/** Not those whose batch has not ended, nor those that a living process reads. */
async function findExpired(reader: Reader, deadAfterMs: number): Promise<Expired[]> {
  const { rows } = await reader.query<Expired>(
    `select u.organization_id, u.id, u.files, case when u.result is null then b.public_id end as unsaved_batch
     from uploads u left join batches b on b.organization_id = u.organization_id and b.id = u.batch_id
     where u.expires_at < now()
       and (b.id is null or b.finished_at is not null)
       and not exists (select 1 from batches o where o.organization_id = u.organization_id and o.upload_id = u.id
         and o.state in ('queued', 'running', 'interrupted'))
       and not (u.state = 'reading' and exists (select 1 from processes p
         where p.id = u.owner and p.seen_at >= now() - $1 * interval '1 millisecond'))
     order by u.expires_at limit $2`,
    [deadAfterMs, uploadsMax],
  );
  return rows;
}

/** False: the sweep has used up its steps. */
async function clearSpool(
  { organization_id, id }: Expired,
  { database, stepRowsMax = stepRowsMaxStandard }: Options,
  budget: { steps: number },
): Promise<boolean> {
  for (const table of spoolTables) {
    for (let removed = stepRowsMax; removed === stepRowsMax; budget.steps -= 1) {
      if (budget.steps === 0) return false;
      const { rowCount } = await database.transact((tx) =>
        tx.query(
          `delete from ${table} where organization_id = $1 and upload_id = $2 and ctid = any (array(
             select ctid from ${table} where organization_id = $1 and upload_id = $2 limit $3))`,
          [organization_id, id, stepRowsMax],
        ),
      );
      removed = rowCount;
    }
  }
  return true;
}

async function remove(tx: Tx, { organization_id, id }: Expired): Promise<void> {
  await tx.query('delete from uploads where organization_id = $1 and id = $2', [organization_id, id]);
}

/** Its files get rows of their own. */
async function handOver(upload: Expired, database: Database): Promise<void> {
  await database.transact(async (tx) => {
    await tx.query(
      `insert into files (organization_id, public_id, kind, name, media_type, stored_as, bytes, expires_at)
       select $1, name, 'incoming', '', '', name, 0, now() + interval '1 hour' from unnest($2::text[]) name
       on conflict (organization_id, public_id) do update set expires_at = excluded.expires_at`,
      [upload.organization_id, namesOf(upload)],
    );
    await remove(tx, upload);
  });
}

const resultKinds: readonly ResultKind[] = ['failed', 'applied', 'failed-contacts', 'applied-contacts'];
const resultExtensions = ['csv', 'xlsx'] as const;

/** Whoever died between storing a result file and saving its row left one of which only the name is known. */
function namesOf({ files, unsaved_batch: batch }: Expired): string[] {
  const own = [files.customers?.file, files.contacts?.file].filter((name) => name !== undefined);
  if (batch === null) return own;
  const results = resultKinds.flatMap((kind) =>
    resultExtensions.map((extension) => `results/${batch}/${kind}.${extension}`),
  );
  return [...own, ...results];
}
