import assert from 'node:assert/strict';
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { directoryStore } from '../../src/files/directory-store.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../temporary-directory.ts';
import { failing, fileStoreContract, isThere, stream } from './file-store-contract.ts';

describe('the file store in a directory', () => {
  let directory: TemporaryDirectory;
  before(async () => {
    directory = await temporaryDirectory();
  });
  after(() => directory[Symbol.asyncDispose]());

  fileStoreContract(async () => directoryStore(join(directory.path, 'files')));

  test('leaves no begun file and no empty folder behind', async () => {
    await using own = await temporaryDirectory();
    await using store = directoryStore(own.path);
    await assert.rejects(store.put('results/x/broken', failing([Buffer.from('a')])));
    await store.put('results/x/file', stream([Buffer.from('a')]));
    await store.delete(['results/x/file']);
    assert.deepEqual(await readdir(own.path, { recursive: true }), ['.begun']);
  });

  test('writes into a folder that others find empty, and remove, at the same moment', async () => {
    await using own = await temporaryDirectory();
    await using store = directoryStore(own.path);
    const comeAndGo = async (file: number) => {
      for (let round = 0; round < 40; round += 1) {
        const name = `results/x/file${file}`;
        await store.put(name, stream([Buffer.from('a')]));
        assert.equal((await store.read(name))?.bytes, 1);
        await store.delete([name]);
      }
    };
    await Promise.all([0, 1, 2, 3].map(comeAndGo));
  });

  test('lets only its owner read', async () => {
    await using own = await temporaryDirectory();
    await using store = directoryStore(own.path);
    await store.put('results/x/file', stream([Buffer.from('a')]));
    assert.equal((await stat(join(own.path, 'results/x/file'))).mode & 0o777, 0o600);
    assert.equal((await stat(join(own.path, 'results'))).mode & 0o777, 0o700);
  });

  test('sweeps what a process left that died while it wrote, and nothing that is being written', async () => {
    await using own = await temporaryDirectory();
    await using store = directoryStore(own.path);
    await store.sweepLeftovers();
    const [dead, living] = [join(own.path, '.begun', 'dead'), join(own.path, '.begun', 'living')];
    await mkdir(join(own.path, '.begun'));
    for (const path of [dead, living]) await writeFile(path, 'half');
    const longAgo = new Date(Date.now() - 7_200_000);
    await utimes(dead, longAgo, longAgo);
    await store.sweepLeftovers();
    assert.deepEqual([await isThere(dead), await isThere(living)], [false, true]);
  });
});
