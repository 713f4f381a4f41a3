import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryDirectory } from '../temporary-directory.ts';

const run = promisify(execFile);
const bin = path.join(import.meta.dirname, '../../bin');
const lockFile = { packages: { '': {}, 'node_modules/pg': { version: '8.0.0', integrity: 'sha512-x' } } };

/** A project with our bin folder and an npm that notes each call, and installs unless told to fail. */
async function project({ npmFails = false } = {}) {
  const parent = await temporaryDirectory();
  const root = path.join(parent.path, 'a project');
  const calls = path.join(parent.path, 'calls');
  await mkdir(path.join(root, 'bin'), { recursive: true });
  await mkdir(path.join(root, 'src', 'cli'), { recursive: true });
  for (const file of ['install.mjs', 'amend']) await copyFile(path.join(bin, file), path.join(root, 'bin', file));
  await writeFile(
    path.join(root, 'src', 'cli', 'main.ts'),
    'process.stdout.write(JSON.stringify(process.argv.slice(2)));',
  );
  await writeFile(path.join(root, 'package-lock.json'), JSON.stringify(lockFile));
  await writeFile(calls, '');
  const installs = `mkdir -p node_modules/.bin && cp package-lock.json node_modules/.package-lock.json && ln -sf ${process.execPath} node_modules/.bin/node`;
  const npm = `#!/bin/sh\necho "$@" >> ${calls}\n${npmFails ? 'echo the registry is away >&2; exit 1' : `sleep 0.2; ${installs}`}\n`;
  await mkdir(path.join(parent.path, 'path'));
  await writeFile(path.join(parent.path, 'path', 'npm'), npm);
  await chmod(path.join(parent.path, 'path', 'npm'), 0o755);
  const env = {
    ...process.env,
    PATH: `${path.join(parent.path, 'path')}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
  };
  return {
    ...parent,
    root,
    install: () => run(process.execPath, [path.join(root, 'bin', 'install.mjs')], { env }),
    amend: (file: string, args: string[]) => run(file, args, { env, cwd: '/' }),
    npmCalls: async () => (await readFile(calls, 'utf8')).split('\n').filter((line) => line !== ''),
  };
}

test('installs once, says so, and does and says nothing the next time', async () => {
  await using it = await project();
  assert.match((await it.install()).stderr, /^Installing what Amend needs .*\nInstalled\.\n$/);
  assert.deepEqual(await it.install(), { stdout: '', stderr: '' });
  const calls = await it.npmCalls();
  assert.equal(calls.length, 1);
  assert.match(calls[0] ?? '', /^ci .*--loglevel=error/);
});

test('installs again when the lock file changed', async () => {
  await using it = await project();
  await it.install();
  const newer = { packages: { ...lockFile.packages, 'node_modules/pino': { version: '9.0.0' } } };
  await writeFile(path.join(it.root, 'package-lock.json'), JSON.stringify(newer));
  await it.install();
  assert.equal((await it.npmCalls()).length, 2);
});

test('takes an installation that was made by hand, whatever other machines would need', async () => {
  await using it = await project();
  await it.install();
  await rm(path.join(it.root, 'node_modules', '.amend-installed'));
  const foreign = { version: '1.0.0', optional: true, os: ['aix'] };
  const lock = { packages: { ...lockFile.packages, 'node_modules/for-aix': foreign } };
  await writeFile(path.join(it.root, 'package-lock.json'), JSON.stringify(lock));
  assert.equal((await it.install()).stderr, '');
  const own = { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] };
  lock.packages['node_modules/for-aix'] = own;
  await writeFile(path.join(it.root, 'package-lock.json'), JSON.stringify(lock));
  await it.install();
  assert.equal((await it.npmCalls()).length, 2);
});

test('installs once when two start at the same time', async () => {
  await using it = await project();
  await Promise.all([it.install(), it.install()]);
  assert.equal((await it.npmCalls()).length, 1);
});

test('fails in clear words, with the reason that npm gave', async () => {
  await using it = await project({ npmFails: true });
  await assert.rejects(it.install(), {
    code: 1,
    stderr: /the registry is away\n`npm ci` failed in .*a project: see its reason above, then start again\.\n$/,
  });
});

test('bin/amend installs, then runs the command line, through links and with its arguments as they are', async () => {
  await using it = await project();
  const link = path.join(it.path, 'link');
  await symlink('a project/bin/amend', link);
  const args = ['org create', '--name', 'a  b', ''];
  assert.deepEqual(JSON.parse((await it.amend(link, args)).stdout), args);
});
