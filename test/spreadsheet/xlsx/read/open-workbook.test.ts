import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { openWorkbook } from '../../../../src/spreadsheet/xlsx/read/open-workbook.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';
import { escaped, sheetFiles, sheetXml, stylesOf, workbookFiles } from './raw-workbook.ts';
import { collect, readCells, readRows, withWorkbook } from './read-workbook.ts';
import { zipOf } from './zip-builder.ts';

const row = (value: string) => `<row r="1"><c r="A1" t="inlineStr"><is><t>${escaped(value)}</t></is></c></row>`;

describe('a workbook', () => {
  test('has its sheets in its own order, hidden ones too, without charts and macros', async () => {
    const files = workbookFiles({
      sheets: [
        { name: 'Notes', rows: row('first') },
        { name: 'Chart', kind: 'chartsheet', xml: '<chartsheet/>' },
        { name: 'A &amp; B', rows: row('second'), state: 'hidden' },
        { name: 'Macro', kind: 'http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet', xml: '<x/>' },
        { name: 'Customers', rows: row('third'), state: 'veryHidden' },
        { name: 'Dialog', kind: 'dialogsheet', xml: '<x/>' },
      ],
    });
    await withWorkbook(files, async (workbook) => {
      assert.equal(workbook.type, 'xlsx');
      assert.deepEqual(workbook.sheets, ['Notes', 'A & B', 'Customers']);
      for (const [name, value] of [
        ['Customers', 'third'],
        ['Notes', 'first'],
        ['A & B', 'second'],
      ]) {
        assert.deepEqual(await collect(workbook, name ?? ''), [{ row: 1, cells: [value] }]);
      }
      assert.deepEqual(await collect(workbook, null), [{ row: 1, cells: ['first'] }]);
      await assert.rejects(collect(workbook, 'customers'), /has no sheet customers/);
      const format = { type: 'xlsx', encoding: null, delimiter: null, lineEnds: null };
      assert.deepEqual(workbook.format('Customers'), { ...format, sheet: 'Customers' });
      assert.deepEqual(workbook.format(null), { ...format, sheet: 'Notes' });
    });
  });

  test('is read in any of the forms that its kind has', async () => {
    const cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46053</v></c>';
    const wanted = ['a', { type: 'date', iso: '2026-01-31' }];
    const parts = { sharedStrings: '<si><t>a</t></si>', styles: stylesOf(14) };
    const files = sheetFiles(`<row r="1">${cells}</row>`, parts);
    assert.deepEqual(await readCells(sheetFiles(`<row r="1">${cells}</row>`, { ...parts, isStrict: true })), wanted);
    for (const contentType of [
      'application/vnd.ms-excel.sheet.macroEnabled.main+xml',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml',
      'application/unheard-of',
    ]) {
      assert.deepEqual(await readCells(sheetFiles(`<row>${cells}</row>`, { ...parts, contentType })), wanted);
    }
    // Prefixes: all elements of the vocabulary have one.
    const prefixed = files.map((file) => ({
      ...file,
      content: /^xl\/[^_]*$/.test(file.name)
        ? String(file.content)
            .replaceAll(/<(\/?)(?=[a-zA-Z])/g, '<$1x:')
            .replace('xmlns="', 'xmlns:x="')
        : file.content,
    }));
    assert.match(String(prefixed.find(({ name }) => name.includes('sheet1'))?.content), /<x:row r="1"><x:c /);
    assert.deepEqual(await readCells(prefixed), wanted);
    // Written out in lines, and with what does not belong to it.
    const spaced = files.map((file) => ({ ...file, content: String(file.content).replaceAll('><', '>\r\n\t<') }));
    assert.deepEqual(await readCells(spaced), wanted);
    const extended = files.map((file) => ({
      ...file,
      content: String(file.content)
        .replace(
          '<sheetData>',
          '<mc:AlternateContent xmlns:mc="m"><sheetData><row r="9"><c><v>1</v></c></row></sheetData></mc:AlternateContent><sheetData>',
        )
        .replace('<row r="1">', '<row r="1"><y:c xmlns:y="urn:y"><y:v>8</y:v></y:c><extLst><c><v>9</v></c></extLst>'),
    }));
    assert.deepEqual(await readCells(extended), wanted);
  });

  test('may be written in UTF-16, or in UTF-8 with a mark', async () => {
    const xml = sheetXml(row('Ürümqi 😀'));
    for (const [encoding, bytes] of [
      ['UTF-16', Buffer.from(`\uFEFF<?xml version="1.0" encoding="UTF-16"?>${xml}`, 'utf16le')],
      ['UTF-16', Buffer.from(`\uFEFF<?xml version="1.0" encoding="UTF-16"?>${xml}`, 'utf16le').swap16()],
      ['UTF-16LE', Buffer.from(xml, 'utf16le')],
      ['UTF-8', Buffer.from(`\uFEFF<?xml version='1.0' encoding='utf-8'?>${xml}`)],
    ] as const) {
      assert.deepEqual(await readCells(workbookFiles({ sheets: [{ xml: bytes }] })), ['Ürümqi 😀'], encoding);
    }
  });

  test('has its parts wherever it says that they are', async () => {
    const sheet = (target: string, part: string) => workbookFiles({ sheets: [{ target, part, rows: row('here') }] });
    for (const [target, part] of [
      ['/xl/worksheets/sheet1.xml', 'xl/worksheets/sheet1.xml'],
      ['/elsewhere/s.xml', 'elsewhere/s.xml'],
      ['../s.xml', 's.xml'],
      ['./worksheets/../s.xml', 'xl/s.xml'],
      ['Worksheets/SHEET1.xml', 'xl/worksheets/sheet1.xml'],
      ['my%20sheet.xml', 'xl/my sheet.xml'],
      ['my%20sheet.xml', 'xl/my%20sheet.xml'],
      ['worksheets\\sheet1.xml', 'xl\\worksheets\\sheet1.xml'],
    ]) {
      assert.deepEqual(await readCells(sheet(target ?? '', part ?? '')), ['here'], target);
    }
  });

  test('without shared texts and styles is read as well', async () => {
    assert.deepEqual(await readCells(sheetFiles('<row><c s="7"><v>1</v></c></row>')), [
      { type: 'number', digits: '1' },
    ]);
  });

  test('may be stored without compression, be a zip64, have a comment, and other files beside its own', async () => {
    const files = [...sheetFiles(row('a')), { name: 'xl/media/image1.png', content: Buffer.alloc(9), flags: 0 }];
    assert.deepEqual(await readCells(zipOf(files, { comment: 'PK\x05\x06 is no end, and here is none' })), ['a']);
    assert.deepEqual(await readCells(zipOf(files.map((file) => ({ ...file, method: 0 })))), ['a']);
    assert.deepEqual(
      await readCells(
        zipOf(
          files.map((file) => ({ ...file, isZip64: true })),
          { isZip64: true },
        ),
      ),
      ['a'],
    );
  });
});

