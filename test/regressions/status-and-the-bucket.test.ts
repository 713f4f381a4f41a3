import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceStatus } from '../../src/build-status.ts';
import type { StoredFiles } from '../../src/files/stored-files.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { Database } from '../../src/store/database.ts';
import { createTestDatabase } from '../postgres.ts';

/** Whoever looks at the page of the status asks every few seconds, and every object that is put is paid for. */
test('a bucket is tried out once a minute, and where it deletes nothing no more than one object stays', async () => {
  await using origin = await createTestDatabase();
  const { connectionString } = origin;
  await using database = new Database({ connectionString, poolSize: 2, lockWaitMs: 1, onIdleError: () => undefined });
  const names: string[] = [];
  const files = {
    async put(name: string) {
      names.push(name);
      return { bytes: 5 };
    },
    delete: async () => Promise.reject(new Error('access denied')),
  } as Partial<StoredFiles> as StoredFiles;
  const settings = { ...readSettings({ AMEND_FILES: 's3://bucket/prefix' }), databaseUrl: connectionString };
  const status = async (ask: ReturnType<typeof serviceStatus>) =>
    (await ask()).checks.find(({ name }) => name === 'file store');
  const one = serviceStatus({ settings, database, files, version: '1' });
  for (let time = 0; time < 3; time += 1) {
    assert.equal((await status(one))?.found, 'the bucket bucket takes no file: access denied');
  }
  assert.equal(names.length, 1);
  await status(serviceStatus({ settings, database, files, version: '1' }));
  assert.deepEqual([names.length, new Set(names).size], [2, 1]);
});
