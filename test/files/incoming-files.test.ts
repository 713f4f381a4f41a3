import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { directoryStore } from '../../src/files/directory-store.ts';
import { incomingFiles, type IncomingRows } from '../../src/files/incoming-files.ts';
import { writer } from '../http/open-server.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { failing, stream } from './file-store-contract.ts';

const { organization } = writer;

function memoryRows(): IncomingRows & { readonly known: Set<string> } {
  const known = new Set<string>();
  return {
    known,
    expect: async ({ storedAs }) => void known.add(storedAs),
    forget: async ({ storedAs }) => storedAs.forEach((name) => known.delete(name)),
  };
}

test('a file that comes in is known before its first byte, and lies in the file store', async () => {
  await using directory = await temporaryDirectory();
  const store = directoryStore(directory.path);
  const rows = memoryRows();
  const incoming = incomingFiles(store, rows);
  async function* content() {
    assert.deepEqual([...rows.known], ['incoming/ref1/file']);
    yield Buffer.from('abc');
  }
  const { storedAs } = await incoming.receive({ organization, reference: 'ref1', part: 'file' }, content());
  assert.equal((await store.read(storedAs))?.bytes, 3);
  await incoming.discard({ organization, storedAs: [storedAs] });
  assert.equal(await store.read(storedAs), null);
  assert.equal(rows.known.size, 0);
});

test('one that breaks off leaves no file, no folder and no row', async () => {
  await using directory = await temporaryDirectory();
  const rows = memoryRows();
  const incoming = incomingFiles(directoryStore(directory.path), rows);
  const file = { organization, reference: 'ref1', part: 'file' };
  await assert.rejects(incoming.receive(file, failing([Buffer.from('a')])), /the source broke off/);
  assert.deepEqual(await readdir(directory.path, { recursive: true }), ['.begun']);
  assert.equal(rows.known.size, 0);
});

test('one that cannot be known is not stored', async () => {
  await using directory = await temporaryDirectory();
  const rows = { ...memoryRows(), expect: () => Promise.reject(new Error('the database is away')) };
  const incoming = incomingFiles(directoryStore(directory.path), rows);
  const file = { organization, reference: 'ref1', part: 'file' };
  await assert.rejects(incoming.receive(file, stream([Buffer.from('a')])), /the database is away/);
  assert.deepEqual(await readdir(directory.path), []);
});
