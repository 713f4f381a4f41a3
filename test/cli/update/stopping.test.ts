import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { data, fakeService } from './fake-service.ts';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const deadlineMs = 20_000;
const reading = data({ id: 'upl_1', state: 'reading' });
const ready = data({ id: 'upl_1', state: 'ready', counts: { total: 1, valid: 1 } });
const running = data({ id: 'batch_1', state: 'running', counts: {}, files: [] });

test('who stops the command while rows are applied learns how to go on and how to cancel', async () => {
  const script = {
    'POST /uploads': [ready],
    'POST /uploads/upl_1/apply': [running],
    'GET /batches/batch_1': [running],
  };
  const { code, stderr, url } = await stoppedAt('GET /batches/batch_1', script);
  assert.equal(code, 130);
  assert.match(stderr, /^Stopped; the service goes on with batch_1\.$/m);
  assert.match(stderr, /^ {4}amend update --follow batch_1 --company CEKABC1234$/m);
  assert.ok(stderr.includes(`'${url}/api/v1/batches/batch_1/cancel?organization=CEKABC1234'`));
  assert.ok(!stderr.includes('amd_test'));
});

test('who stops the command before that learns that nothing was applied', async () => {
  const script = { 'POST /uploads': [reading], 'GET /uploads/upl_1': [reading] };
  const { code, stderr } = await stoppedAt('GET /uploads/upl_1', script);
  assert.equal(code, 130);
  assert.match(stderr, /^Stopped; nothing was applied\.$/m);
});

async function stoppedAt(line: string, script: Parameters<typeof fakeService>[0]) {
  await using directory = await temporaryDirectory();
  await using service = await fakeService(script);
  const file = path.join(directory.path, 'june.csv');
  await writeFile(file, 'customerId\r\n');
  const child = spawn(process.execPath, [main, 'update', file, '--company', 'CEKABC1234'], {
    env: { PATH: process.env['PATH'] ?? '', ...service.environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = text(child.stderr);
  const deadline = Date.now() + deadlineMs;
  while (service.of(line).length === 0 && Date.now() < deadline) await pause(10);
  child.kill('SIGINT');
  return { code: await exited, stderr: await said, url: service.url };
}
