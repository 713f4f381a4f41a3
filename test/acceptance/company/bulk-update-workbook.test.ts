import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import { startTestService, type TestService } from '../../service.ts';
import type { Tenant } from '../../tenant.ts';
import { sheetFiles, stylesOf, workbookFiles } from '../../spreadsheet/xlsx/read/raw-workbook.ts';
import { zipOf } from '../../spreadsheet/xlsx/read/zip-builder.ts';
import { addCustomers, customer, download, updated } from './company.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

const text = (content: string) => `<c t="inlineStr"><is><t>${content}</t></is></c>`;
const number = (digits: string, style = 0) => `<c s="${style}"><v>${digits}</v></c>`;
const row = (...cells: readonly string[]) => `<row>${cells.join('')}</row>`;
const header = (...names: readonly string[]) => row(...names.map(text));

/** A workbook with one sheet: its header, and a row each for as many new customers. */
async function sheet(names: readonly string[], rows: readonly (readonly string[])[], formats: readonly string[] = []) {
  const ids = await addCustomers(
    lender,
    rows.map(() => ({})),
  );
  const content = rows.map((cells, i) => row(text(ids[i] ?? ''), ...cells)).join('');
  const file = zipOf(sheetFiles(header('customerId', ...names) + content, { styles: stylesOf(...formats) }));
  const payload = await updated(lender, file, { fileName: 'june.xlsx' });
  return { ids, payload, stored: await Promise.all(ids.map((id) => customer(lender, id))) };
}

const codes = ({ payload }: Awaited<ReturnType<typeof sheet>>) => ({
  warned: payload.successRequests.map(({ warnings }) => warnings?.[0]?.code),
  failed: payload.failureRequests.map(({ errors }) => errors[0]?.code),
});

describe('POST /api/v0/customer/bulk/update', () => {
  test('an identifier that was typed as a number is read as its exact digits, and as shown with a zero-padding format', async () => {
    const read = await sheet(
      ['Account', 'PIN', 'Reference'],
      [
        [number('123456789012'), number('411001'), number('4.2E1')],
        [number('4567', 1), number('411002'), number('42', 2)],
      ],
      ['000000000000', '00000'],
    );
    assert.partialDeepStrictEqual(read.stored, [
      { accountNumber: '123456789012', pinCode: '411001', uniqueRefNo: '42' },
      { accountNumber: '000000004567', pinCode: '411002', uniqueRefNo: '00042' },
    ]);
    assert.equal(read.payload.warn_count, 0);
  });

  test('a number that Excel has rounded already fails', async () => {
    const read = await sheet(['Account'], [[number('1234567890123456')], [text('1.23457E+15')]]);
    assert.deepEqual(codes(read).failed, ['digits_lost', 'digits_lost']);
  });

  test('a phone that lost its + is mended with a warning, as a number and as a text alike', async () => {
    const read = await sheet(['Mobile'], [[number('919876543210')], [text('919876543210')], [number('9876543210')]]);
    assert.deepEqual(codes(read).warned, ['prefix_restored', 'prefix_restored', undefined]);
    assert.deepEqual(
      read.stored.map((one) => one['contactNumber']),
      ['+919876543210', '+919876543210', '9876543210'],
    );
  });

  test('a leading zero that the field’s length proves is restored with a warning', async () => {
    const read = await sheet(['State'], [[number('7')]]);
    assert.deepEqual([read.stored[0]?.['state'], codes(read).warned], ['Delhi', ['zero_restored']]);
  });

  test('an amount is rounded to 15 significant digits before its rule', async () => {
    const read = await sheet(
      ['Outstanding'],
      [[`<c><f>1.1*3</f><v>3.3000000000000003</v></c>`], [number('123456.77999999999')], [number('1.005')]],
    );
    assert.deepEqual(codes(read).failed, ['rule_broken']);
    assert.equal(read.payload.total_amount, 123_460.08);
  });

  test('a formula gives its cached value, and its error fails the row', async () => {
    const read = await sheet(
      ['Agent'],
      [['<c t="str"><f>A1</f><v>R. Rao</v></c>'], ['<c t="e"><f>VLOOKUP(1,A:A,1)</f><v>#N/A</v></c>']],
    );
    assert.equal(read.stored[0]?.['assignedAgent'], 'R. Rao');
    assert.deepEqual(codes(read).failed, ['excel_error']);
  });

  test('a date in a column of references fails: it is what Excel makes of 1-2', async () => {
    const read = await sheet(['Reference'], [[number('46054', 1)]], ['d-mmm']);
    assert.deepEqual(codes(read).failed, ['rule_broken']);
  });

  test('reads the sheet Customers, else the first whose header maps, and says which', async () => {
    const [id = ''] = await addCustomers(lender, [{}]);
    const rows = (pin: string) => header('customerId', 'PIN') + row(text(id), number(pin));
    const send = async (...sheets: readonly { name: string; rows: string }[]) =>
      updated(lender, zipOf(workbookFiles({ sheets })), { fileName: 'june.xlsx' });
    const notes = { name: 'Notes', rows: header('Dear all') };
    const first = await send(notes, { name: 'A', rows: rows('411001') }, { name: 'B', rows: rows('411002') });
    assert.deepEqual(first.format, { type: 'xlsx', encoding: null, delimiter: null, sheet: 'A' });
    const named = await send({ name: 'A', rows: rows('411001') }, { name: 'customers', rows: rows('411003') });
    assert.equal(named.format['sheet'], 'customers');
    assert.equal((await customer(lender, id))['pinCode'], '411003');
  });

  test('result files are workbooks, every cell of them a text, and can be sent again', async () => {
    const read = await sheet(
      ['Account', 'PIN', 'Name'],
      [
        [number('4567', 1), number('41'), text('=1+1')],
        [number('4568', 1), number('411001'), text('Asha')],
      ],
      ['000000000000'],
    );
    const { payload } = read;
    assert.deepEqual([payload.failure_file_name, payload.success_file_name], ['june-failed.xlsx', 'june-applied.xlsx']);
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load((await download(payload.failure_file_url)) as unknown as ExcelJS.Buffer);
    const [first] = workbook.worksheets;
    assert.ok(first);
    const values = [1, 2].map((n) => (first.getRow(n).values as unknown[]).slice(1));
    assert.deepEqual(values, [
      ['customerId', 'Account', 'PIN', 'Name', 'row', 'error'],
      [read.ids[0], '000000004567', '41', '=1+1', '2', 'PIN must be 6 digits, the first not 0; the cell holds "41".'],
    ]);
    first.getCell('C2').value = '411009';
    const mended = Buffer.from(await workbook.xlsx.writeBuffer());
    const again = await updated(lender, mended, { fileName: 'june-failed.xlsx' });
    assert.partialDeepStrictEqual(again, { total_count: 1, success_count: 1 });
    const [id = ''] = read.ids;
    assert.partialDeepStrictEqual(await customer(lender, id), { accountNumber: '000000004567', legalName: '=1+1' });
  });
});
