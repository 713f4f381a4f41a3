import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { DataDirectoryLockedError, lockDataDirectory } from '../../../src/store/embedded/data-directory-lock.ts';
import { lockAddress } from '../../../src/store/embedded/lock-address.ts';
import { findLockHolder } from '../../../src/store/embedded/lock-holder.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const lockModule = path.join(import.meta.dirname, '../../../src/store/embedded/data-directory-lock.ts');

/** Another process that holds the lock until it is killed. */
async function holder(directory: string, kind: string) {
  const script = `const { lockDataDirectory } = await import(${JSON.stringify(lockModule)});
    globalThis.lock = await lockDataDirectory(${JSON.stringify(directory)}, { kind: '${kind}' });
    console.log('locked'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert(child.stdout !== null);
  await once(child.stdout, 'data');
  return {
    pid: child.pid,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('makes the data directory and closes it to other users', async () => {
  await using parent = await temporaryDirectory();
  const directory = path.join(parent.path, 'a', 'data');
  await using lock = await lockDataDirectory(directory, { kind: 'service' });
  assert.equal((await stat(lock.directory)).mode & 0o777, 0o700);
});

test('refuses a second service in one sentence that names the process and the directory', async () => {
  await using directory = await temporaryDirectory();
  const other = await holder(directory.path, 'service');
  const real = await realpath(directory.path);
  await assert.rejects(lockDataDirectory(directory.path, { kind: 'service' }), {
    name: 'EmbeddedPostgresError',
    message: `The data directory ${real} is in use by another service (process ${other.pid}): stop it first, or give this one its own AMEND_DATA_DIR.`,
  });
  await other.kill();
});

test('is free as soon as its holder was killed', async () => {
  await using directory = await temporaryDirectory();
  const other = await holder(directory.path, 'service');
  await other.kill();
  await using lock = await lockDataDirectory(directory.path, { kind: 'service' });
  assert.equal(lock.directory, await realpath(directory.path));
});

test('is the same lock by whatever path the directory is named', async () => {
  await using directory = await temporaryDirectory();
  await using _ = await lockDataDirectory(path.join(directory.path, 'data'), { kind: 'service' });
  const detour = path.join(directory.path, 'data', '..', 'data');
  await assert.rejects(lockDataDirectory(detour, { kind: 'service' }), DataDirectoryLockedError);
});

test('waits for a command to end', async () => {
  await using directory = await temporaryDirectory();
  const command = await lockDataDirectory(directory.path, { kind: 'command' });
  let isHeld = false;
  const service = lockDataDirectory(directory.path, { kind: 'service' }).then((lock) => {
    isHeld = true;
    return lock;
  });
  assert.equal((await findLockHolder(directory.path))?.kind, 'command');
  assert.equal(isHeld, false);
  await command[Symbol.asyncDispose]();
  await using lock = await service;
  assert.equal((await findLockHolder(lock.directory))?.kind, 'service');
});

test('does not wait for a command for ever', async () => {
  await using directory = await temporaryDirectory();
  await using _ = await lockDataDirectory(directory.path, { kind: 'command' });
  const attempt = lockDataDirectory(directory.path, { kind: 'service', commandWaitMs: 50 });
  await assert.rejects(attempt, /in use by another command \(process \d+\)/);
});

test('tells whoever asks who holds it, and what the holder announced', async () => {
  await using directory = await temporaryDirectory();
  assert.equal(await findLockHolder(directory.path), null);
  await using lock = await lockDataDirectory(directory.path, { kind: 'service' });
  assert.deepEqual(await findLockHolder(directory.path), { pid: process.pid, kind: 'service' });
  lock.announce({ connectionPort: 4321 });
  lock.announce({ url: 'http://127.0.0.1:3000' });
  assert.deepEqual(await findLockHolder(directory.path), {
    pid: process.pid,
    kind: 'service',
    connectionPort: 4321,
    url: 'http://127.0.0.1:3000',
  });
  assert.equal(await findLockHolder(path.join(directory.path, 'missing')), null);
});

test('holds against a holder that does not answer', async () => {
  await using directory = await temporaryDirectory();
  const mute = createServer().listen(lockAddress(await realpath(directory.path)));
  await once(mute, 'listening');
  await assert.rejects(lockDataDirectory(directory.path, { kind: 'service' }), /which does not answer/);
  mute.close();
});

test('as a socket file, is held and is taken over from a killed holder', async () => {
  await using directory = await temporaryDirectory();
  const options = { kind: 'service', platform: 'darwin' } as const;
  const address = lockAddress(await realpath(directory.path), 'darwin');
  const script = `require('node:net').createServer().listen(${JSON.stringify(address)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script]), 'exit');
  assert.equal((await stat(address)).isSocket(), true);
  await using lock = await lockDataDirectory(directory.path, options);
  await assert.rejects(lockDataDirectory(lock.directory, options), DataDirectoryLockedError);
  await rm(address, { force: true });
});
