import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { refusedWith } from '../refused-with.ts';
import { spreadsheetFiles } from '../spreadsheet-files.ts';

const files = await spreadsheetFiles();
after(() => files[Symbol.asyncDispose]());
const read = files.read.bind(files);

describe('the delimiter of a CSV', () => {
  test('is comma, semicolon, tab or pipe, whichever the header has', async () => {
    for (const delimiter of [',', ';', '\t', '|']) {
      const { cells, format } = await read(['id,name,codes', '1,Ann,a'].join('\n').replaceAll(',', delimiter));
      assert.deepEqual(cells[1], ['1', 'Ann', 'a']);
      assert.equal(format.delimiter, delimiter);
    }
  });

  test('is found past others in the cells', async () => {
    for (const [content, delimiter, columns] of [
      ['id;amount\n1;12,50\n2;7,00\n', ';', 2],
      ['id,codes\n1,a;b;c\n2,a|b\n', ',', 2],
      ['id\tcity\n1\tMumbai, India\n', '\t', 2],
      ['"id";"name, full"\n"1";"Rao, S"\n', ';', 2],
      ['id;"name, full"\n1;"Rao, S"\n2;"Shah, T"\n', ';', 2],
      ['id;name, full;city\n1;Rao, S;Pune\n', ';', 3],
      ['City, Country\tName\tNote\nPune, India\tAnn\tx\n', '\t', 3],
      ['id;name, first, last\n1;Ann\n2;Bob\n', ';', 2],
      ['a|b,c|d\n1|2|3\n4|5|6\n', '|', 3],
      ['id,"a;b;c;d"\n1,2\n', ',', 2],
    ] as const) {
      const { cells, format } = await read(content);
      assert.equal(format.delimiter, delimiter, content);
      assert.equal(cells[0]?.length, columns, content);
    }
  });

  test('is a comma where only the order of the four is left to decide, and where there is none', async () => {
    assert.equal((await read('a,b;c\n1,2;3\n')).format.delimiter, ',');
    assert.equal((await read('id\n1\n')).format.delimiter, ',');
    assert.equal((await read('id\n1,2\n')).format.delimiter, ',');
  });

  test('is what a first line for Excel says, which is no row', async () => {
    for (const [first, delimiter] of [
      ['sep=;\r\n', ';'],
      ['SEP=|\n', '|'],
      ['sep=\t\r', '\t'],
    ] as const) {
      const { rows, format } = await read(`${first}a,b,c${delimiter}d\n1,2,3${delimiter}4\n`);
      assert.deepEqual(rows, [
        { row: 1, cells: ['a,b,c', 'd'] },
        { row: 2, cells: ['1,2,3', '4'] },
      ]);
      assert.equal(format.delimiter, delimiter);
    }
    await refusedWith(
      read('sep=;\nid;name\n1;"a"b\n'),
      'In line 3, text follows the closing quote (") of column 2. Write a quote within a quoted cell twice (""), or remove the quotes around the cell.',
    );
    await refusedWith(
      read('sep=:\nid:name\n'),
      'The first line, sep=:, names a separator that is not read here: use a comma, semicolon, tab or pipe.',
    );
  });
});
