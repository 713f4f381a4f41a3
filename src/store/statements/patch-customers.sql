-- As merge-customers.sql, where a row also loses fields ($6, null: none) or is a tombstone that comes to life ($7).
-- A statement of its own, because the case distinction alone makes an update a fifth slower.
update customers c
set data = case when u.revive then u.set::jsonb
      else (c.data || u.set::jsonb) - array(select jsonb_array_elements_text(u.remove)) end,
    status = 'active', version = c.version + 1, last_pack = u.pack, updated_at = now()
from unnest($3::text[], string_to_array($4, E'\n'), $5::bigint[], $6::jsonb[], $7::boolean[])
  u (key, set, pack, remove, revive)
where c.organization_id = $1 and c.list_id = $2 and c.key = any ($3::text[]) and c.key = u.key
