import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { anchors, personalPaths, relativeLinks, repositoryFiles } from './documents.ts';
import { repository } from './places.ts';

const root = fileURLToPath(repository);
const read = (file: string) => readFile(path.join(root, file), 'utf8');

test('every relative link in a document leads somewhere', async () => {
  const documents = (await repositoryFiles(root)).filter((file) => file.endsWith('.md'));
  assert.ok(documents.length > 3, documents.join(', '));
  const broken: string[] = [];
  for (const document of documents) {
    for (const { text, target, anchor } of relativeLinks(document, await read(document))) {
      const leads = !target.startsWith('..') && existsSync(path.join(root, target));
      const isThere =
        leads && (anchor === null || !target.endsWith('.md') || anchors(await read(target)).includes(anchor));
      if (!isThere) broken.push(`${document}: ${text}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('no file names a path that exists on one machine only', async () => {
  const found: string[] = [];
  for (const file of await repositoryFiles(root)) {
    for (const name of personalPaths(await read(file))) found.push(`${file}: ${name}`);
  }
  assert.deepEqual(found, []);
});

test('the rule about links sees them, and leaves alone what is code or elsewhere', () => {
  const markdown = [
    'See [one](two.md), [up](../README.md#start) and [here](#there), not [this](https://example.com/x.md).',
    '`[code](nowhere.md)`',
    '```',
    '[code](nowhere.md)',
    '```',
  ].join('\n');
  assert.deepEqual(
    relativeLinks('docs/a.md', markdown).map(({ target, anchor }) => [target, anchor]),
    [
      ['docs/two.md', null],
      ['README.md', 'start'],
      ['docs/a.md', 'there'],
    ],
  );
  assert.deepEqual(relativeLinks('README.md', '[out](../elsewhere.md)')[0]?.target, '../elsewhere.md');
  assert.deepEqual(anchors('# Two words\n## A `b`, and c!\n'), ['two-words', 'a-b-and-c']);
});

test('the rule about paths sees one of somebody, and leaves alone those that are everywhere', () => {
  const own = (...parts: string[]) => ['', ...parts].join('/');
  for (const parts of [
    ['root', 'x'],
    ['work', 'main'],
    ['home', 'asha'],
    ['Users', 'asha'],
  ]) {
    assert.equal(personalPaths(`see ${own(...parts)}`).length, 1, parts.join());
  }
  assert.deepEqual(
    personalPaths(`${own('usr', 'lib')} ${own('tmp', 'work', 'x')} https://a.example${own('home', 'x')}`),
    [],
  );
});
