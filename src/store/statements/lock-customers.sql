-- The rows of one chunk, locked in key order (by bytes, the same on every server), so that two chunks never wait for
-- each other crosswise. `no key update` is the lock that the update itself takes. $1 organization, $2 list, $3 keys;
-- `customer-lock.ts` fills in which data to read and how to wait.
-- Each column comes back as one JSON array: 2,500 rows read as rows cost the client three times as much.
select json_agg(key), json_agg(version), json_agg(status = 'removed'), json_agg(last_pack), {data}
from (
  select key, version, status, last_pack, data
  from customers
  where organization_id = $1 and list_id = $2 and key = any ($3::text[])
  order by key
  for no key update {wait}
) locked
