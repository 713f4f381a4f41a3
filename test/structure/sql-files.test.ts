import assert from 'node:assert/strict';
import { glob, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { source } from './places.ts';
import { migrationFaults, unusedStatements } from './sql-files.ts';

test('every statement file is used', async () => {
  const [names, texts] = [[] as string[], [] as string[]];
  for await (const file of glob('**/*.{sql,ts}', { cwd: source })) {
    if (path.extname(file) === '.ts') texts.push(await readFile(path.join(source, file), 'utf8'));
    else if (path.basename(path.dirname(file)) !== 'migrations') names.push(path.basename(file, '.sql'));
  }
  assert.ok(names.length > 0);
  assert.deepEqual(unusedStatements(names, texts), []);
});

test('the migrations are numbered without gaps', async () => {
  const names = await readdir(path.join(source, 'store', 'migrations'));
  assert.ok(names.length > 0);
  assert.deepEqual(migrationFaults(names), []);
});

test('the rule about statements sees one that nothing names', () => {
  const text = `statement('lock-rows'); readFileSync('statements/write-rows.sql'); statement('read-rows-twice');`;
  assert.deepEqual(unusedStatements(['lock-rows', 'write-rows', 'read-rows'], [text]), ['read-rows']);
});

test('the rule about migrations sees a gap, two with one number, and a bad name', () => {
  assert.deepEqual(migrationFaults(['0001-a.sql', '0003-b.sql']), ['0003-b.sql should have the number 2']);
  assert.deepEqual(migrationFaults(['0001-a.sql', '0001-b.sql']), ['0001-b.sql should have the number 2']);
  assert.equal(migrationFaults(['1-a.sql']).length, 1);
  assert.deepEqual(migrationFaults(['0002-b.sql', '0001-a.sql']), []);
});
