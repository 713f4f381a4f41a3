-- The rows of one chunk, locked in key order (by bytes, the same on every server), so that two chunks never wait for
-- each other crosswise. $1 organization, $2 list, $3 keys,
-- $4 bytes of a small row's data; `customer-lock.ts` fills in which data to read and how to lock.
-- Each column comes back as one JSON array: 2,500 rows read as rows cost the client three times as much.
-- Only data of small rows are read here, of others their size; and if it is too much for one answer, none at all.
select keys, versions, removed, packs, sizes{answers}
from (
  select json_agg(key) keys, json_agg(version) versions, json_agg(status = 'removed') removed, json_agg(last_pack) packs,
    {sizes} sizes{values}
  from (
    select key, version, status, last_pack, data,
      pg_column_size(data) < $4::int and pg_column_compression(data) is null as small
    from customers
    where organization_id = $1 and list_id = $2 and key = any ($3::text[])
    order by key
    {lock}
  ) locked
) columns
