import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { hydrateSymlinks } from '../../../src/store/embedded/hydrate-symlinks.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

async function npmPackage() {
  const folder = await temporaryDirectory();
  const lib = path.join(folder.path, 'native', 'lib');
  await mkdir(lib, { recursive: true });
  await writeFile(path.join(lib, 'libpq.so.5.18'), 'library');
  const links = ['libpq.so', 'libpq.so.5'].map((name) => ({
    source: 'native/lib/libpq.so.5.18',
    target: `native/lib/${name}`,
  }));
  await writeFile(path.join(folder.path, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  return { ...folder, lib };
}

test('makes the links that npm left out, relative to their folder', async () => {
  await using folder = await npmPackage();
  await hydrateSymlinks(folder.path);
  assert.equal(await readlink(path.join(folder.lib, 'libpq.so.5')), 'libpq.so.5.18');
  assert.equal(await readFile(path.join(folder.lib, 'libpq.so'), 'utf8'), 'library');
});

test('may be done again, and by several at once', async () => {
  await using folder = await npmPackage();
  await Promise.all([hydrateSymlinks(folder.path), hydrateSymlinks(folder.path)]);
  await hydrateSymlinks(folder.path);
  assert.deepEqual((await readdir(folder.lib)).sort(), ['libpq.so', 'libpq.so.5', 'libpq.so.5.18']);
});

test('says in one sentence what to do where the links cannot be made', async () => {
  await using folder = await npmPackage();
  await rm(folder.lib, { recursive: true });
  await assert.rejects(hydrateSymlinks(folder.path), {
    name: 'EmbeddedPostgresError',
    message: /lacks the link .*libpq\.so, and it cannot be made \(ENOENT\): start once as .* or set DATABASE_URL/,
  });
});
