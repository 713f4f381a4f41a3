import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Cell } from '../../src/fields/cell.ts';
import { openSpreadsheet } from '../../src/spreadsheet/open-spreadsheet.ts';
import { resultFile } from '../../src/spreadsheet/result-file.ts';
import type { FileFormat } from '../../src/uploads/ports.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

/** Rich in what a reader, or a spreadsheet program, could take for something else than a value. */
const signs = [
  "'",
  '"',
  '""',
  '=',
  '+',
  '-',
  '@',
  '＝',
  '\t',
  '\r',
  '\n',
  '\r\n',
  ',',
  ';',
  '|',
  ' ',
  '_x0041_',
  '_x0041',
];
const words = ['[clear]', '#N/A', '00123', '1,23,456.78', '<b>', '&amp;', ']]>', 'sep=', '{', '[', '<html>'];
const letters = ['\uFEFF', '😀', 'é', 'ज्', '\u0007', '\u0085'];
const dangerous = fc
  .array(fc.constantFrom(...signs, ...words, ...letters), { maxLength: 6 })
  .map((chosen) => chosen.join(''));

/** Texts as they can have been read: well formed, and without NUL, which no reader lets through. */
const value = fc.oneof(
  fc.constant(null),
  fc.string(),
  dangerous,
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\0')),
);

const table = fc.integer({ min: 1, max: 8 }).chain((columns) =>
  fc.record({
    header: fc.array(fc.oneof(fc.string({ minLength: 1 }), dangerous), { minLength: columns, maxLength: columns }),
    rows: fc.array(
      fc.record({
        cells: fc.array(value, { minLength: columns, maxLength: columns }),
        surplus: fc.array(value, { maxLength: 2 }),
      }),
    ),
  }),
);

const formats: readonly FileFormat[] = [
  ...[',', ';', '\t', '|'].map((delimiter) => format('csv', delimiter)),
  format('xlsx', null),
];

for (const format of formats) {
  const name = [format.type, format.delimiter].filter((part) => part !== null).join(' ');
  test(`any table is the same after it was written as a failure file and read again: ${JSON.stringify(name)}`, async () => {
    await using directory = await temporaryDirectory();
    const file = path.join(directory.path, 'failed');
    await fc.assert(
      fc.asyncProperty(table, async ({ header, rows }) => {
        // As failed rows are written: the upload's columns, row and error, and what a ragged row has beyond its header.
        const written = [
          [...header, 'row', 'error'],
          ...rows.map(({ cells, surplus }, index) => [
            ...cells,
            `${index + 2}`,
            'pinCode: must be 6 digits',
            ...surplus,
          ]),
        ];
        await write(file, format, written);
        assert.deepEqual(await read(file), written.map(withoutEmptyEnd));
      }),
      { numRuns: format.type === 'xlsx' ? 100 : 200 },
    );
  });
}

test('a table that is longer than what is held at once is the same after a round trip', async () => {
  await using directory = await temporaryDirectory();
  const file = path.join(directory.path, 'failed');
  const [values = []] = fc.sample(fc.array(value, { minLength: 997, maxLength: 997 }), { numRuns: 1, seed: 7 });
  const rows = Array.from({ length: 20_000 }, (_, row) => [
    ...Array.from({ length: 6 }, (_, column) => values[(row * 7 + column) % values.length] ?? null),
    `${row + 2}`,
    'pinCode: must be 6 digits',
  ]);
  const written = [['a', 'b', 'c', 'd', 'e', 'f', 'row', 'error'], ...rows];
  for (const format of formats) {
    await write(file, format, written);
    assert.deepEqual(await read(file), written.map(withoutEmptyEnd));
  }
});

function format(type: FileFormat['type'], delimiter: string | null): FileFormat {
  return { type, encoding: null, delimiter, lineEnds: null, sheet: null };
}

async function write(file: string, format: FileFormat, [header = [], ...rows]: (string | null)[][]): Promise<void> {
  const result = resultFile(format);
  const stored = pipeline(result.content, createWriteStream(file));
  await result.beginSheet('Customers', header.map(String));
  for (const row of rows) await result.write(row);
  await result.end();
  await stored;
}

async function read(file: string): Promise<Cell[][]> {
  await using spreadsheet = await openSpreadsheet({ path: file }, AbortSignal.timeout(30_000));
  const rows: Cell[][] = [];
  for await (const block of spreadsheet.rows(spreadsheet.sheets[0] ?? null)) {
    rows.push(...block.map(({ cells }) => withoutEmptyEnd(cells)));
  }
  return rows;
}

/** An empty text and an empty cell are the same, and a row ends with its last value. */
function withoutEmptyEnd(cells: readonly Cell[]): Cell[] {
  const values = cells.map((cell) => (cell === '' ? null : cell));
  return values.slice(0, values.findLastIndex((cell) => cell !== null) + 1);
}
