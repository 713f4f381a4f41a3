/**
 * SQL: the public id of the undo of the batch `b` whose effect stands; null: there is none. An undo may have been undone
 * itself, and that one in its turn; one that was cancelled or given up, or has restored nothing, does not count. So the
 * chain is walked to its end: with an odd number of undos the batch is undone, by the first of them. Computed from what
 * each names, so nobody has to put it right when an undo ends.
 */
export const standingUndo = `case when b.undone_by is null then null else (
  with recursive undos (id, public_id, undone_by, place) as (
    select u.id, u.public_id, u.undone_by, 1 from batches u
    where u.organization_id = b.organization_id and u.id = b.undone_by
      and (u.finished_at is null or u.state = 'completed' and u.updated > 0)
    union all
    select n.id, n.public_id, n.undone_by, undos.place + 1 from undos
    join batches n on n.organization_id = b.organization_id and n.id = undos.undone_by
    where n.finished_at is null or n.state = 'completed' and n.updated > 0
  )
  select case when max(place) % 2 = 1 then max(public_id) filter (where place = 1) end from undos
) end`;

/** SQL: whether the latest undo of the batch `b` has left nothing that another one could restore, or has not ended; null: there is none. */
export const undoneWhole = `(select u.finished_at is null or u.failed = 0 and u.warned = 0 from batches u
  where u.organization_id = b.organization_id and u.id = b.undone_by)`;
