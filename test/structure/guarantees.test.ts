import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { test } from 'node:test';

const document = new URL('../../docs/guarantees.md', import.meta.url);
const root = new URL('../../', import.meta.url);

/** A test file, and the tests of it that are named behind it. */
const named = /`(test\/[^`]+\.test\.ts)`(?:: "([^"]+)")?/g;

test('every promise is held by a test that exists', async () => {
  const text = await readFile(document, 'utf8');
  assert.deepEqual(await missing(text), []);
});

test('the rule about promises sees one without a test, a file that is gone, and a test that is called otherwise', async () => {
  const text = '| promise | held by |\n|---|---|\n| A. | nobody |\n| B. | `test/gone.test.ts` |\n';
  // In pieces, or this very file would have it.
  const title = ['no', 'such', 'title'].join(' ');
  const other = `| C. | \`test/structure/guarantees.test.ts\`: "${title}" |\n`;
  assert.deepEqual(await missing(text + other), ['A.: no test', 'test/gone.test.ts', title]);
});

async function missing(text: string): Promise<string[]> {
  const faults: string[] = [];
  const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| promise'));
  assert.ok(rows.length > 0, 'there are promises');
  for (const row of rows) {
    const [, promise = ''] = row.split(' | ', 1)[0]?.split('| ') ?? [];
    const tests = [...row.matchAll(named)];
    if (tests.length === 0) faults.push(`${promise}: no test`);
    for (const [, path = '', title] of tests) {
      const fault = await faultOf(path, title);
      if (fault !== null) faults.push(fault);
    }
  }
  return faults;
}

async function faultOf(path: string, title: string | undefined): Promise<string | null> {
  const file = new URL(path, root);
  if (
    !(await access(file).then(
      () => true,
      () => false,
    ))
  )
    return path;
  if (title === undefined) return null;
  return (await readFile(file, 'utf8')).includes(title) ? null : title;
}
