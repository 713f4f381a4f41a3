import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { multipart } from '../../http/upload/multipart.ts';
import { startTestService, type TestService } from '../../service.ts';
import type { Tenant } from '../../tenant.ts';
import { sheetFiles, workbookFiles } from '../../spreadsheet/xlsx/read/raw-workbook.ts';
import { zipOf } from '../../spreadsheet/xlsx/read/zip-builder.ts';
import { until } from '../hold-customers.ts';
import {
  addCustomers,
  assertRefused,
  csv,
  customer,
  type Envelope,
  type File,
  filesIn,
  sendUpdate,
  updated,
} from './company.ts';

let service: TestService;
let lender: Tenant;
let id: string;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  [id = ''] = await addCustomers(lender, [{}]);
});
after(() => service[Symbol.asyncDispose]());

/** Every sentence ends by saying what to do. */
async function refuses(file: File, says: RegExp, { status = 422, fileName = 'june.csv' } = {}) {
  const answer = await sendUpdate(lender, file, { fileName });
  const error = assertRefused(answer, { status, type: 'UNPROCESSABLE_REQUEST', says });
  assert.match(error.errorMessage, /\.$/);
  return error.apiSubErrors;
}

const good = () => csv(['customerId', 'pinCode'], [id, '411001']);
const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const rows = () => `<row>${cell('customerId')}${cell('pinCode')}</row><row>${cell(id)}${cell('411001')}</row>`;
const workbook = () => zipOf(sheetFiles(rows()));
const xlsx = { fileName: 'june.xlsx' };

