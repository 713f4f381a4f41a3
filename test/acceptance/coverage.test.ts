import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { startTestService } from '../service.ts';
import { operationsOf } from './operations-of.ts';

const folder = new URL('.', import.meta.url);

/** A test says which operation it is about in the title of its `describe`: METHOD, blank, path. */
test('every operation of /openapi.json has acceptance tests, and they are of no other', async () => {
  await using service = await startTestService();
  const { body } = await service.anybody.call<{ paths: Record<string, object> }>('GET /openapi.json');
  const documented = operationsOf(body);
  assert.ok(documented.length > 20);
  const tested = new Set<string>();
  for await (const file of glob('**/*.test.ts', { cwd: folder })) {
    const source = await readFile(new URL(file, folder), 'utf8');
    for (const [, operation = ''] of source.matchAll(/\bdescribe\('([A-Z]+ \/[^']*)'/g)) tested.add(operation);
  }
  assert.deepEqual(
    documented.filter((operation) => !tested.has(operation)),
    [],
    'operations without acceptance tests',
  );
  assert.deepEqual(
    [...tested].filter((operation) => !documented.includes(operation)),
    [],
    'tests of what is not documented',
  );
});
