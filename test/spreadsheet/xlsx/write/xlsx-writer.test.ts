import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { xlsxWriter } from '../../../../src/spreadsheet/xlsx/write/xlsx-writer.ts';
import type { WrittenFile } from '../../../../src/spreadsheet/written-file.ts';
import { unzip } from '../../unzip.ts';

test('every value is a text cell, whatever it looks like', async () => {
  const parts = await partsOf(async (file) => {
    await file.beginSheet('Customers', ['account', 'amount']);
    await file.write(['=1+1', '00123']);
    await file.write([null, '12.50']);
    await file.write(['', 'true']);
  });
  assert.deepEqual(rowsOf(parts.get('xl/worksheets/sheet1.xml')), [
    cells(1, 2, ['A', 'account'], ['B', 'amount']),
    cells(2, 1, ['A', '=1+1'], ['B', '00123']),
    cells(3, 1, ['B', '12.50']),
    cells(4, 1, ['B', 'true']),
  ]);
});

test('the header is bold and stays in sight, and typed values stay texts', async () => {
  const parts = await partsOf(async (file) => {
    await file.beginSheet('Customers', ['a']);
    await file.write(['1']);
  });
  const sheet = parts.get('xl/worksheets/sheet1.xml') ?? '';
  assert.match(sheet, /<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"\/>/);
  assert.match(sheet, /<col min="1" max="1" width="8" style="1" customWidth="1"\/>/);
  assert.match(sheet, /<ignoredError sqref="A1:A2" numberStoredAsText="1"\/>/);
  const [, text, header] = [
    ...(parts.get('xl/styles.xml') ?? '').matchAll(/<xf numFmtId="(\d+)" fontId="(\d)"[^>]* xfId/g),
  ];
  assert.deepEqual([text?.[1], text?.[2], header?.[1], header?.[2]], ['49', '0', '49', '1']);
});

test('columns are as wide as what stands in them, within bounds', async () => {
  const parts = await partsOf(async (file) => {
    await file.beginSheet('Customers', ['a', 'legal name', 'error']);
    for (let row = 0; row < 150; row++) await file.write(['1', 'Ashoka Finance Private', 'x'.repeat(300)]);
  });
  const widths = [...(parts.get('xl/worksheets/sheet1.xml') ?? '').matchAll(/ width="(\d+)"/g)].map(
    ([, width]) => width,
  );
  assert.deepEqual(widths, ['8', '24', '60']);
});

test('a workbook has its sheets in the order in which they were begun, empty ones too', async () => {
  const parts = await partsOf(async (file) => {
    await file.beginSheet('Customers', ['a']);
    await file.write(['1']);
    await file.beginSheet('Contacts', ['b', 'c']);
  });
  assert.match(
    parts.get('xl/workbook.xml') ?? '',
    /<sheet name="Customers" sheetId="1" r:id="rId1"\/><sheet name="Contacts" sheetId="2" r:id="rId2"\/>/,
  );
  assert.deepEqual(rowsOf(parts.get('xl/worksheets/sheet2.xml')), [cells(1, 2, ['A', 'b'], ['B', 'c'])]);
  for (const [name] of parts) {
    const declared = parts.get('[Content_Types].xml')?.includes(`PartName="/${name}"`) ?? false;
    assert.equal(declared, /^xl\/(?!_rels)/.test(name), name);
  }
});

test('rows are numbered through, also where the widths are known', async () => {
  const parts = await partsOf(async (file) => {
    await file.beginSheet('Customers', ['a']);
    for (let row = 2; row <= 20_000; row++) await file.write([`value ${row}`]);
  });
  const rows = rowsOf(parts.get('xl/worksheets/sheet1.xml'));
  assert.equal(rows.length, 20_000);
  assert.deepEqual(rows[19_999], cells(20_000, 1, ['A', 'value 20000']));
  assert.ok(rows.slice(1).every((row, index) => row.startsWith(`<row r="${index + 2}">`)));
});

test('a sentence that is longer than a cell is cut', async () => {
  const parts = await partsOf(async (file) => {
    await file.beginSheet('Customers', ['error']);
    await file.write(['x'.repeat(32_768)]);
  });
  assert.match(parts.get('xl/worksheets/sheet1.xml') ?? '', /<t>x{32766}…<\/t>/);
});

test('a sheet takes no more rows than spreadsheet programs read', async () => {
  const file = xlsxWriter();
  const reading = drain(file.content);
  await file.beginSheet('Customers', []);
  for (let row = 2; row <= 1_048_576; row++) await file.write([]);
  await assert.rejects(file.write([]), /cannot hold more rows/);
  await file.end();
  await reading;
});

test('writing ends when the reader stops', async () => {
  const file = xlsxWriter();
  const reader = file.content[Symbol.asyncIterator]();
  const writing = (async () => {
    await file.beginSheet('Customers', ['a']);
    for (;;) await file.write(Array.from({ length: 100 }, () => crypto.randomUUID()));
  })();
  writing.catch(() => undefined);
  await reader.next();
  await reader.return?.();
  await assert.rejects(writing);
});

test('a reader learns that the writing has failed', async () => {
  const file = xlsxWriter();
  await file.beginSheet('Customers', ['a']);
  file.fail(new Error('the database is away'));
  await assert.rejects(buffer(file.content), /the database is away/);
});

test('rows without a sheet and workbooks without one are mistakes of the caller', async () => {
  await assert.rejects(xlsxWriter().write([]), /must be begun/);
  await assert.rejects(xlsxWriter().end(), /must have a sheet/);
});

async function partsOf(write: (file: WrittenFile) => Promise<void>): Promise<Map<string, string>> {
  const file = xlsxWriter();
  const [archive] = await Promise.all([buffer(file.content), write(file).then(() => file.end())]);
  return new Map(unzip(archive).map(({ name, content }) => [name, content]));
}

async function drain(content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of content);
}

function rowsOf(sheet = ''): string[] {
  return sheet.match(/<row.*?<\/row>/gs) ?? [];
}

function cells(row: number, style: number, ...texts: [column: string, text: string][]): string {
  const all = texts.map(
    ([column, text]) => `<c r="${column}${row}" s="${style}" t="inlineStr"><is><t>${text}</t></is></c>`,
  );
  return `<row r="${row}">${all.join('')}</row>`;
}
