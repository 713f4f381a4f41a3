import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { lockDataDirectory } from '../../src/store/embedded/data-directory-lock.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded/embedded-postgres.ts';
import { amend } from './command-line.ts';

describe('a command on the embedded database', () => {
  let directory: string;
  let environment: Record<string, string>;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'amend-cli-'));
    environment = { AMEND_DATA_DIR: directory };
  });
  after(() => rm(directory, { recursive: true, force: true }));

  test('starts it, makes it the first time, and stops it', async () => {
    const made = await amend(environment, 'org', 'create', '--code', 'CEKLENDER1', '--name', 'Ashoka', '--json');
    assert.equal(made.code, 0, made.stderr);
    assert.equal((JSON.parse(made.stdout) as { code: string }).code, 'CEKLENDER1');
    await assert.rejects(readFile(join(directory, 'postgres', 'postmaster.pid')), { code: 'ENOENT' });
  });

  test('finds what an earlier command made, and passes doctor', async () => {
    const { stdout } = await amend(environment, 'org', 'list');
    assert.match(stdout, /^CEKLENDER1 +Ashoka +CEKROOT000/m);
    const doctor = await amend(environment, 'doctor');
    assert.equal(doctor.code, 0, doctor.stdout + doctor.stderr);
    assert.match(doctor.stdout, /^ok {4}fsync: on$/m);
    assert.match(doctor.stdout, /^ok {4}data_checksums: on$/m);
    assert.doesNotMatch(doctor.stdout, /^fail/m);
  });

  test('works beside a running service, on its database, and leaves that running', async () => {
    const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
    await using lock = await lockDataDirectory(directory, { kind: 'service' });
    await using server = await startEmbeddedPostgres({ lock, log: silent });
    const { pid } = server;
    const { code, stdout } = await amend(environment, 'token', 'create', '--org', 'CEKLENDER1');
    assert.equal(code, 0);
    assert.match(stdout, /^amd_\w{36}\n$/);
    assert.equal(server.pid, pid);
    assert.ok(process.kill(pid, 0));
  });
});
