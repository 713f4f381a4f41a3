import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { createTestDatabase, postgres15 } from './postgres.ts';

async function ask(connectionString: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows.flatMap((row) => Object.values(row));
  } finally {
    await client.end();
  }
}

test('gives each caller a migrated database of its own, and takes it away', async () => {
  let gone = '';
  {
    await using one = await createTestDatabase();
    await using other = await createTestDatabase();
    await ask(
      one.connectionString,
      "insert into organizations (public_id, code, name, path) values ('a', 'CEK0000000', 'A', '{1}')",
    );
    assert.deepEqual(await ask(one.connectionString, 'select count(*)::int from organizations'), [1]);
    assert.deepEqual(await ask(other.connectionString, 'select count(*)::int from organizations'), [0]);
    gone = one.connectionString;
  }
  await assert.rejects(ask(gone, 'select 1'));
});

const { server, missing } = postgres15();
test('offers a migrated PostgreSQL 15', { skip: missing ?? false }, async () => {
  await using database = await createTestDatabase({ server: server ?? '' });
  const [version] = await ask(database.connectionString, "select current_setting('server_version_num')::int / 10000");
  assert.equal(version, 15);
});
