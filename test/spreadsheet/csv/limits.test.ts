import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openSpreadsheet } from '../../../src/spreadsheet/open-spreadsheet.ts';
import { refusedWith } from '../refused-with.ts';
import { spreadsheetFiles } from '../spreadsheet-files.ts';

const files = await spreadsheetFiles();
after(() => files[Symbol.asyncDispose]());
const read = files.read.bind(files);

describe('the limits of a CSV', () => {
  test('are 200 columns', async () => {
    assert.equal((await read(columns(200))).cells[0]?.length, 200);
    await refusedWith(
      read(columns(201)),
      'Row 1 has more than 200 columns. Delete the columns that are empty or not needed.',
    );
    await refusedWith(
      read(`id,name\n1,${','.repeat(200)}x`),
      'Row 2 has more than 200 columns. Delete the columns that are empty or not needed.',
    );
  });

  test('let a failure file come back: it has two columns more than its upload', async () => {
    const { cells } = await read(`${columns(200)},Row,error\n${columns(202)}`);
    assert.deepEqual(
      cells.map(({ length }) => length),
      [202, 202],
    );
    await refusedWith(
      read(`${columns(201)},row,error`),
      'Row 1 has more than 200 columns. Delete the columns that are empty or not needed.',
    );
  });

  test('are 64 KiB a cell, in bytes, without the quotes around it and the apostrophe in front', async () => {
    for (const value of ['x'.repeat(65_536), 'é'.repeat(32_768), `-${'x'.repeat(65_535)}`]) {
      for (const cell of [value, `"${value}"`, value.startsWith('-') ? `'${value}` : value]) {
        assert.equal((await read(`id,name\n1,${cell}`)).cells[1]?.[1], value);
      }
    }
    const quotes = '""'.repeat(65_536);
    assert.equal((await read(`id,name\n1,"${quotes}"`)).cells[1]?.[1], '"'.repeat(65_536));
    const long = 'x'.repeat(65_537);
    await refusedWith(read(`id,name\n1,${long}`), 'Row 2, column 2 holds more than 64 KiB. Shorten it.');
    await refusedWith(read(`id,name\n1,é${long.slice(2)}`), 'Row 2, column 2 holds more than 64 KiB. Shorten it.');
    await refusedWith(
      read(`id,name\n1,"${long}"`),
      'The quote (") that opens column 2 in line 2 is not closed within 64 KiB. Close it, or remove it.',
    );
  });

  test('are 1 MiB a row', async () => {
    const row = Array.from({ length: 20 }, () => 'x'.repeat(60_000)).join(',');
    await refusedWith(
      read(`id,name\n${row}\n`),
      'Row 2 is longer than 1 MiB. Check that its line ends where it should.',
    );
  });

  test('are so many rows below the header, the empty ones not counted', async () => {
    const limits = { rowsMax: 2 };
    assert.equal((await read('id\n\n1\n,\n2\n\n', limits)).rows.length, 3);
    await refusedWith(read('id\n1\n2\n\n3\n', limits), 'The file has more than 2 rows below its header. Split it.');
  });

  test('end the reading of a line of 100 MB near its start', async () => {
    for (const [megabytes, text] of [
      [100, `${'x'.repeat(50_000)},`],
      [10, 'x'],
      [10, 'x,'],
      [10, '"'],
      [10, '"x,'],
    ] as const) {
      const file = await files.store(Buffer.alloc(megabytes * 1_000_000, text));
      await using spreadsheet = await openSpreadsheet({ path: file }, new AbortController().signal);
      await assert.rejects(Array.fromAsync(spreadsheet.rows(null)), { name: 'RequestError', code: 'unprocessable' });
      assert.ok(spreadsheet.progress.done <= 2_000_000, `${text.slice(0, 2)} ${spreadsheet.progress.done}`);
    }
  });
});

function columns(count: number): string {
  return Array.from({ length: count }, (_, at) => `c${at}`).join(',');
}
