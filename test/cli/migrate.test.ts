import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Database } from '../../src/store/database.ts';
import { commandLine } from './command-line.ts';

const folder = new URL('../../src/store/migrations/', import.meta.url);

/** As an Amend left it that did not have the last migration. */
async function makeOlder(database: Database): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const last = names.pop() ?? '';
  await database.query(
    'create table migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
  );
  for (const name of names) {
    const text = await readFile(new URL(name, folder), 'utf8');
    const checksum = createHash('sha256').update(text).digest('hex');
    await database.query(text);
    await database.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum]);
  }
  return last;
}

const warning =
  /^amend: The database is migrated while 1 processes of an older Amend run on it .* stop every process before an upgrade/;

test('migrating warns where processes of an older Amend run on the database, and only there', async () => {
  await using line = await commandLine();
  const last = await makeOlder(line.database);
  await line.database.query(
    `insert into processes (seen_at) values (now()), (now() - interval '1 hour'), (now() - interval '1 day')`,
  );
  const migrated = await line.run('migrate');
  assert.deepEqual([migrated.code, migrated.stdout], [0, `Applied ${last}.\n`]);
  assert.match(migrated.stderr, warning);
  const again = await line.run('migrate');
  assert.deepEqual([again.stdout, again.stderr], ['The database is up to date.\n', '']);
});

test('so does another command that finds a migration due; a database without processes is migrated in silence', async () => {
  await using line = await commandLine();
  await makeOlder(line.database);
  await line.database.query('insert into processes default values');
  assert.match((await line.run('org', 'list')).stderr, warning);
  await using idle = await commandLine();
  await makeOlder(idle.database);
  assert.equal((await idle.run('migrate')).stderr, '');
  await using empty = await commandLine();
  assert.equal((await empty.run('migrate')).stderr, '');
});
