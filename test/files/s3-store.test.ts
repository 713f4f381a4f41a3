import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openFileStore } from '../../src/files/open-file-store.ts';
import { isThere, failing, fileStoreContract, stream } from './file-store-contract.ts';
import { startS3Server, type S3Server } from './s3-server.ts';

describe('the file store in S3', () => {
  let server: S3Server;
  before(async () => {
    server = await startS3Server();
  });
  after(() => server[Symbol.asyncDispose]());
  const open = (files: string) => openFileStore({ dataDir: '/nowhere', files, s3Endpoint: server.endpoint });

  fileStoreContract(() => open('s3://amend/some/prefix'));

  test('keeps its files below the prefix, or at the top where there is none', async () => {
    await using below = await open('s3://amend/some/prefix');
    await using top = await open('s3://amend');
    await below.put('results/x/file', stream([Buffer.from('a')]));
    assert.equal((await top.read('some/prefix/results/x/file'))?.bytes, 1);
    assert.equal(await top.read('results/x/file'), null);
  });

  test('asks to give up the parts of an object whose source broke off, and tells of the source if that fails', async () => {
    await using store = await open('s3://amend');
    const before = server.abandoned();
    await assert.rejects(
      store.put('results/x/broken', failing(Array.from({ length: 20 }, () => Buffer.alloc(1_048_576)))),
      /the source broke off/,
    );
    assert.equal(server.abandoned(), before + 1);
  });

  test('takes the copy away that it lent', async () => {
    await using store = await open('s3://amend');
    await store.put('results/x/lent', stream([Buffer.from('a')]));
    const lent = await store.local('results/x/lent');
    assert.ok(lent);
    await lent[Symbol.asyncDispose]();
    assert.equal(await isThere(lent.path), false);
  });

  test('sweeps the copies of processes that died, and none that may be in use', async () => {
    await using store = await open('s3://amend');
    await store.put('results/x/left', stream([Buffer.from('a')]));
    await using young = await store.local('results/x/left');
    await using old = await store.local('results/x/left');
    assert.ok(young && old);
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    await utimes(dirname(old.path), longAgo, longAgo);
    await store.sweepLeftovers();
    assert.deepEqual([await isThere(young.path), await isThere(old.path)], [true, false]);
  });

  test('says so when the bucket is not there, and is no file that is not there', async () => {
    await using store = await open('s3://another');
    await assert.rejects(store.put('results/x/file', stream([Buffer.from('a')])));
    await assert.rejects(store.delete(['results/x/file']));
  });
});
