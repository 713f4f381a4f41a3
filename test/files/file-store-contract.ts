import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { test } from 'node:test';
import type { StoredFiles } from '../../src/files/stored-files.ts';

/** What every file store keeps to. `open` answers a fresh view of one and the same store. */
export function fileStoreContract(open: () => Promise<StoredFiles>): void {
  test('keeps what a stream brings, and gives it back', async () => {
    await using store = await open();
    const blocks = Array.from({ length: 200 }, (_, i) => Buffer.alloc(65_536, i));
    assert.deepEqual(await store.put('results/a/large.csv', stream(blocks)), { bytes: 200 * 65_536 });
    const read = await store.read('results/a/large.csv');
    assert.equal(read?.bytes, 200 * 65_536);
    assert.ok(Buffer.concat(blocks).equals(await whole(read.content)));
  });

  test('keeps an empty file', async () => {
    await using store = await open();
    assert.deepEqual(await store.put('results/a/empty', stream([])), { bytes: 0 });
    const read = await store.read('results/a/empty');
    assert.deepEqual([read?.bytes, read && (await whole(read.content)).length], [0, 0]);
  });

  test('lends a path of this machine until it is given back', async () => {
    await using store = await open();
    await store.put('results/a/lent', stream([Buffer.from('lent')]));
    const lent = await store.local('results/a/lent');
    assert.ok(lent);
    assert.equal(await readFile(lent.path, 'utf8'), 'lent');
    await lent[Symbol.asyncDispose]();
    assert.equal((await store.read('results/a/lent'))?.bytes, 4, 'the file itself stays');
  });

  test('has nothing under a name that was never given, nor under a folder', async () => {
    await using store = await open();
    await store.put('results/b/c/file', stream([Buffer.from('x')]));
    for (const name of ['results/never', 'results/b/c']) {
      assert.equal(await store.read(name), null);
      assert.equal(await store.local(name), null);
    }
  });

  test('deletes files, also such as are gone already', async () => {
    await using store = await open();
    await store.put('results/d/one', stream([Buffer.from('1')]));
    await store.put('results/d/two', stream([Buffer.from('2')]));
    await store.delete(['results/d/one', 'results/d/never']);
    assert.equal(await store.read('results/d/one'), null);
    assert.equal((await store.read('results/d/two'))?.bytes, 1);
    await store.delete([]);
  });

  test('puts a new content in the place of an old one, as a whole', async () => {
    await using store = await open();
    await store.put('results/e/file', stream([Buffer.from('first')]));
    await assert.rejects(store.put('results/e/file', failing([Buffer.from('sec')])), /the source broke off/);
    assert.equal(String(await contentOf(store, 'results/e/file')), 'first');
    await store.put('results/e/file', stream([Buffer.from('second')]));
    assert.equal(String(await contentOf(store, 'results/e/file')), 'second');
  });

  test('keeps nothing of a stream that breaks off, be it small or large', async () => {
    await using store = await open();
    const large = Array.from({ length: 20 }, () => Buffer.alloc(1_048_576));
    for (const blocks of [[], [Buffer.from('a')], large]) {
      await assert.rejects(store.put('results/f/broken', failing(blocks)), /the source broke off/);
      assert.equal(await store.read('results/f/broken'), null);
    }
  });

  test('takes names of our own making, and no others', async () => {
    await using store = await open();
    const bad = [
      '',
      'file',
      '/a/b',
      'a/../b',
      '../a',
      'a//b',
      'a/.b',
      '.begun/a',
      'a/b/',
      'a\\b/c',
      'a/b\0',
      'ä/b',
      `a/${'b'.repeat(300)}`,
    ];
    for (const name of bad) {
      await assert.rejects(store.put(name, stream([])), /is no name for a stored file/, name);
      await assert.rejects(store.read(name), /is no name for a stored file/, name);
      await assert.rejects(store.local(name), /is no name for a stored file/, name);
      await assert.rejects(store.delete([name]), /is no name for a stored file/, name);
    }
  });

  test('lets many be written and removed at once in one place', async () => {
    await using store = await open();
    const names = Array.from({ length: 30 }, (_, i) => `incoming/shared/part${i}`);
    await Promise.all(
      names.map(async (name) => {
        await store.put(name, stream([Buffer.from(name)]));
        if (name.endsWith('0')) await store.delete([name]);
      }),
    );
    for (const name of names)
      assert.equal(await store.read(name).then((read) => read === null), name.endsWith('0'), name);
  });

  test('is one for all who open it', async () => {
    await using one = await open();
    await using other = await open();
    await one.put('results/g/file', stream([Buffer.from('shared')]));
    assert.equal(String(await contentOf(other, 'results/g/file')), 'shared');
  });
}

export async function* stream(blocks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* blocks;
}

export async function* failing(blocks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* blocks;
  throw new Error('the source broke off');
}

async function contentOf(store: StoredFiles, name: string): Promise<Buffer> {
  const read = await store.read(name);
  assert.ok(read);
  return whole(read.content);
}

async function whole(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