describe('reading', () => {
  const many = sheetFiles('<row><c t="s"><v>0</v></c><c><v>1234567</v></c></row>'.repeat(20_000), {
    sharedStrings: '<si><t>a</t></si>',
  });
  // Entries of one size each, so that their ratio stays below what is refused.
  const limits = { inflationRatioMax: 1_000 };

  test('can be repeated, and tells how far it is in bytes of the file', async () => {
    await withWorkbook(
      many,
      async (workbook) => {
        const { of } = workbook.progress;
        assert.ok(workbook.progress.done < of);
        for (let time = 0; time < 2; time += 1) {
          const rows = await collect(workbook, null);
          assert.equal(rows.length, 20_000);
          assert.deepEqual(rows.at(-1), { row: 20_000, cells: ['a', { type: 'number', digits: '1234567' }] });
          assert.deepEqual(workbook.progress, { done: of, of });
        }
      },
      { limits },
    );
  });

  test('finds the same wherever a piece of the file ends', async () => {
    const sharedStrings = Array.from(
      { length: 5_000 },
      (_, at) => `<si><t>${'é'.repeat(at % 3)}text ${at}</t></si>`,
    ).join('');
    const rows = Array.from({ length: 5_000 }, (_, at) => {
      const inline = `<c r="C${at + 1}" t="inlineStr"><is><t>₹ ${at} &amp; more</t></is></c>`;
      return `<row r="${at + 1}"><c r="A${at + 1}" t="s"><v>${at}</v></c><c r="B${at + 1}"><v>${at}.25</v></c>${inline}</row>`;
    });
    const found = await readRows(sheetFiles(rows.join(''), { sharedStrings }));
    assert.equal(found.length, 5_000);
    for (const [at, row] of found.entries()) {
      const cells = [`${'é'.repeat(at % 3)}text ${at}`, { type: 'number', digits: `${at}.25` }, `₹ ${at} & more`];
      assert.deepEqual(row, { row: at + 1, cells });
    }
  });

  test('a second time does not count twice against the limit', async () => {
    const inflatedBytesMax = many.reduce((sum, { content }) => sum + content.length, 0);
    await withWorkbook(
      many,
      async (workbook) => {
        await collect(workbook, null);
        assert.equal((await collect(workbook, null)).length, 20_000);
      },
      { limits: { ...limits, inflatedBytesMax } },
    );
  });

  test('can be left after the first rows', async () => {
    await withWorkbook(
      many,
      async (workbook) => {
        for await (const block of workbook.rows(null)) {
          assert.equal(block[0]?.row, 1);
          break;
        }
        assert.equal((await collect(workbook, null)).length, 20_000);
      },
      { limits },
    );
  });

  test('ends when it is told to', async () => {
    const told = new AbortController();
    const reason = new Error('enough');
    await withWorkbook(
      many,
      async (workbook) => {
        let blocks = 0;
        const reading = async () => {
          for await (const _ of workbook.rows(null)) {
            blocks += 1;
            told.abort(reason);
          }
        };
        await assert.rejects(reading(), reason);
        assert.equal(blocks, 1);
      },
      { signal: told.signal, limits },
    );
    await assert.rejects(readRows(many, { signal: told.signal, limits }), reason);
  });

  test(
    'leaves no file open, neither at its end nor when it is refused',
    { skip: process.platform !== 'linux' },
    async () => {
      await using directory = await temporaryDirectory();
      const file = path.join(directory.path, 'file');
      const signal = new AbortController().signal;
      const open = async () => (await readdir('/proc/self/fd')).length;
      await writeFile(file, zipOf(many));
      const before = await open();
      for (let time = 0; time < 20; time += 1) {
        await using workbook = await openWorkbook({ path: file }, { signal, limits });
        for await (const _ of workbook.rows(null)) break;
      }
      for (const refused of [zipOf(sheetFiles('').slice(2)), zipOf(many).subarray(0, -1)]) {
        await writeFile(file, refused);
        for (let time = 0; time < 20; time += 1) await assert.rejects(openWorkbook({ path: file }, { signal }));
      }
      await rm(file);
      await assert.rejects(openWorkbook({ path: file }, { signal }), { code: 'ENOENT' });
      assert.ok((await open()) <= before + 2);
    },
  );
});
