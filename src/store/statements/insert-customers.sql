-- New customers, in key order. A row that another writer added meanwhile is passed over; the caller counts.
insert into customers (organization_id, list_id, key, data, last_pack)
select $1, $2, i.key, i.data::jsonb, i.pack
from unnest($3::text[], string_to_array($4, E'\n'), $5::bigint[]) i (key, data, pack)
on conflict (organization_id, list_id, key) do nothing
