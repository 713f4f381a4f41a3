import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { documentedTables } from './documented-tables.ts';

test('the tables of the document for bookkeepers are those of the fields and codes', async () => {
  const document = await readFile(new URL('../../docs/preparing-a-sheet.md', import.meta.url), 'utf8');
  for (const [name, table] of documentedTables()) {
    const [, after = ''] = document.split(`<!-- ${name} -->\n`);
    assert.equal(after.split('\n<!-- end -->')[0], table, name);
  }
});
