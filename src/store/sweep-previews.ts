/**
 * Removes previews that have expired, in short steps: their changes, records and outcomes first, the batch's row last, so
 * that a sweep that was cut short is gone on with. One that is being applied stays until that has ended: a retry may
 * still need it. The file of a file's preview goes by itself (`sweep-uploads.ts`).
 */
import { packRange } from './change-packs.ts';
import type { Database, Reader } from './database.ts';

interface Options {
  /** Rows removed in one step; standard: 200, some 20 MB. */
  readonly stepRowsMax?: number;
  /** Steps of one sweep; the next goes on. Standard: 100. */
  readonly stepsMax?: number;
}

const previewsMax = 100;
/** Longer than a transaction that began to apply it, just before it expired, may take. */
const graceSeconds = 60;

/** Answers how many previews were removed. */
export async function sweepPreviews(
  database: Database,
  { stepRowsMax = 200, stepsMax = 100 }: Options = {},
): Promise<number> {
  let steps = stepsMax;
  let removed = 0;
  for (const { organization_id: organizationId, id } of await findExpired(database)) {
    const [firstPack, lastPack] = packRange(id);
    for (const { text, values } of [
      { text: deletePacks, values: [organizationId, stepRowsMax, firstPack, lastPack] },
      { text: deleteOf('preview_chunks'), values: [organizationId, stepRowsMax, id] },
      { text: deleteOf('chunks'), values: [organizationId, stepRowsMax, id] },
    ]) {
      for (let rowCount = stepRowsMax; rowCount === stepRowsMax; steps -= 1) {
        if (steps <= 0) return removed;
        ({ rowCount } = await database.transact((tx) => tx.query(text, values)));
      }
    }
    await database.transact((tx) =>
      tx.query(`delete from batches where organization_id = $1 and id = $2 and source = 'preview'`, [
        organizationId,
        id,
      ]),
    );
    removed += 1;
  }
  return removed;
}

interface Expired {
  readonly organization_id: number;
  readonly id: number;
}

async function findExpired(reader: Reader): Promise<Expired[]> {
  const { rows } = await reader.query<Expired>(
    `select b.organization_id, b.id from batches b
     where b.expires_at < now() - $2 * interval '1 second' and b.finished_at is not null
       and (select a.finished_at is null from batches a
         where a.organization_id = b.organization_id and a.id = b.applied_by) is not true
     order by b.expires_at limit $1`,
    [previewsMax, graceSeconds],
  );
  return rows;
}

const deletePacks = `
  delete from change_packs where organization_id = $1 and id = any (array(
    select id from change_packs where organization_id = $1 and id between $3 and $4 order by id limit $2))`;

function deleteOf(table: 'preview_chunks' | 'chunks'): string {
  return `
    delete from ${table} where organization_id = $1 and batch_id = $3 and chunk = any (array(
      select chunk from ${table} where organization_id = $1 and batch_id = $3 order by chunk limit $2))`;
}
