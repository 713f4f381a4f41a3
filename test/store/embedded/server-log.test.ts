import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { lastWords, openServerLog } from '../../../src/store/embedded/server-log.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

test('appends to a short log, and puts a long one aside', async () => {
  await using directory = await temporaryDirectory();
  const file = path.join(directory.path, 'postgres.log');
  await writeFile(file, 'short\n');
  await (await openServerLog(file)).close();
  assert.equal(await readFile(file, 'utf8'), 'short\n');
  await writeFile(file, Buffer.alloc(9 * 2 ** 20, 'x'));
  await (await openServerLog(file)).close();
  assert.equal((await stat(file)).size, 0);
  assert.equal((await stat(`${file}.1`)).size, 9 * 2 ** 20);
});

test('quotes the last fatal line of this run', async () => {
  await using directory = await temporaryDirectory();
  const file = path.join(directory.path, 'postgres.log');
  const earlier = '2026-01-01 00:00:00 UTC [1] FATAL:  of an earlier run\n';
  await writeFile(file, `${earlier}2026-01-02 [2] FATAL:  the disk is full\n2026-01-02 [2] LOG:  shut down\n`);
  await using log = await openServerLog(file);
  assert.equal(await lastWords(log, earlier.length), 'the disk is full');
});