describe('POST /api/v0/customer/bulk/update', () => {
  test('an empty file, a file of blank lines, a header without rows', async () => {
    await refuses('', /^The file is empty/);
    await refuses('\r\n\n  \n,,\n', /^The file is empty\. Its first row must be a header/);
    await refuses('customerId,pinCode\r\n\r\n', /^The file has a header and no rows below it\./);
    await refuses(zipOf(sheetFiles('')), /no sheet with rows|is empty/, xlsx);
    await refuses(
      zipOf(sheetFiles(rows().split('</row>')[0] + '</row>')),
      /^Sheet Sheet1 has a header and no rows/,
      xlsx,
    );
  });

  test('no column that names the customer', async () => {
    const places = await refuses(csv(['Name', 'PIN'], ['Asha', '411001']), /needs a column that names the customer/);
    assert.equal(places.length, 1);
    await refuses(`${id},411001\r\n`.repeat(3), /needs a column that names the customer.*Its header row has: KC/);
  });

  test('two columns for one field: both are named', async () => {
    const file = csv(['customerId', 'Mobile', 'PIN', 'Phone'], [id, '9876543210', '', '']);
    await refuses(file, /Several columns mean contactNumber: Mobile \(column B\), Phone \(column D\)\./);
    const two = csv(['customerId', 'Mobile', 'Phone', 'PIN', 'Zip'], [id, '', '', '', '']);
    assert.equal((await refuses(two, /^The header cannot be read: /)).length, 2);
  });

  test('201 columns', async () => {
    const header = ['customerId', ...Array.from({ length: 200 }, (_, i) => `c${i}`)];
    await refuses(csv(header, [id]), /200 columns/);
    const filled = `<row>${header.map(cell).join('')}</row>`;
    await refuses(zipOf(sheetFiles(filled)), /200 columns/, xlsx);
  });

  test('more rows than a sheet has below its header', async () => {
    const places = await refuses(
      `customerId\n${'K\n'.repeat(1_048_576)}`,
      /more than 1,048,575 rows below its header\. Split it\./,
    );
    assert.equal(places.length, 1);
  });

  test('a line that does not end', async () => {
    await refuses(`customerId,address\n${'x'.repeat(20_000_000)}`, /Row 2.*more than|Row 2 is longer/);
    await refuses(`customerId,address\n${'x,'.repeat(3_000)}`, /Row 2 has more than 200 columns/);
  });

  test('text after a closing quote, and a quote that is not closed: with their line', async () => {
    const places = await refuses(
      `customerId,address\n${id},"12" MG Road\n`,
      /^In line 2, text follows the closing quote/,
    );
    assert.partialDeepStrictEqual(places, [{ column: 'B' }]);
    await refuses(
      `customerId,address\n${id},ok\n${id},"12 MG Road\n${'x\n'.repeat(50_000)}`,
      /opens column 2 in line 3 is not closed/,
    );
    await refuses(`customerId,address\n${id},"12 MG Road`, /line 2/);
  });

  test('NUL characters', async () => {
    const places = await refuses(
      `customerId,address\n${id},ok\n${id},a\0b\n`,
      /^Row 3, column 2 holds a NUL character/,
    );
    assert.partialDeepStrictEqual(places, [{ row: 3, column: 'B' }]);
  });

  test('bytes that are no text in any encoding', async () => {
    const broken = Buffer.concat([Buffer.from(`customerId,legalName\n${id},आशा\n${id},x`), Buffer.from([0xff, 0x0a])]);
    await refuses(broken, /UTF-8 but for some characters, the first of them in line 3/);
    await refuses(
      Buffer.from(`\uFEFFcustomerId,PIN\n${id},411001\n`, 'utf16le').subarray(0, -1),
      /UTF-16, and cut off/,
    );
  });

  test('other kinds of files, whatever they are called', async () => {
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4_096)]);
    await refuses(ole, /Excel|workbook/, { status: 415, fileName: 'june.xlsx' });
    await refuses(Buffer.from('%PDF-1.7\n'), /PDF/, { status: 415 });
    await refuses('<!doctype html><table><tr><td>customerId</td></tr></table>', /web page/, { status: 415 });
    await refuses('{"customerId":"KC"}', /JSON/, { status: 415 });
    await refuses(zipOf([{ name: 'a.txt', content: 'x' }]), /zip|workbook/i, { status: 415, fileName: 'june.xlsx' });
    await refuses(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), /picture|PNG|image/i, {
      status: 415,
    });
    const ods = { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', method: 0 };
    await refuses(zipOf([ods, { name: 'content.xml', content: '<x/>' }]), /OpenDocument|ods/i, { status: 415 });
  });

  test('a workbook that is cut off: nothing is applied', async () => {
    const whole = workbook();
    for (const bytes of [whole.length - 1, whole.length - 22, Math.floor(whole.length / 2), 30]) {
      await refuses(whole.subarray(0, bytes), /not whole|damaged/, xlsx);
    }
    const stored = sheetFiles(rows()).map((file) =>
      file.name.endsWith('sheet1.xml') ? { ...file, says: { crc: 1 } } : file,
    );
    await refuses(zipOf(stored), /damaged/, xlsx);
  });

  test('a zip bomb, nested zips, a document type declaration', async () => {
    const bomb = sheetFiles(`${rows()}<!--${' '.repeat(60_000_000)}-->`);
    await refuses(zipOf(bomb), /unpacks to more than/, xlsx);
    await refuses(
      zipOf(sheetFiles(`${rows()}<row>${cell('x'.repeat(32_768))}</row>`)),
      /more than 32,767 characters/,
      xlsx,
    );
    await refuses(zipOf([{ name: 'june.xlsx', content: workbook() }]), /zip|workbook/i, { status: 415 });
    const entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
    const sheet = {
      xml: `<?xml version="1.0"?>${entity}<worksheet><sheetData><row><c t="str"><v>&e;</v></c></row></sheetData></worksheet>`,
    };
    await refuses(zipOf(workbookFiles({ sheets: [sheet] })), /document type declaration/, xlsx);
    const many = Array.from({ length: 1_001 }, (_, i) => ({ name: `x${i}`, content: '' }));
    await refuses(zipOf([...sheetFiles(rows()), ...many]), /more than 1,000 files/, xlsx);
  });

  test('a workbook of another sheet alone', async () => {
    await refuses(
      zipOf(workbookFiles({ sheets: [{ name: 'Notes', rows: `<row>${cell('Dear all')}</row>` }] })),
      /^Sheet Notes: /,
      xlsx,
    );
  });

  test('a body without a declared length is read like any other', async () => {
    const response = await fetch(new URL('/api/v0/customer/bulk/update', service.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${lender.token}`, 'content-type': 'multipart/form-data; boundary=b0undary' },
      body: new Blob([
        Uint8Array.from(multipart([{ name: 'file', fileName: 'a.csv', content: csv(['customerId'], ['KC0']) }])),
      ]).stream(),
      duplex: 'half',
    });
    const { payload } = (await response.json()) as Envelope;
    assert.deepEqual([response.status, payload.failure_count], [200, 1]);
  });

  test('an upload that its client broke off: nothing is applied, and nothing is left', async () => {
    const body = multipart([{ name: 'file', fileName: 'a.csv', content: good().padEnd(5_000_000, '\n') }]);
    const request = httpRequest(new URL('/api/v0/customer/bulk/update', service.url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${lender.token}`,
        'content-type': 'multipart/form-data; boundary=b0undary',
        'content-length': body.length,
      },
    });
    request.on('error', () => undefined);
    request.write(body.subarray(0, 3_000_000));
    await until('it has begun', async () => (await filesIn(service)).length > 0);
    request.destroy();
    await until('nothing is left', async () => (await filesIn(service)).length === 0);
  });

  test('after all this the customer is as he was, no file is left, and a good one is applied', async () => {
    assert.equal((await customer(lender, id))['version'], 1);
    assert.deepEqual(await filesIn(service), []);
    const { rows: left } = await service.database.query<{ count: number }>('select count(*) as count from spool_cells');
    assert.equal(left[0]?.count, 1, 'of the file without a length');
    assert.equal((await updated(lender, good())).success_count, 1);
    assert.equal((await updated(lender, workbook(), xlsx)).success_count, 1);
    assert.deepEqual(await filesIn(service), []);
  });
});
