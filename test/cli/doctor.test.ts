import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { checkActivity } from '../../src/health/check-activity.ts';
import { checkDataDirectory } from '../../src/health/check-data-directory.ts';
import { checkFileStore } from '../../src/health/check-file-store.ts';
import { checkNode } from '../../src/health/check-node.ts';
import { checkServer } from '../../src/health/check-server.ts';
import { checkWithin } from '../../src/health/check-within.ts';
import type { Check } from '../../src/health/check.ts';
import { amend, commandLine } from './command-line.ts';

const nothing = { processesAlive: 1, processesDead: 0, running: 2, abandoned: 0, interrupted: 0, idleInTransaction: 0 };
const safe = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', data_checksums: 'on' };
const server = { version: '18.4', versionNumber: 180_004, settings: safe };
const states = (checks: readonly Check[]) => checks.map(({ name, state }) => `${name} ${state}`);

describe('doctor', () => {
  test('fails on a Node that cannot run the service', () => {
    assert.equal(checkNode('24.21.0').state, 'ok');
    assert.equal(checkNode('20.19.0').state, 'fail');
  });

  test('fails on a server that is too old or can lose what was answered as done', () => {
    assert.ok(checkServer(server).every(({ state }) => state === 'ok'));
    const unsafe = { ...safe, fsync: 'off', synchronous_commit: 'off', data_checksums: 'off' };
    assert.deepEqual(states(checkServer({ version: '14.9', versionNumber: 140_009, settings: unsafe })), [
      'version fail',
      'fsync fail',
      'full_page_writes ok',
      'synchronous_commit fail',
      'data_checksums warn',
    ]);
  });

  test('warns of batches that nobody runs, of dead processes and of open transactions', () => {
    assert.ok(checkActivity(nothing).every(({ state }) => state === 'ok'));
    assert.deepEqual(states(checkActivity({ ...nothing, interrupted: 1 })).slice(0, 1), ['batches warn']);
    assert.deepEqual(states(checkActivity({ ...nothing, abandoned: 1, processesDead: 1, idleInTransaction: 1 })), [
      'batches warn',
      'processes warn',
      'open transactions warn',
    ]);
  });

  test('warns of a data directory that is open to others, and makes none', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'amend-doctor-'));
    try {
      assert.deepEqual(states(await checkDataDirectory(directory)).slice(0, 1), ['data directory ok']);
      await chmod(directory, 0o755);
      assert.deepEqual(states(await checkDataDirectory(directory)).slice(0, 1), ['data directory warn']);
      const [place] = await checkDataDirectory(join(directory, 'not', 'there'));
      assert.match(place?.found ?? '', /will be made by the first start$/);
      await assert.rejects(rm(join(directory, 'not')), { code: 'ENOENT' });
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('finds out whether the file store takes files, and leaves nothing there', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'amend-doctor-'));
    try {
      const path = join(directory, 'files');
      const found = await checkFileStore({ kind: 'directory', path });
      assert.equal(found.name, 'file store');
      assert.match(found.found, /files, \d+\.\d GiB free$/);
      await assert.rejects(rm(path), { code: 'ENOENT' });
      // What is no directory cannot be written to, whoever asks.
      const file = join(directory, 'file');
      await writeFile(file, '');
      const wrong = await checkFileStore({ kind: 'directory', path: file });
      assert.deepEqual([wrong.state, wrong.found], ['fail', `${file} cannot be written`]);
    } finally {
      await rm(directory, { recursive: true });
    }
    const bucket = (tryOut: () => Promise<void>) => checkFileStore({ kind: 's3', bucket: 'b', tryOut });
    assert.equal((await bucket(async () => undefined)).state, 'ok');
    const denied = await bucket(async () => Promise.reject(new Error('access denied')));
    assert.deepEqual([denied.state, denied.found], ['fail', 'the bucket b takes no file: access denied']);
  });

  test('a check that finds nothing in time has failed', async () => {
    const never = () => new Promise<never>(() => undefined);
    const [late] = await checkWithin(20, { name: 'file store', run: never });
    assert.deepEqual([late?.state, late?.found], ['fail', 'no answer within 0.02 seconds']);
    const [broken] = await checkWithin(1_000, { name: 'disk', run: async () => Promise.reject(new Error('gone')) });
    assert.deepEqual([broken?.name, broken?.state, broken?.found], ['disk', 'fail', 'gone']);
  });

  test('says what to do, and ends with exit code 1, when a check fails', async () => {
    await using line = await commandLine();
    // The tests' own server runs with fsync off, which is what doctor is for.
    const { code, stdout, stderr } = await line.run('doctor');
    assert.match(stdout, /^ok {4}node: Node 24/m);
    assert.match(stdout, /^fail {2}fsync: off\n {6}Set fsync = on\./m);
    assert.match(stdout, /^warn {2}migrations: not applied: 0001-foundation\.sql/m);
    assert.deepEqual([code, /^amend: (One check|\d checks) failed\.\n$/.test(stderr)], [1, true]);
    await line.run('migrate');
    const migrated = await line.run('doctor', '--json');
    const { ok, checks } = JSON.parse(migrated.stdout) as { ok: boolean; checks: Check[] };
    assert.equal(ok, false);
    assert.deepEqual(checks.find(({ name }) => name === 'migrations')?.state, 'ok');
    assert.deepEqual(
      checks.find(({ name }) => name === 'batches')?.found,
      '0 running, 0 interrupted, 0 of a dead process',
    );
  });

  test('fails when the database cannot be reached, and says the rest all the same', async () => {
    const { code, stdout } = await amend({ DATABASE_URL: 'postgres://amend@127.0.0.1:1/amend' }, 'doctor');
    assert.equal(code, 1);
    assert.match(stdout, /^fail {2}database: The database cannot be used/m);
    assert.match(stdout, /^ok {4}node/m);
  });
});
