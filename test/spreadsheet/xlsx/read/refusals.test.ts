import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sheetFiles, sheetXml, workbookFiles } from './raw-workbook.ts';
import { readCells, refused } from './read-workbook.ts';
import { type ZipFile, zipOf } from './zip-builder.ts';

const rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>';
const sharedStrings = '<si><t>a</t></si>';
const good = sheetFiles(rows, { sharedStrings });
const sheetName = 'xl/worksheets/sheet1.xml';

/** The good workbook with one file changed. */
const changed = (name: string, change: Partial<ZipFile> & object) =>
  good.map((file) => (file.name === name ? { ...file, ...change } : file));

test('the workbook that the others differ from is read', async () => {
  assert.deepEqual(await readCells(good), ['a']);
});

describe('a file of another kind is refused, with what it is', () => {
  const other = { code: 'unsupported_media_type' } as const;
  const asType = (contentType: string) => sheetFiles(rows, { sharedStrings, contentType });

  test('a binary workbook', async () => {
    const type = 'application/vnd.ms-excel.sheet.binary.macroEnabled.main';
    await refused(
      asType(type),
      /^The file is a binary Excel workbook \(\.xlsb\)\. Save it as an Excel workbook/,
      other,
    );
  });

  test('another Office document', async () => {
    const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
    await refused(asType(word), /^The file is a Word document\./, other);
    const slides = 'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml';
    await refused(asType(slides), /^The file is a PowerPoint presentation\./, other);
    await refused(asType('application/vnd.ms-visio.drawing.main+xml'), /^The file is a Visio drawing\./, other);
  });

  test('OpenDocument and Numbers', async () => {
    const ods = [
      { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', method: 0 },
      { name: 'content.xml', content: '<x/>' },
    ];
    await refused(ods, /^The file is an OpenDocument file \(\.ods\)\./, other);
    await refused([{ name: 'Index/Document.iwa', content: 'x' }], /Apple Numbers/, other);
  });

  test('a zip that holds a spreadsheet, or anything else', async () => {
    const nested = [{ name: 'July/customers.xlsx', content: zipOf(good) }];
    await refused(
      nested,
      /^The file is a zip archive that holds "July\/customers\.xlsx"\. Unpack it, and upload that file\.$/,
      other,
    );
    await refused([{ name: 'a.zip', content: zipOf(nested) }], /holds "a\.zip"/, other);
    await refused([{ name: 'photo.jpg', content: 'x' }], /^The file is a zip archive that is no workbook\./, other);
    await refused(zipOf([]), /a zip archive that is no workbook/, other);
    await refused(
      good.filter(({ name }) => name !== '_rels/.rels'),
      /a zip archive that is no workbook/,
      other,
    );
  });
});

describe('a workbook that lacks something is refused', () => {
  test('a part', async () => {
    for (const name of ['xl/workbook.xml', sheetName, 'xl/sharedStrings.xml', 'xl/_rels/workbook.xml.rels']) {
      await refused(
        good.filter((file) => file.name !== name),
        /^The workbook is damaged \(.* is missing\)\. Open it in/,
      );
    }
    const external = sheetFiles(rows, { parts: { 'xl/_rels/workbook.xml.rels': null } });
    await refused(external, /the sheet "Sheet1" is missing/);
  });

  test('sheets with cells', async () => {
    await refused(workbookFiles({ sheets: [] }), /it has no sheet with cells/);
    await refused(workbookFiles({ sheets: [{ kind: 'chartsheet', xml: '<x/>' }] }), /it has no sheet with cells/);
    await refused(workbookFiles({ sheets: [{ name: 'A' }, { name: 'a' }] }), /two of its sheets have the same name/);
  });

  test('a part of the kind that it should be', async () => {
    for (const name of ['xl/workbook.xml', sheetName, 'xl/sharedStrings.xml', '_rels/.rels', '[Content_Types].xml']) {
      await refused(changed(name, { content: '<other/>' }), /^The workbook is damaged \(".*": it is no \w+\)/);
    }
  });
});

describe('what points out of the workbook is refused', () => {
  test('a target', async () => {
    for (const target of ['../../etc/passwd', '/../x', '../..']) {
      await refused(workbookFiles({ sheets: [{ target }] }), /it names a file ".*" outside itself/);
    }
    const external = good.map((file) => ({
      ...file,
      content: String(file.content).replace('Target="worksheets', 'TargetMode="External" Target="file:///worksheets'),
    }));
    await refused(external, /the sheet "Sheet1" is missing/);
  });

  test('the name of a file', async () => {
    for (const name of [
      '../evil',
      'xl/../../evil',
      '/etc/passwd',
      'C:\\evil',
      '\\\\host\\share',
      'a/..\\..\\b',
      'a\0b',
    ]) {
      await refused(
        [...good, { name, content: 'x' }],
        /^The workbook is damaged \(it names a file ".*" outside itself\)/,
      );
    }
  });
});

describe('a document type declaration is refused in every part that is read', () => {
  const attacks = [
    '<!DOCTYPE x>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    '<!-- first --><!DOCTYPE x SYSTEM "http://example.com/x.dtd">',
  ];
  for (const { name, content } of sheetFiles(rows, { sharedStrings, styles: '<cellXfs><xf/></cellXfs>' })) {
    test(name, async () => {
      for (const attack of attacks) {
        const xml = String(content).replace(/^(<\?xml.*?\?>)?/, `$1${attack}`);
        const files = sheetFiles(rows, { sharedStrings, styles: '', parts: { [name]: xml } });
        await refused(files, /^The workbook is refused: ".*" in it has a document type declaration\./);
      }
    });
  }

  test('nor are entities of any other kind known', async () => {
    for (const reference of [
      '&e;',
      '&nbsp;',
      '&#0;',
      '&#xD800;',
      '&#x110000;',
      '&#xFFFF;',
      '&;',
      '& ',
      '&#x;',
      '&amp',
      '&#99999999999;',
    ]) {
      const text = `<row><c t="inlineStr"><is><t>${reference}</t></is></c></row>`;
      await refused(sheetFiles(text), /a reference \(&…;\) stands for nothing/);
    }
  });
});

describe('an encrypted entry is refused', () => {
  test('that is read', async () => {
    for (const flags of [0x1, 0x41]) {
      await refused(
        changed(sheetName, { flags }),
        /^The workbook is encrypted\. Remove its password, and upload that file\.$/,
      );
    }
    await refused(changed(sheetName, { flags: 0x2000 }), /^The workbook is encrypted\./);
  });
});

describe('a zip that is not what it says is refused', () => {
  test('cut off anywhere', async () => {
    const whole = zipOf(good);
    for (let length = 0; length < whole.length; length += length < whole.length - 40 ? 29 : 1) {
      await refused(
        whole.subarray(0, length),
        /^The workbook is not whole: its end is missing\. Upload it again, from the original\.$/,
      );
    }
  });

  test('with other bytes than its checksums say', async () => {
    const sentence = /^The workbook is damaged \("xl\/worksheets\/sheet1\.xml" is not what its checksum says\)/;
    await refused(changed(sheetName, { says: { crc: 1 } }), sentence);
    const inflatedBytes = sheetXml(rows).length;
    await refused(changed(sheetName, { says: { inflatedBytes: inflatedBytes + 1 } }), sentence);
    await refused(changed(sheetName, { says: { inflatedBytes: inflatedBytes - 1 } }), /is longer than it says/);
    await refused(changed(sheetName, { says: { compressedBytes: 20 } }), /cannot be unpacked/);
    await refused(changed(sheetName, { content: 'x'.repeat(300), method: 8, says: {} }), /breaks off|text outside/);
    await refused(changed(sheetName, { method: 0, says: { inflatedBytes: 1 } }), /longer than it says/);
  });

  test('packed in a way that workbooks do not have', async () => {
    for (const method of [1, 9, 12, 14, 93])
      await refused(changed(sheetName, { method }), /packed in a way that workbooks do not/);
  });

  test('with files that overlap, that stand twice, or that are elsewhere', async () => {
    await refused(changed(sheetName, { says: { offset: 0 } }), /its files overlap/);
    await refused(changed(sheetName, { says: { compressedBytes: 5_000_000 } }), /its files overlap/);
    await refused(changed(sheetName, { says: { offset: 10_000_000 } }), /its files overlap/);
    await refused(changed(sheetName, { says: { localExtraBytes: 60 } }), /its files overlap/);
    await refused([...good, { name: 'XL/workbook.xml', content: 'x' }], /it has two files named "xl\/workbook\.xml"/i);
    await refused(
      changed(sheetName, { says: { localName: 'xl/worksheets/sheet9.xml' } }),
      /is not where its table of contents says/,
    );
  });

  test('with another number of files than it has', async () => {
    const count = good.length;
    await refused(zipOf(good, { entries: count - 1 }), /says another number of files/);
    await refused(zipOf(good, { entries: count + 1 }), /its table of contents is broken/);
    await refused(zipOf(good, { entries: 0 }), /says another number of files/);
  });

  test('with numbers that no file has', async () => {
    const zip64 = zipOf(
      good.map((file) => ({ ...file, isZip64: true })),
      { isZip64: true },
    );
    const locator = zip64.lastIndexOf(Buffer.from('PK\x06\x07'));
    const end64 = zip64.lastIndexOf(Buffer.from('PK\x06\x06'));
    const field = zip64.lastIndexOf(Buffer.from([1, 0, 24, 0]));
    for (const place of [locator + 8, end64 + 32, end64 + 40, end64 + 48, field + 4, field + 12, field + 20]) {
      for (const value of [2n ** 64n - 1n, 2n ** 63n, 2n ** 53n - 1n, 2n ** 40n]) {
        const evil = Buffer.from(zip64);
        evil.writeBigUInt64LE(value, place);
        await refused(evil, /^The workbook (?:is damaged|is not whole|holds more than 1,000 files)/);
      }
    }
    const disagrees = Buffer.from(zip64);
    disagrees.writeUInt16LE(3, zip64.length - 22 + 10);
    await refused(disagrees, /its two tables of contents differ/);
    const several = zipOf(good);
    several.writeUInt16LE(1, several.length - 22 + 4);
    await refused(several, /it is one part of several/);
  });
});

describe('a workbook that swells too far is refused while it is inflated', () => {
  test('of more than 2 GB in all', async () => {
    const bytes = good.reduce((sum, { content }) => sum + content.length, 0);
    assert.deepEqual(await readCells(good, { limits: { inflatedBytesMax: bytes } }), ['a']);
    const sentence = /^The workbook unpacks to more than .* Split it, or upload it as CSV\.$/;
    await refused(good, sentence, { limits: { inflatedBytesMax: bytes - 1 } });
    // Whatever its headers say: they are not what is counted.
    await refused(changed(sheetName, { says: { inflatedBytes: 1 } }), sentence, {
      limits: { inflatedBytesMax: bytes - 10 },
    });
  });

  test('of more than 1,000 files', async () => {
    const more = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `media/${at}`, content: '' }));
    assert.deepEqual(await readCells([...good, ...more(1_000 - good.length)]), ['a']);
    await refused([...good, ...more(1_001 - good.length)], /^The workbook holds more than 1,000 files\. Upload/);
  });

  test('of an entry that is hardly more than nothing', async () => {
    const bomb = changed(sheetName, { content: sheetXml(`<!--${' '.repeat(20 * 2 ** 20)}-->`) });
    await refused(bomb, /^The workbook is refused: ".*sheet1\.xml" in it unpacks to more than 250 times its size\./);
    const small = changed(sheetName, { content: sheetXml(`${rows}<!--${' '.repeat(3 * 2 ** 20)}-->`) });
    assert.deepEqual(await readCells(small), ['a']);
  });

  test('of a part that is held', async () => {
    await refused(good, /^"\[Content_Types\]\.xml" in the workbook unpacks to more than 100 bytes\./, {
      limits: { partBytesMax: 100 },
    });
    const texts = sheetFiles(rows, { sharedStrings: '<si><t>&lt;a</t></si><si><t>b</t></si>'.repeat(70_000) });
    const sharedTextBytesMax = 2 ** 20;
    await refused(texts, /^The texts of the workbook take more than 1 MB\. Split it, or upload it as CSV\.$/, {
      limits: { sharedTextBytesMax },
    });
  });

  test('of styles', async () => {
    const xfs = (count: number) => `<cellXfs>${'<xf/>'.repeat(count)}</cellXfs>`;
    assert.deepEqual(await readCells(sheetFiles(rows, { sharedStrings, styles: xfs(65_536) })), ['a']);
    await refused(sheetFiles(rows, { sharedStrings, styles: xfs(65_537) }), /more styles than a workbook can have/);
    const format = `<numFmts><numFmt numFmtId="200" formatCode="${'0'.repeat(256)}"/></numFmts>`;
    await refused(sheetFiles(rows, { sharedStrings, styles: format }), /a number format is longer than one can be/);
  });
});
