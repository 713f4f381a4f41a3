/**
 * Removes history that is out of date: the changes of batches that ended longer ago than it is kept. Two columns say how
 * far that has come:
 *
 *   history_left ──first packs removed──▶ history_left, history_swept ──last packs removed──▶ history_swept
 *        └────────────────────────it had no packs──────────────────────▶ neither
 *
 * What is left to do is found by an index that holds no batch twice and none that is done, so a sweep with nothing to do
 * costs one look. `history_swept` is set in the transaction that removes the first packs: from then on it cannot be undone.
 */
import { packRange } from './change-packs.ts';
import type { Tx } from './database.ts';

interface Options {
  /** Days that changes are kept for, from the end of their batch. */
  readonly historyDays: number;
  /** Batches that one step looks at. */
  readonly batchesMax: number;
  /** Packs that one step removes: rows of some tens of kilobytes. */
  readonly packsMax: number;
}

/** One step of the sweep: a short transaction, safe in several processes at once. Answers whether nothing was left. */
export async function sweepHistory(tx: Tx, { historyDays, batchesMax, packsMax }: Options): Promise<boolean> {
  const due = await lockDue(tx, historyDays, batchesMax);
  const undoing = await beingUndone(tx, due);
  let room = packsMax;
  for (const batch of due) {
    if (undoing.has(batch.id)) continue;
    if (room === 0) break;
    const removed = await removePacks(tx, batch, room);
    // As many as there was room for: there may be more.
    await mark(tx, batch, { isSwept: removed > 0, isLeft: removed === room });
    room -= removed;
  }
  return room > 0 && due.length < batchesMax;
}

interface Due {
  readonly organization_id: number;
  readonly id: number;
  readonly undone_by: number | null;
}

/** The undo is looked up batch by batch: a join might read all batches. */
async function lockDue(tx: Tx, historyDays: number, batchesMax: number): Promise<Due[]> {
  const { rows } = await tx.query<Due>(
    `select b.organization_id, b.id, b.undone_by from batches b
     where b.history_left and b.finished_at < now() - $1 * interval '1 day'
       and (select u.finished_at is null from batches u
         where u.organization_id = b.organization_id and u.id = b.undone_by) is not true
     order by b.finished_at limit $2 for update of b skip locked`,
    [historyDays, batchesMax],
  );
  return rows;
}

/**
 * Batches whose undo runs: it reads their changes. Asked again now that the rows are held, in a statement that sees what
 * was committed meanwhile: an undo that has just begun.
 */
async function beingUndone(tx: Tx, due: readonly Due[]): Promise<Set<number>> {
  const undone = due.filter(({ undone_by }) => undone_by !== null);
  const running = new Set<number>();
  for (const { organization_id, id, undone_by } of undone) {
    const { rows } = await tx.query(
      'select from batches where organization_id = $1 and id = $2 and finished_at is null',
      [organization_id, undone_by],
    );
    if (rows.length > 0) running.add(id);
  }
  return running;
}

async function removePacks(tx: Tx, { organization_id, id }: Due, packsMax: number): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from change_packs where organization_id = $1 and id = any (array(
       select id from change_packs where organization_id = $1 and id >= $2 and id <= $3 order by id limit $4))`,
    [organization_id, ...packRange(id), packsMax],
  );
  return rowCount;
}

/** What was swept once stays so, though a later step finds nothing more of it. */
async function mark(
  tx: Tx,
  { organization_id, id }: Due,
  { isSwept, isLeft }: { readonly isSwept: boolean; readonly isLeft: boolean },
): Promise<void> {
  await tx.query(
    `update batches set history_swept = history_swept or $3::boolean, history_left = $4::boolean
     where organization_id = $1 and id = $2`,
    [organization_id, id, isSwept, isLeft],
  );
}
