import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { temporaryDirectory } from '../temporary-directory.ts';

const run = promisify(execFile);
const program = path.join(import.meta.dirname, '../../bin/build-console.mjs');
const script = 'amend();'.repeat(500);

/** A Vite that notes each call, and writes a page that holds what `console/index.html` holds. */
const vite = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
const root = path.join(import.meta.dirname, '../../..');
appendFileSync(path.join(root, 'calls'), process.argv.slice(2).join(' ') + '\\n');
const page = readFileSync(path.join(root, 'console/index.html'), 'utf8');
if (page === 'broken') {
  console.error('a comma is missing');
  process.exit(1);
}
const out = process.argv[process.argv.indexOf('--outDir') + 1];
mkdirSync(path.join(out, 'assets'), { recursive: true });
mkdirSync(path.join(root, 'console/src/generated'), { recursive: true });
writeFileSync(path.join(root, 'console/src/generated/client.ts'), String(Math.random()));
writeFileSync(path.join(out, 'index.html'), page);
writeFileSync(path.join(out, 'assets/index-1.js'), '${script}');
`;

/** A project with a console of one page. */
async function project() {
  const parent = await temporaryDirectory();
  const root = path.join(parent.path, 'a project');
  const at = (...names: string[]) => path.join(root, ...names);
  for (const folder of ['bin', 'console/src', 'node_modules/vite/bin']) await mkdir(at(folder), { recursive: true });
  await copyFile(program, at('bin', 'build-console.mjs'));
  await writeFile(at('node_modules/vite/bin/vite.js'), vite);
  await writeFile(at('node_modules/vite/package.json'), '{"type":"module"}');
  await writeFile(at('package-lock.json'), '{}');
  await writeFile(at('console/vite.config.ts'), '');
  await writeFile(at('console/index.html'), 'first');
  await writeFile(at('calls'), '');
  return {
    ...parent,
    at,
    build: (...words: string[]) => run(process.execPath, [at('bin', 'build-console.mjs'), ...words]),
    calls: async () => (await readFile(at('calls'), 'utf8')).split('\n').filter((line) => line !== '').length,
    page: () => readFile(at('console/dist/index.html'), 'utf8'),
  };
}

const ifNeeded = '--if-needed';

test('builds a console that is missing, says so, and does and says nothing the next time', async () => {
  await using it = await project();
  assert.match((await it.build(ifNeeded)).stderr, /^Building the console [^\n]*\n$/);
  assert.equal(await it.page(), 'first');
  assert.deepEqual(await it.build(ifNeeded), { stdout: '', stderr: '' });
  // Another time is not another content: a checkout writes every file anew.
  await utimes(it.at('console/index.html'), new Date(), new Date());
  await it.build(ifNeeded);
  assert.equal(await it.calls(), 1);
});

test('builds again when a source or the lock file changed, came or went', async () => {
  await using it = await project();
  await it.build(ifNeeded);
  const extra = it.at('console/src/extra.ts');
  const changes = [
    () => writeFile(it.at('console/index.html'), 'second'),
    () => writeFile(it.at('package-lock.json'), '{"packages":{}}'),
    () => writeFile(extra, ''),
    () => rm(extra),
  ];
  for (const [place, change] of changes.entries()) {
    await change();
    await it.build(ifNeeded);
    assert.equal(await it.calls(), place + 2);
  }
  assert.equal(await it.page(), 'second');
});

test('builds whenever it is asked to without --if-needed', async () => {
  await using it = await project();
  await it.build();
  await it.build();
  assert.equal(await it.calls(), 2);
});

test('compresses what is worth it, and leaves nothing else behind', async () => {
  await using it = await project();
  await it.build();
  assert.deepEqual((await readdir(it.at('console'))).toSorted(), ['dist', 'index.html', 'src', 'vite.config.ts']);
  assert.deepEqual((await readdir(it.at('console/dist'), { recursive: true })).toSorted(), [
    '.built-from',
    'assets',
    'assets/index-1.js',
    'assets/index-1.js.br',
    'assets/index-1.js.gz',
    'index.html',
  ]);
  const built = (suffix: string) => readFile(it.at(`console/dist/assets/index-1.js${suffix}`));
  assert.equal(brotliDecompressSync(await built('.br')).toString(), script);
  assert.equal(gunzipSync(await built('.gz')).toString(), script);
});

test('a build that fails tells why, leaves what was built before, and stops a start not at all', async () => {
  await using it = await project();
  await writeFile(it.at('console/index.html'), 'broken');
  const first = await it.build(ifNeeded);
  assert.match(
    first.stderr,
    /a comma is missing\nThe console could not be built: .*\nThe service starts without it\.\n$/,
  );
  await assert.rejects(it.build(), { code: 1, stderr: /a comma is missing\nThe console could not be built/ });
  await writeFile(it.at('console/index.html'), 'first');
  await it.build();
  await writeFile(it.at('console/index.html'), 'broken');
  assert.match((await it.build(ifNeeded)).stderr, /\nThe service starts with the console that was built before\.\n$/);
  assert.equal(await it.page(), 'first');
  assert.deepEqual(
    (await readdir(it.at('console'))).filter((name) => name.startsWith('.')),
    [],
  );
});

test('where the new console cannot be put in its place the old one is there as before', async () => {
  await using it = await project();
  await it.build();
  await writeFile(it.at('console/index.html'), 'second');
  const preload = it.at('refuse-the-last-rename.mjs');
  await writeFile(
    preload,
    `import fs from 'node:fs/promises';
     import { syncBuiltinESMExports } from 'node:module';
     const { rename } = fs;
     fs.rename = async (from, to) => {
       if (to.endsWith('dist') && !from.endsWith('-old')) throw Object.assign(new Error('denied'), { code: 'EPERM' });
       return rename(from, to);
     };
     syncBuiltinESMExports();`,
  );
  const program = it.at('bin', 'build-console.mjs');
  await assert.rejects(run(process.execPath, ['--import', preload, program]), { code: 1, stderr: /denied/ });
  assert.equal(await it.page(), 'first');
  assert.deepEqual(
    (await readdir(it.at('console'))).filter((name) => name.startsWith('.')),
    [],
  );
});

for (const missing of ['console/vite.config.ts', 'node_modules/vite']) {
  test(`a console that was built is used as it is where ${missing} is not there`, async () => {
    await using it = await project();
    await it.build();
    await rm(it.at(missing), { recursive: true });
    await writeFile(it.at('package-lock.json'), '{"other":1}');
    assert.deepEqual(await it.build(ifNeeded), { stdout: '', stderr: '' });
    await rm(it.at('console/dist'), { recursive: true });
    assert.match((await it.build(ifNeeded)).stderr, /cannot be built: .*npm ci.*\nThe service starts without it\.\n$/);
    await assert.rejects(it.build(), { code: 1, stderr: /cannot be built/ });
  });
}

test('two builds at once leave one whole console', async () => {
  await using it = await project();
  await Promise.all(Array.from({ length: 4 }, () => it.build()));
  assert.equal(await it.page(), 'first');
  assert.deepEqual(
    (await readdir(it.at('console'))).filter((name) => name.startsWith('.')),
    [],
  );
});

test('removes what a build left behind that was killed long ago', async () => {
  await using it = await project();
  const [old, recent] = [it.at('console/.dist-1-1'), it.at('console/.dist-2-2')];
  for (const folder of [old, recent]) await mkdir(folder);
  await utimes(old, new Date(0), new Date(0));
  await it.build();
  assert.deepEqual(
    (await readdir(it.at('console'))).filter((name) => name.startsWith('.')),
    ['.dist-2-2'],
  );
});

test('where nothing can be written the service starts all the same', { skip: process.getuid?.() === 0 }, async () => {
  await using it = await project();
  await chmod(it.at('console'), 0o555);
  assert.match((await it.build(ifNeeded)).stderr, /The service starts without it\.\n$/);
  await chmod(it.at('console'), 0o755);
});
