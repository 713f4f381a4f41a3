import assert from 'node:assert/strict';
import { buffer, text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import * as fc from 'fast-check';
import { delimiters } from '../../../src/spreadsheet/csv/delimiter.ts';
import { csvWriter } from '../../../src/spreadsheet/csv/write-csv.ts';
import { spreadsheetFiles } from '../spreadsheet-files.ts';

type Row = readonly (string | null)[];

const files = await spreadsheetFiles();
after(() => files[Symbol.asyncDispose]());

describe('writing a CSV', () => {
  test('gives UTF-8 with a byte order mark, CRLF, and quotes where they are needed', async () => {
    const written = await write(';', [
      ['id', 'legal name'],
      ['1', 'Café, "Zürich"'],
      [null, ' a;b|c\td '],
      ['x\ny', '0012'],
    ]);
    assert.equal(written.toString(), '\ufeffid;legal name\r\n1;"Café, ""Zürich"""\r\n;" a;b|c\td "\r\n"x\ny";0012\r\n');
  });

  test('puts an apostrophe in front of what a spreadsheet program would run', async () => {
    const cells = [
      '=1+1',
      '+91',
      '-5',
      '@x',
      '\tx',
      '\rx',
      '\nx',
      '＝1',
      '＋1',
      '－1',
      '＠x',
      "'=1",
      "''=1",
      "'x",
      'a=1',
    ];
    const written = await write(',', [cells]);
    assert.equal(
      written.toString(),
      `\ufeff'=1+1,'+91,'-5,'@x,"'\tx","'\rx","'\nx",'＝1,'＋1,'－1,'＠x,''=1,'''=1,'x,a=1\r\n`,
    );
  });

  test('any table comes back as it was, through every delimiter', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, fc.constantFrom(...delimiters), async (table, delimiter) => {
        const { cells, format } = await files.read(await write(delimiter, table));
        const expected = table.map((row) => row.map((cell) => cell || null)).filter((row) => row.some(Boolean));
        assert.deepEqual(cells, expected);
        if ((expected[0]?.length ?? 0) > 1) assert.equal(format.delimiter, delimiter);
      }),
      { numRuns: 300 },
    );
  });

  test('replaces half of a character, which UTF-8 cannot hold', async () => {
    assert.deepEqual((await files.read(await write(',', [['a\ud83d'], ['\ude42b']]))).cells, [
      ['a\ufffd'],
      ['\ufffdb'],
    ]);
  });

  test('begins no file with what Excel takes for an instruction', async () => {
    const { cells } = await files.read(await write(',', [['sep=;'], ['a']]));
    assert.deepEqual(cells, [['sep=;'], ['a']]);
  });

  test('writes no faster than it is read, and rejects when the reader has gone', async () => {
    const writer = csvWriter({ delimiter: ',' });
    await writer.beginSheet('Customers', ['id']);
    const row = ['x'.repeat(1_000)];
    let written = 0;
    const writing = (async () => {
      for (;;) {
        await writer.write(row);
        written++;
      }
    })();
    const rejected = assert.rejects(writing, /has stopped/);
    for await (const bytes of writer.content) {
      assert.ok(bytes.length < 100_000);
      break;
    }
    await rejected;
    assert.ok(written < 2_000, `${written}`);
  });

  test('hands its failure to the reader', async () => {
    const writer = csvWriter({ delimiter: null });
    const read = text(writer.content);
    writer.fail(new Error('the database is away'));
    await assert.rejects(read, /database is away/);
  });
});

async function write(delimiter: string, [header = [], ...rows]: readonly Row[]): Promise<Buffer> {
  const writer = csvWriter({ delimiter });
  const content = buffer(writer.content);
  await writer.beginSheet(
    'Customers',
    header.map((cell) => cell ?? ''),
  );
  for (const row of rows) await writer.write(row);
  await writer.end();
  return content;
}

const signs = ["'", '"', '=', '+', '-', '@', '\t', '\r', '\n', '\r\n', ',', ';', '|', ' ', '＝', '＋', '－', '＠'];
const starts = ['\ufeff', 'sep=', '<html', '{', '[', '%PDF-'];
const others = ['a', '0', 'é', 'न', '🙂', '\u00a0', '\u2028', '\x07', '\x80'];
const pieces = [...signs, ...starts, ...others];

const anyCell = fc.oneof(
  fc.constant(null),
  fc.string({
    maxLength: 6,
    unit: fc.constantFrom(...pieces),
  }),
  fc.string({ unit: 'binary', maxLength: 5 }).map((value) => value.replaceAll('\0', '')),
);

/** Ragged, below a header of two columns or more, as every failure file has; or of one column. */
const anyTable = fc.oneof(
  fc
    .tuple(
      fc.tuple(fc.string({ unit: fc.constantFrom(...pieces), minLength: 1, maxLength: 6 }), anyCell),
      fc.array(anyCell, { maxLength: 4 }),
      fc.array(fc.array(anyCell, { minLength: 1, maxLength: 7 }), { maxLength: 8 }),
    )
    .map(([first, more, rows]): Row[] => [[...first, ...more], ...rows]),
  fc.array(fc.tuple(anyCell), { minLength: 1, maxLength: 8 }),
);
