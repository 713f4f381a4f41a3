-- A preview as a whole: its batch, which has ended, and by chunk the outcomes, the records with the versions, the
-- changes. One statement, because the packs' ids follow from the batch's. No row: the batch was there already.
with batch as (
  insert into batches (organization_id, public_id, list_id, source, operation, state, atomic, token_id, max_affected,
    expires_at, started_at, finished_at, total, valid, invalid, updated, unchanged, failed, chunks, chunk_records, keys,
    invalid_outcomes)
  values ($1, $2, $3, 'preview', $4, 'completed', $5, $6, $7, now() + $8 * interval '1 hour', now(), now(),
    $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
  on conflict (organization_id, public_id) do nothing
  returning id, expires_at
), outcomes as (
  insert into chunks (organization_id, batch_id, chunk, updated, unchanged, failed, retried, outcomes)
  select $1, b.id, c.chunk, c.updated, c.unchanged, c.failed, 0, c.outcomes
  from batch b, unnest($19::int[], $20::int[], $21::int[], $22::int[], $23::bytea[])
    c (chunk, updated, unchanged, failed, outcomes)
), records as (
  insert into preview_chunks (organization_id, batch_id, chunk, records, versions)
  select $1, b.id, c.chunk, c.records, c.versions
  from batch b, unnest($19::int[], $24::bytea[], $25::bytea[]) c (chunk, records, versions)
), changes as (
  insert into change_packs (organization_id, id, list_id, changes)
  select $1, b.id * $26::bigint + p.place, $3, p.changes
  from batch b, unnest($27::int[], $28::bytea[]) p (place, changes)
)
select id, expires_at from batch
