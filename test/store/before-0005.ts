/** A database as the version before migration 0005 left it, with whatever a service of this version has written. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Client } from 'pg';
import { packTextAside } from '../../src/store/packed.ts';

const folder = new URL('../../src/store/migrations/', import.meta.url);
const names = ['0001-foundation.sql', '0002-uploads.sql', '0003-users-and-clients.sql', '0004-trust.sql'];

/**
 * Takes 0005 back: tables, columns and keys are those of 0004 (which is compared with what its files make, in a schema of
 * their own), and what uploads would change lies with their chunks again, a pack each.
 */
export async function takeBack0005(client: Client): Promise<void> {
  // Of that version a check wrote over the one before.
  for (const table of ['spool_notes', 'spool_records', 'spool_previews', 'spool_changes']) {
    await client.query(
      `delete from ${table} s using uploads u
       where u.organization_id = s.organization_id and u.id = s.upload_id and s.generation <> u.generation`,
    );
  }
  const { rows } = await client.query<{ packs: string }>(
    `select max(packs) as packs from (select count(*) as packs from spool_changes
     group by organization_id, upload_id, generation, chunk) p`,
  );
  assert.equal(Number(rows[0]?.packs), 1, 'chunks of that version have one pack of changes each');
  await client.query(`alter table spool_previews add column changes bytea`);
  await client.query(
    `update spool_previews p set changes = coalesce((select c.changes from spool_changes c
       where (c.organization_id, c.upload_id, c.generation, c.chunk) = (p.organization_id, p.upload_id, p.generation, p.chunk)), $1)`,
    [await packTextAside('')],
  );
  await client.query(back);
  const made = await shapeOf(client, 'public');
  await client.query('create schema before; set search_path = before');
  for (const name of names) await client.query(await readFile(new URL(name, folder), 'utf8'));
  await client.query('reset search_path');
  assert.deepEqual(made, await shapeOf(client, 'before'));
  await client.query('drop schema before cascade');
}

const back = `
  alter table spool_previews alter column changes set not null;
  alter table spool_previews alter column changes set storage external;
  alter table spool_notes drop column generation, add primary key (organization_id, upload_id, contacts, first_index);
  alter table spool_records drop column generation, add primary key (organization_id, upload_id, run, place);
  alter table spool_previews drop column generation, add primary key (organization_id, upload_id, chunk);
  alter table uploads drop column generation, drop column amended;
  drop table spool_changes, sessions, list_mappings, customer_terms, customer_terms_due, customer_terms_later;
  drop index batches_of_actor;
  delete from migrations where name = '0005-console.sql';
`;

/** Columns, keys and indexes of a schema's tables. */
async function shapeOf(client: Client, schema: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select line from (
       select format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, is_identity) as line
       from information_schema.columns where table_schema = $1 and table_name <> 'migrations'
       union all
       select replace(indexdef, $1 || '.', '') from pg_indexes where schemaname = $1 and tablename <> 'migrations'
     ) s order by line`,
    [schema],
  );
  return rows.map(({ line }) => line);
}
