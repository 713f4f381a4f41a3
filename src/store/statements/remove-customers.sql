-- Customers that become tombstones, in rows that the transaction has locked: their versions go on counting, and their
-- last data lie in the history. $3 keys, $4 packs.
update customers c
set data = '{}', status = 'removed', version = c.version + 1, last_pack = u.pack, updated_at = now()
from unnest($3::text[], $4::bigint[]) u (key, pack)
where c.organization_id = $1 and c.list_id = $2 and c.key = any ($3::text[]) and c.key = u.key
