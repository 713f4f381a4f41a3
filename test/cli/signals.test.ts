import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findLockHolder } from '../../src/store/embedded/lock-holder.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const deadlineMs = 20_000;

test('a command that is told to stop while its database starts leaves none running, with exit code 130', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'amend-signal-'));
  try {
    const child = spawn(process.execPath, [main, 'org', 'list'], {
      env: { PATH: process.env['PATH'] ?? '', AMEND_DATA_DIR: directory },
      stdio: 'ignore',
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const deadline = Date.now() + deadlineMs;
    while ((await findLockHolder(directory)) === null && Date.now() < deadline) await pause(10);
    child.kill('SIGTERM');
    assert.equal(await exited, 130);
    assert.equal(await findLockHolder(directory), null);
    await assert.rejects(access(join(directory, 'postgres', 'postmaster.pid')), { code: 'ENOENT' });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
