import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseJson } from '../../../src/json/parse-json.ts';
import { openSpreadsheet } from '../../../src/spreadsheet/open-spreadsheet.ts';
import { refusedWith } from '../refused-with.ts';
import { spreadsheetFiles } from '../spreadsheet-files.ts';

const files = await spreadsheetFiles();
after(() => files[Symbol.asyncDispose]());
const read = files.read.bind(files);

describe('reading a CSV', () => {
  test('passes the acid test of csv-spectrum', async () => {
    const directory = path.dirname(fileURLToPath(import.meta.resolve('csv-spectrum')));
    const names = await Array.fromAsync(glob('csvs/*.csv', { cwd: directory }));
    assert.ok(names.length >= 12);
    for (const name of names) {
      const { cells } = await read(await readFile(path.join(directory, name)));
      const expected = await readFile(path.join(directory, 'json', `${path.basename(name, '.csv')}.json`), 'utf8');
      const [header = [], ...rows] = cells;
      const found = rows.map((row) => Object.fromEntries(header.map((key, at) => [key, row[at] ?? ''])));
      // Of one of the files the package gives another number than the file has, and the row alone.
      const right = parseJson(expected.replace('"1234567890"', '"2095257564"'));
      assert.deepEqual(found, [right].flat(), name);
    }
  });

  test('hands out each row with its number, and leaves out the empty ones', async () => {
    const { rows } = await read('\n,\nid,name\n1,Ann\n""," "\n\n"",\n2,\n');
    assert.deepEqual(rows, [
      { row: 3, cells: ['id', 'name'] },
      { row: 4, cells: ['1', 'Ann'] },
      { row: 5, cells: [null, ' '] },
      { row: 8, cells: ['2', null] },
    ]);
  });

  test('hands out cells as they are: blanks, ragged rows, text in front of a quote', async () => {
    const { cells } = await read('id,name\n 1 , "x" ,surplus\n2\n3,37°36\'37.8"N\n4,5" x 3"');
    assert.deepEqual(cells.slice(1), [[' 1 ', ' "x" ', 'surplus'], ['2'], ['3', '37°36\'37.8"N'], ['4', '5" x 3"']]);
  });

  test('reads quoted cells with delimiters, quotes and every line end in them', async () => {
    const { rows, format } = await read('id,name\n1,"a,""b"""\n2,"x\ny\rz\r\n"\n3,""""\n');
    assert.deepEqual(rows.slice(1), [
      { row: 2, cells: ['1', 'a,"b"'] },
      { row: 3, cells: ['2', 'x\ny\rz\r\n'] },
      { row: 4, cells: ['3', '"'] },
    ]);
    assert.equal(format.lineEnds, 'lf');
  });

  test('reads LF, CRLF and CR, and says which there are', async () => {
    for (const [end, lineEnds] of [
      ['\n', 'lf'],
      ['\r\n', 'crlf'],
      ['\r', 'cr'],
    ] as const) {
      for (const last of ['', end]) {
        const { rows, format } = await read(`a,b${end}1,2${end}${end}3,4${last}`);
        assert.deepEqual(rows, [
          { row: 1, cells: ['a', 'b'] },
          { row: 2, cells: ['1', '2'] },
          { row: 4, cells: ['3', '4'] },
        ]);
        assert.equal(format.lineEnds, lineEnds);
      }
    }
    const { cells, format } = await read('a,b\r\n1,2\n3,4\r5,6');
    assert.equal(cells.length, 4);
    assert.equal(format.lineEnds, 'mixed');
  });

  test('takes one apostrophe from a formula that was made harmless, and no other', async () => {
    const values = ["'=1+1", "''=1", "'@x", "'＝1", '"\'\n"', "'abc", "'", "''", '=1', "x'=1"];
    const { cells } = await read(`id\n${values.join('\n')}\n`);
    assert.deepEqual(cells.slice(1).flat(), ['=1+1', "'=1", '@x', '＝1', '\n', "'abc", "'", "''", '=1', "x'=1"]);
  });

  test('knows no name that means something to JavaScript', async () => {
    const { cells } = await read('__proto__,constructor\ntoString,__proto__\n');
    assert.deepEqual(cells, [
      ['__proto__', 'constructor'],
      ['toString', '__proto__'],
    ]);
  });

  test('counts the bytes that were read, and is read as often as one likes', async () => {
    const file = await files.store('1,Ann\n'.repeat(60_000));
    await using csv = await openSpreadsheet({ path: file }, new AbortController().signal);
    assert.deepEqual(csv.progress, { done: 0, of: 360_000 });
    for (let times = 0; times < 2; times++) {
      assert.equal((await Array.fromAsync(csv.rows(null))).flat().length, 60_000);
      assert.deepEqual(csv.progress, { done: 360_000, of: 360_000 });
    }
  });

  test('refuses a quote that text follows, and one that is never closed, with the line', async () => {
    const opening = '1,"a\nb"\n';
    await refusedWith(
      read(`id,name\n${opening}2,"c"d\n`),
      'In line 4, text follows the closing quote (") of column 2. Write a quote within a quoted cell twice (""), or remove the quotes around the cell.',
    );
    const notClosed =
      'The quote (") that opens column 2 in line 4 is not closed within 64 KiB. Close it, or remove it.';
    await refusedWith(read(`id,name\n${opening}2,"c\n3,d\n`), notClosed);
    await refusedWith(read(`id,name\r\n${opening.replaceAll('\n', '\r\n')}2,"c`), notClosed);
    await refusedWith(read(`id,name\r${opening.replaceAll('\n', '\r')}2,"c`), notClosed);
    await refusedWith(read(`id,name\n${opening}2,"${'3,d\n'.repeat(20_000)}"`), notClosed);
  });

  test('refuses a NUL character with its row and column', async () => {
    await refusedWith(
      read('id,name\n\n1,"a"\n2,b\0c\n'),
      'Row 4, column 2 holds a NUL character, which no text has. Remove it.',
    );
    await refusedWith(
      read(Buffer.from('\ufeffid,name\n1,\0\n', 'utf16le')),
      'Row 2, column 2 holds a NUL character, which no text has. Remove it.',
    );
  });
});
