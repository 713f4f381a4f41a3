import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findLockHolder } from '../../src/store/embedded/lock-holder.ts';
import { amend } from './command-line.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const deadlineMs = 60_000;

test('serve answers, commands work beside it, a second one is refused, and SIGTERM ends it with exit code 0', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'amend-serve-'));
  const environment = { AMEND_DATA_DIR: directory, PORT: '0', AMEND_LOG_LEVEL: 'silent' };
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  const service = spawn(process.execPath, [main, 'serve'], { env, stdio: 'ignore' });
  const exited = new Promise<number | null>((resolve) => service.once('exit', resolve));
  try {
    const url = await urlOf(directory);
    await amend(environment, 'org', 'create', '--code', 'CEKLENDER1', '--name', 'Ashoka');
    const token = (await amend(environment, 'token', 'create', '--org', 'CEKLENDER1')).stdout.trim();
    const me = await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    const { data } = (await me.json()) as { data: { organization: { code: string } } };
    assert.equal(data.organization.code, 'CEKLENDER1');
    const second = await amend(environment, 'serve');
    assert.equal(second.code, 3);
    assert.match(second.stderr, /^amend: The data directory .* is in use by another service \(process \d+\)[^\n]*\n$/);
    service.kill('SIGTERM');
    assert.equal(await exited, 0);
  } finally {
    service.kill('SIGKILL');
    await exited;
    await rm(directory, { recursive: true, force: true });
  }
});

async function urlOf(directory: string): Promise<string> {
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline) {
    const url = (await findLockHolder(directory))?.url;
    if (url !== undefined) return url;
    await pause(50);
  }
  throw new Error('the service did not say where it listens');
}
