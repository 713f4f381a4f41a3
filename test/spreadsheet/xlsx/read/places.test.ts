import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readRows, refused } from './read-workbook.ts';
import { escaped, sheetFiles } from './raw-workbook.ts';

const text = (value: string, reference = '') =>
  `<c${reference === '' ? '' : ` r="${reference}"`} t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;

describe('rows', () => {
  test('have the numbers that the sheet shows; empty ones are left out and counted, hidden ones are read', async () => {
    const rows =
      `<row r="2">${text('a', 'A2')}</row><row r="3"/><row r="4"><c r="A4" s="1"/></row>` +
      `<row r="6" hidden="1">${text('b', 'A6')}</row><row r="1048576">${text('c', 'A1048576')}</row>`;
    const wanted = [
      { row: 2, cells: ['a'] },
      { row: 6, cells: ['b'] },
      { row: 1_048_576, cells: ['c'] },
    ];
    assert.deepEqual(await readRows(sheetFiles(rows)), wanted);
  });

  test('without a number stand behind the row before, or where their cells say', async () => {
    const rows = `<row>${text('a')}</row><row/><row>${text('b')}</row><row r="7">${text('c')}</row><row>${text('d')}</row><row>${text('e', 'B12')}${text('f')}</row><row>${text('g')}</row>`;
    const wanted = [
      { row: 1, cells: ['a'] },
      { row: 3, cells: ['b'] },
      { row: 7, cells: ['c'] },
      { row: 8, cells: ['d'] },
      { row: 12, cells: [null, 'e', 'f'] },
      { row: 13, cells: ['g'] },
    ];
    assert.deepEqual(await readRows(sheetFiles(rows)), wanted);
  });

  test('out of order, or there twice, are refused: which of them is meant is not guessed', async () => {
    const row = (number: number) => `<row r="${number}">${text('a', `A${number}`)}</row>`;
    await refused(sheetFiles(row(5) + row(3)), /\(in "Sheet1", row 3 stands after row 5\)/);
    await refused(sheetFiles(row(5) + row(5)), /\(in "Sheet1", row 5 stands after row 5\)/);
    await refused(sheetFiles(`<row r="5"/>${row(4)}`), /row 4 stands after row 5/);
  });

  test('that no sheet has are refused', async () => {
    for (const number of ['0', '-1', '1048577', '1e3', 'x', '']) {
      await refused(
        sheetFiles(`<row r="${number}"><c><v>1</v></c></row>`),
        /^The workbook is damaged \("Sheet1" has a row "/,
      );
    }
    await refused(sheetFiles('<row r="1048576"/><row><c><v>1</v></c></row>'), /has a row "1048577"/);
  });
});

describe('cells', () => {
  test('stand where their reference says, in whatever order they come; without one, next to the one before', async () => {
    const rows =
      `<row r="1">${text('c', 'C1')}${text('a', 'A1')}<c r="E1"><v>5</v></c>${text('f')}</row>` +
      `<row r="2">${text('a')}${text('d', 'D2')}${text('e')}<c/><c/>${text('h')}</row>`;
    const wanted = [
      { row: 1, cells: ['a', null, 'c', null, { type: 'number', digits: '5' }, 'f'] },
      { row: 2, cells: ['a', null, null, 'd', 'e', null, null, 'h'] },
    ];
    assert.deepEqual(await readRows(sheetFiles(rows)), wanted);
  });

  test('behind the last one with a value do not make a row longer', async () => {
    const rows = `<row r="1">${text('a', 'A1')}<c r="B1" s="1"/>${text('', 'C1')}<c r="XFD1" s="1"/></row>`;
    assert.deepEqual(await readRows(sheetFiles(rows)), [{ row: 1, cells: ['a'] }]);
  });

  test('that are merged have the value of the first, once', async () => {
    const rows = `<row r="1">${text('a', 'A1')}<c r="B1" s="1"/>${text('c', 'C1')}</row><row r="2"><c r="A2" s="1"/><c r="B2" s="1"/>${text('d', 'C2')}</row>`;
    const files = sheetFiles(rows).map((file) => ({
      ...file,
      content: String(file.content).replace(
        '</sheetData>',
        '</sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
      ),
    }));
    const wanted = [
      { row: 1, cells: ['a', null, 'c'] },
      { row: 2, cells: [null, null, 'd'] },
    ];
    assert.deepEqual(await readRows(files), wanted);
  });

  test('that are there twice, or say that they stand in another row, are refused', async () => {
    await refused(
      sheetFiles(`<row r="1">${text('a', 'B1')}${text('b', 'B1')}</row>`),
      /^Cell B1 of the sheet "Sheet1" is damaged \(it is there twice\)/,
    );
    await refused(
      sheetFiles('<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>'),
      /Cell B1 .* there twice/,
    );
    for (const reference of ['A2', 'A', '1', 'A0', 'A1B', 'XFE1', 'AAAAAAAAAA1', 'A99999999999', '']) {
      const other = /\(in "Sheet1", row 1 has a cell that says it is in another place\)/;
      await refused(sheetFiles(`<row r="1">${text('a', 'A1')}<c r="${reference}"><v>1</v></c></row>`), other);
    }
  });
});

describe('more than a sheet may have', () => {
  const wide = (columns: number, last: string[] = []) =>
    [...Array.from({ length: columns }, (_, at) => `c${at}`), ...last].map((name) => text(name)).join('');

  test('of columns is refused, with the row', async () => {
    const [header] = await readRows(sheetFiles(`<row>${wide(200)}</row>`));
    assert.equal(header?.cells.length, 200);
    const sentence =
      /^The sheet "Sheet1" has more than 200 columns in row (\d+)\. Delete the columns that are not needed\.$/;
    await refused(sheetFiles(`<row r="3">${wide(201)}</row>`), sentence);
    await refused(sheetFiles(`<row>${text('a')}</row><row>${text('b', 'GS2')}</row>`), sentence);
    await refused(sheetFiles(`<row>${text('a')}</row><row>${text('b', 'XFD2')}</row>`), sentence);
    await refused(sheetFiles(`<row>${wide(4)}</row>`), /more than 3 columns/, { limits: { columnsMax: 3 } });
  });

  test('counts without the two that a failure file has of its own', async () => {
    const rows = `<row>${wide(200, ['row', 'error'])}</row><row>${wide(202)}</row>`;
    const read = await readRows(sheetFiles(rows));
    assert.deepEqual(
      read.map(({ cells }) => cells.length),
      [202, 202],
    );
    await refused(sheetFiles(`<row>${wide(201, ['row', 'error'])}</row>`), /more than 200 columns/);
  });

  test('of rows is refused', async () => {
    const rows = (count: number) => sheetFiles(`<row>${text('a')}</row><row/>`.repeat(count));
    const limits = { rowsMax: 3 };
    assert.equal((await readRows(rows(4), { limits })).length, 4);
    await refused(rows(5), /^The sheet "Sheet1" has more than 3 rows below its header\. Split it\.$/, { limits });
  });

  test('of text is refused, though one shared text that stands in every cell takes no room in the file', async () => {
    const sharedStrings = `<si><t>${'x'.repeat(1_000)}</t></si>`;
    const files = sheetFiles('<row><c t="s"><v>0</v></c></row>'.repeat(100), { sharedStrings });
    assert.equal((await readRows(files, { limits: { inflatedBytesMax: 100_000 } })).length, 100);
    const sentence = /^The texts of the sheet "Sheet1" take more than 99,999 bytes\. Split it, or upload it as CSV\.$/;
    await refused(files, sentence, { limits: { inflatedBytesMax: 99_999 } });
  });
});
