import assert from 'node:assert/strict';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { globalFaults, lengthBars, lengthFaults, nameFaults } from './file-rules.ts';
import { parseModule, readModules } from './modules.ts';
import { repository, source } from './places.ts';

const folders = ['src', 'console', 'test', 'bench'].map((name) => fileURLToPath(new URL(name, repository)));

/** Not made by a generator; nor a catalogue of sentences, which is one file so that another language is one. */
const isWritten = ({ path: file }: { readonly path: string }) => !/(?:^|\/)generated\/|^src\/messages\//.test(file);

describe('every file', () => {
  test('is short: half of them up to 70 lines (100 in tests), 95 % up to 300, none over 400', async () => {
    for (const folder of folders) {
      const bars = path.basename(folder) === 'test' ? lengthBars.tests : lengthBars.source;
      const modules = await readModules(folder);
      assert.deepEqual(lengthFaults(modules.filter(isWritten), bars), [], folder);
    }
  });

  test('has a name in kebab-case that says what is in it', async () => {
    for (const folder of folders) {
      const paths: string[] = [];
      for await (const file of glob('**/*.{ts,tsx,sql}', { cwd: folder, exclude: ['dist/**', '**/generated/**'] }))
        paths.push(file.split(path.sep).join('/'));
      assert.ok(paths.length > 0, folder);
      // Named by the tool that looks for it.
      if (paths.includes('vite.config.ts')) paths.splice(paths.indexOf('vite.config.ts'), 1);
      assert.deepEqual(nameFaults(paths), []);
    }
  });

  test('of the service leaves the environment to the settings and the console to nobody', async () => {
    assert.deepEqual(globalFaults(await readModules(source)), []);
  });
});

describe('the rules about files see', () => {
  test('a file that is too long, and files that are too long on the whole', () => {
    const faultsOf = (...lines: number[]) =>
      lengthFaults(
        lines.map((count, index) => ({ path: `f${index}.ts`, lines: count })),
        lengthBars.source,
      );
    assert.deepEqual(faultsOf(...Array.from({ length: 40 }, () => 50), 401), ['f40.ts has 401 lines, more than 400']);
    assert.deepEqual(faultsOf(10, 80, 90), ['half the files have 80 lines or more, not 70']);
    const [fault] = faultsOf(...Array.from({ length: 18 }, () => 50), 310, 320);
    assert.match(fault ?? '', /^one file in twenty has 320 lines/);
  });

  test('a bad name, of a folder or a file', () => {
    assert.equal(nameFaults(['store/utils/x.ts', 'common.ts', 'engine/types.test.ts']).length, 3);
    assert.equal(nameFaults(['store/readRows.ts', 'Store/rows.ts', 'store/read_rows.sql']).length, 3);
    assert.deepEqual(nameFaults(['store/migrations/0001-foundation.sql', 'fields/x.property.test.ts']), []);
  });

  test('who reads the environment or writes to the console', () => {
    const faults = (text: string) => globalFaults([parseModule('http/x.ts', text)]);
    assert.deepEqual(faults('export const x = process.env.PORT;'), ['http/x.ts uses process.env']);
    assert.deepEqual(faults(`export const x = process['env'];`), ['http/x.ts uses process.env']);
    assert.deepEqual(faults('const { env } = process;'), ['http/x.ts uses process.env']);
    assert.deepEqual(faults(`console.log('x');`), ['http/x.ts uses console']);
    assert.deepEqual(faults('// console.log(process.env)\nexport const x = process.pid;'), []);
  });
});
