import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, describe, test } from 'node:test';
import { openSpreadsheet } from '../../src/spreadsheet/open-spreadsheet.ts';
import { refusedWith } from './refused-with.ts';
import { spreadsheetFiles } from './spreadsheet-files.ts';

const files = await spreadsheetFiles();
after(() => files[Symbol.asyncDispose]());

const ole2 = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const toDo = 'Save the sheet as an Excel workbook (.xlsx) or as CSV.';

describe('opening a spreadsheet', () => {
  test('refuses what is neither a CSV nor a workbook, and says what it is', async () => {
    for (const [content, what] of [
      ['%PDF-1.7\n%âãÏÓ\n1 0 obj', 'a PDF document'],
      [Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'an image'],
      [Buffer.from('ffd8ffe000104a464946', 'hex'), 'an image'],
      ['GIF89a', 'an image'],
      [gzipSync('id,name\n1,Ann\n'), 'a compressed file'],
      [Buffer.from('7f454c460201010000', 'hex'), 'a program'],
      ['SQLite format 3\0', 'a database'],
      ['<!DOCTYPE html><html><body><table>', 'a web page'],
      ['\ufeff  <html xmlns:x="urn:schemas-microsoft-com:office:excel">', 'a web page'],
      ['<?xml version="1.0"?><Workbook/>', 'an XML document'],
      ['{\\rtf1\\ansi', 'a text document (RTF)'],
      ['[{"id":1}]', 'JSON'],
      ['{"id":1}', 'JSON'],
      [Buffer.from(Float64Array.from({ length: 200 }, Math.sqrt).buffer), 'a file of a kind that is not known here'],
      // Not UTF-16, though every second byte is zero.
      [
        Buffer.from(Uint16Array.from({ length: 200 }, (_, at) => at % 9).buffer),
        'a file of a kind that is not known here',
      ],
      [Buffer.from(Uint32Array.from(Buffer.from('id,name')).buffer), 'a file of a kind that is not known here'],
      [Buffer.alloc(1_000), 'a file of a kind that is not known here'],
    ] as const) {
      await refusedWith(files.read(content), `This is ${what}. ${toDo}`, 'unsupported_media_type');
    }
  });

  test('refuses the Excel of before 2007, and an encrypted workbook, which has the same shell', async () => {
    const shell = Buffer.concat([ole2, Buffer.alloc(300_000, 'Root Entry')]);
    await refusedWith(
      files.read(shell),
      `This is an old Excel file (.xls) or another old Office document. ${toDo}`,
      'unsupported_media_type',
    );
    const name = Buffer.from('EncryptedPackage', 'utf16le');
    // Across the border of two chunks, too.
    for (const at of [2_048, 262_144 - 7, 262_144 + 512]) {
      const encrypted = Buffer.from(shell);
      name.copy(encrypted, at);
      await refusedWith(
        files.read(encrypted),
        'This workbook is protected by a password. Open it in Excel, remove the password and save it again.',
      );
    }
  });

  test('refuses an empty file', async () => {
    for (const content of ['', '\ufeff', Buffer.from('\ufeff', 'utf16le')]) {
      await refusedWith(files.read(content), 'The file is empty.');
    }
  });

  test('takes any other text for a CSV', async () => {
    for (const content of [
      'id',
      '\n',
      '\ufeff\x07\x07\x07\x07\x07',
      'PK,name\n1,2\n',
      '%,x\n',
      'id\n[clear]\n',
      'a\x07b,\x1bc\n',
    ]) {
      assert.equal((await files.read(content)).format.type, 'csv', content);
    }
    const { format, progress } = await files.read('id;name\r\n');
    assert.deepEqual(format, { type: 'csv', encoding: 'utf-8', delimiter: ';', lineEnds: 'crlf', sheet: null });
    assert.deepEqual(progress, { done: 9, of: 9 });
  });

  test('stops when it is told to', async () => {
    const file = await files.store('id\n'.repeat(500_000));
    await assert.rejects(openSpreadsheet({ path: file }, AbortSignal.abort(new Error('cancelled'))), /cancelled/);
    const cancel = new AbortController();
    await using spreadsheet = await openSpreadsheet({ path: file }, cancel.signal);
    await assert.rejects(async () => {
      for await (const block of spreadsheet.rows(null)) {
        assert.ok(block.length > 0);
        cancel.abort(new Error('cancelled'));
      }
    }, /cancelled/);
    assert.ok(spreadsheet.progress.done < spreadsheet.progress.of);
  });

  test('hands out blocks of bounded size, and goes on only when the next is asked for', async () => {
    const file = await files.store(`id,note\n${`1,${'x'.repeat(5_000)}\n`.repeat(400)}`);
    await using spreadsheet = await openSpreadsheet({ path: file }, new AbortController().signal);
    let rows = 0;
    for await (const block of spreadsheet.rows(null)) {
      assert.ok(block.length <= 60, `${block.length}`);
      rows += block.length;
      assert.ok(spreadsheet.progress.done < rows * 5_003 + 600_000);
    }
    assert.equal(rows, 401);
  });
});
