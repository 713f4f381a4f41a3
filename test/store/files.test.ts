import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Database } from '../../src/store/database.ts';
import { filesOfBatch, findFile, incomingRows, insertFile, type NewFile } from '../../src/store/files.ts';
import { migrate } from '../../src/store/migrate.ts';
import { serviceSecret } from '../../src/store/secrets.ts';
import { sweepFiles } from '../../src/store/sweep-files.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

describe('files and secrets in the database', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let organizationId: number;
  let made = 0;
  before(async () => {
    testDatabase = await createTestDatabase();
    const { connectionString } = testDatabase;
    database = new Database({ connectionString, poolSize: 6, lockWaitMs: 2_000, onIdleError: () => {} });
    await migrate(database);
    const { rows } = await database.query<{ id: number }>(
      `insert into organizations (public_id, code, name, path) values ('org_f', 'CEKFILES01', 'Files', '{1}') returning id`,
    );
    organizationId = rows[0]?.id ?? 0;
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await testDatabase[Symbol.asyncDispose]();
  });

  function newFile(overrides: Partial<NewFile> = {}): NewFile {
    made += 1;
    return {
      organizationId,
      publicId: `file_CEKFILES01_${made}`,
      batchId: 7,
      kind: 'failures',
      name: 'june-failures.csv',
      mediaType: 'text/csv',
      storedAs: `results/x/${made}`,
      bytes: 3_000_000_000,
      expiresAt: new Date(Date.now() + 60_000),
      ...overrides,
    };
  }
  const insert = async (overrides?: Partial<NewFile>) => {
    const file = newFile(overrides);
    await database.transact((tx) => insertFile(tx, file));
    return file;
  };
  const find = (publicId: string, organizationCode = 'CEKFILES01') =>
    findFile(database, { organizationCode, publicId });

  test('a file is found by its id and its organization, and by no other', async () => {
    const { organizationId: _, batchId: __, ...file } = await insert();
    assert.deepEqual(await find(file.publicId), file);
    assert.equal(await find(file.publicId, 'CEKANOTHER'), null);
    assert.equal(await find('file_CEKFILES01_never'), null);
  });

  test("a batch's files are those that have not expired, in the order in which they were made", async () => {
    const [first, second] = [await insert({ batchId: 8 }), await insert({ batchId: 8 })];
    await insert({ batchId: 8, expiresAt: new Date(Date.now() - 1_000) });
    const found = await filesOfBatch(database, { organizationId, batchId: 8 });
    assert.deepEqual(
      found.map(({ publicId }) => publicId),
      [first.publicId, second.publicId],
    );
    assert.deepEqual(await filesOfBatch(database, { organizationId: organizationId + 1, batchId: 8 }), []);
  });

  test('what has expired is deleted in steps, first the file and then its row', async () => {
    const expired = [];
    for (let i = 0; i < 5; i += 1) expired.push(await insert({ batchId: 9, expiresAt: new Date(0) }));
    const kept = await insert({ batchId: 9 });
    const deleted: string[] = [];
    const failing = { database, stepFilesMax: 2, deleteFiles: () => Promise.reject(new Error('S3 is away')) };
    await assert.rejects(sweepFiles(failing), /expired files stayed/);
    assert.ok(await find(expired[0]?.publicId ?? ''), 'its row stays as long as its file may');
    await database.query('update files set expires_at = now() where batch_id = 9 and public_id <> $1', [kept.publicId]);
    await sweepFiles({ database, stepFilesMax: 2, deleteFiles: async (names) => void deleted.push(...names) });
    const names = expired.map(({ storedAs }) => storedAs);
    assert.deepEqual(deleted.filter((name) => names.includes(name)).toSorted(), names.toSorted());
    for (const { publicId } of expired) assert.equal(await find(publicId), null);
    assert.ok(await find(kept.publicId));
  });

  test('what cannot be deleted keeps no other waiting, and has its turn again in an hour', async () => {
    const stuck = await insert({ batchId: 10, expiresAt: new Date(0) });
    const others = [];
    for (let i = 1; i < 4; i += 1) others.push(await insert({ batchId: 10, expiresAt: new Date(i) }));
    const deleteFiles = async (names: readonly string[]) => {
      if (names.includes(stuck.storedAs)) throw new Error('it is locked');
    };
    await assert.rejects(sweepFiles({ database, stepFilesMax: 2, deleteFiles }), AggregateError);
    for (const { publicId } of others) assert.equal(await find(publicId), null);
    const waits = Number((await find(stuck.publicId))?.expiresAt) - Date.now();
    assert.ok(waits > 3_500_000 && waits <= 3_600_000);
    await sweepFiles({ database, deleteFiles });
  });

  test('a file that comes in has a row that expires, until it is forgotten', async () => {
    const rows = incomingRows(database, 7);
    const of = async (storedAs: string) => {
      const { rows: found } = await database.query<{ days: number }>(
        'select round(extract(epoch from expires_at - now()) / 86400)::int as days from files where organization_id = $1 and stored_as = $2',
        [organizationId, storedAs],
      );
      return found.map(({ days }) => days);
    };
    await rows.expect({ organizationId, storedAs: 'incoming/a/file' });
    await rows.expect({ organizationId, storedAs: 'incoming/a/contactsFile' });
    assert.deepEqual(await of('incoming/a/file'), [7]);
    await rows.forget({ organizationId, storedAs: ['incoming/a/file'] });
    assert.deepEqual([await of('incoming/a/file'), await of('incoming/a/contactsFile')], [[], [7]]);
  });

  test('a secret is made once, however many processes ask for it at the same moment', async () => {
    const asked = await Promise.all(
      Array.from({ length: 6 }, () => serviceSecret(database, 's', () => randomBytes(32))),
    );
    const [first, ...others] = asked.map((value) => Buffer.from(value).toString('hex'));
    assert.equal(first?.length, 64);
    for (const other of others) assert.equal(other, first);
    assert.notDeepEqual(await serviceSecret(database, 'another', () => randomBytes(32)), asked[0]);
  });
});
