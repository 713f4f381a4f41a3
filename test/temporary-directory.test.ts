import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { removeAbandonedDirectories, temporaryDirectory } from './temporary-directory.ts';

test('removes the directories of runs that were killed, and no others', async () => {
  const dead = spawn('true');
  await once(dead, 'exit');
  await using own = await temporaryDirectory();
  await using other = await temporaryDirectory();
  const abandoned = path.join(path.dirname(own.path), `amend-test-${dead.pid}-abcdef`);
  await rename(other.path, abandoned);
  await mkdir(path.join(abandoned, 'postgres'));
  await removeAbandonedDirectories();
  assert.equal(existsSync(abandoned), false);
  assert.equal(existsSync(own.path), true);
});
