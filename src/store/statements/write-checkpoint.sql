-- A chunk's history and its checkpoint. The guard holds the batch row until the commit, so that nobody closes the batch
-- or takes it over between (they lock `for update`). Not `for share`: chunks that overlap would hold that without a gap,
-- and a cancel, which is a plain update, would wait for the end of the batch. Answer: checkpoints written (0: fenced, and the caller rolls back).
with guard as (
  select 1 from batches
  where organization_id = $1 and id = $3 and owner = $4 and state = 'running' and not cancel_requested
  for key share
), packed as (
  insert into change_packs (organization_id, id, list_id, changes)
  select $1, p.id, $2, p.changes from unnest($5::bigint[], $6::bytea[]) p (id, changes)
), checkpoint as (
  insert into chunks (organization_id, batch_id, chunk, updated, unchanged, failed, retried, outcomes)
  select $1, $3, $7, $8, $9, $10, $11, $12 from guard
  returning 1
)
select count(*) from checkpoint
