import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { refusedWith } from '../refused-with.ts';
import { spreadsheetFiles } from '../spreadsheet-files.ts';

const files = await spreadsheetFiles();
after(() => files[Symbol.asyncDispose]());
const read = files.read.bind(files);

const text = 'id,name\n1,Café – “Zürich”\n2,€5\n';
const table = [
  ['id', 'name'],
  ['1', 'Café – “Zürich”'],
  ['2', '€5'],
];
const hindi = `customer_id,legal name Ā\n${'1001,राम ट्रेडर्स 🙂\n'.repeat(50)}`;
/** Longer than a chunk, so that characters are cut by its border. */
const long = `id,name\n${'1,éàü\n'.repeat(40_000)}`;

describe('the encoding of a CSV', () => {
  test('may be UTF-8 with or without a byte order mark', async () => {
    for (const content of [text, `\ufeff${text}`]) {
      const { cells, format } = await read(content);
      assert.deepEqual(cells, table);
      assert.equal(format.encoding, 'utf-8');
    }
    // The second is a character of the cell.
    assert.deepEqual((await read('\ufeff\ufeffid\n1\n')).cells, [['\ufeffid'], ['1']]);
  });

  test('may be UTF-16 of either order, with or without a byte order mark', async () => {
    for (const [content, mark] of [text, hindi].flatMap((each) =>
      ['', '\ufeff'].map((mark) => [each, mark] as const),
    )) {
      const little = Buffer.from(mark + content, 'utf16le');
      const { cells } = await read(content);
      const read16 = await read(little);
      assert.deepEqual([read16.cells, read16.format.encoding], [cells, 'utf-16le']);
      const readBig = await read(Buffer.from(little).swap16());
      assert.deepEqual([readBig.cells, readBig.format.encoding], [cells, 'utf-16be']);
    }
  });

  test('is Windows-1252 where the bytes are not UTF-8', async () => {
    const bytes = Buffer.concat(
      ['id,name\n1,Caf', 0xe9, ' ', 0x96, ' ', 0x93, 'Z', 0xfc, 'rich', 0x94, '\n2,', 0x80, '5\n'].map((part) =>
        typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]),
      ),
    );
    const { cells, format } = await read(bytes);
    assert.deepEqual(cells, table);
    assert.equal(format.encoding, 'windows-1252');
  });

  test('is looked for to the end of the file', async () => {
    const { cells, format } = await read(
      Buffer.concat([Buffer.from('id,name\n1,x\n'.repeat(100_000)), Buffer.from([0xe9])]),
    );
    assert.equal(cells.at(-1)?.[0], 'é');
    assert.equal(format.encoding, 'windows-1252');
  });

  test('does not depend on where a chunk ends', async () => {
    for (let shift = 0; shift < 4; shift++) {
      const content = 'x'.repeat(shift) + long;
      const { cells, format } = await read(content);
      assert.equal(format.encoding, 'utf-8');
      assert.ok(cells.slice(1).every((row) => row[1] === 'éàü'));
      for (const bytes of [Buffer.from(content, 'latin1'), Buffer.from(content, 'utf16le')]) {
        assert.deepEqual((await read(bytes)).cells, cells);
      }
    }
  });

  test('is refused where UTF-8 is damaged: the rest of it would be read wrong', async () => {
    const damaged = Buffer.from(hindi);
    damaged[damaged.lastIndexOf('ट्र')] = 0xff;
    await refusedWith(
      read(damaged),
      'The file is UTF-8 but for some characters, the first of them in line 51. Mend them, or save the file again as "CSV UTF-8".',
    );
    await refusedWith(
      read(Buffer.concat([Buffer.from('\ufeffid\r\n'), Buffer.alloc(30, 0xe9)])),
      'The file is UTF-8 but for some characters, the first of them in line 2. Mend them, or save the file again as "CSV UTF-8".',
    );
  });

  test('is refused where UTF-16 is cut off or has half a character', async () => {
    const message = 'The file is UTF-16, and cut off or damaged: save it again, best as "CSV UTF-8".';
    await refusedWith(read(Buffer.from(`\ufeff${text}`, 'utf16le').subarray(0, -1)), message);
    await refusedWith(read(Buffer.from('\ufeffid\n\ud83d\n', 'utf16le')), message);
  });
});
