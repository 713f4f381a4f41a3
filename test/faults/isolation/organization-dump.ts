import assert from 'node:assert/strict';
import type { Reader } from '../../../src/store/database.ts';

/** What using it changes, and may. */
const volatile = ['last_used_at'];

/**
 * All rows of an organization in all tables, as text. The tables are read from the catalogue, so that no new one is
 * forgotten.
 */
export async function dumpOrganization(
  reader: Pick<Reader, 'query'>,
  code: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { rows: tables } = await reader.query<{ name: string }>(
    `select c.table_name as name from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.column_name = 'organization_id' and t.table_type = 'BASE TABLE'
     order by 1`,
  );
  assert.ok(tables.length > 10, 'the catalogue shows the tables');
  const dump: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await reader.query<{ row: string }>(
      `select (to_jsonb(t) - $2::text[])::text as row from ${name} t
       join organizations o on o.id = t.organization_id where o.code = $1 order by 1`,
      [code, volatile],
    );
    dump[name] = rows.map(({ row }) => row);
  }
  return dump;
}
