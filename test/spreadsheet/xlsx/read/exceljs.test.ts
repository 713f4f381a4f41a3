import assert from 'node:assert/strict';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { readRows, withWorkbook } from './read-workbook.ts';

/** Workbooks as a program of others writes them. */
async function written(fill: (workbook: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  fill(workbook);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

test('a workbook of another program is read as it was filled', async () => {
  const file = await written((workbook) => {
    workbook.addWorksheet('Notes').getCell('A1').value = 'nothing here';
    const sheet = workbook.addWorksheet('Customers', { state: 'hidden' });
    sheet.addRow(['name', 'account', 'amount', 'due', 'paid', 'note']);
    sheet.addRow([' Asha & <Sons> ', 919876543210, 1234.56, new Date(Date.UTC(2026, 0, 31)), true, { error: '#N/A' }]);
    sheet.addRow([]);
    const row = sheet.addRow([
      { richText: [{ text: 'New ', font: { bold: true } }, { text: 'Delhi' }] },
      42,
      { formula: 'B2*2', result: 84.5 },
      new Date(Date.UTC(2026, 1, 28, 13, 45, 30)),
      { formula: 'A1&"!"', result: 'name!' },
      'line\nbreak\ttab_x000D_',
    ]);
    row.hidden = true;
    row.getCell(2).numFmt = '00000';
    row.getCell(4).numFmt = 'dd/mm/yyyy hh:mm:ss';
    sheet.getCell('A6').value = 'merged';
    sheet.mergeCells('A6:C7');
  });
  const wanted = [
    { row: 1, cells: ['name', 'account', 'amount', 'due', 'paid', 'note'] },
    {
      row: 2,
      cells: [
        ' Asha & <Sons> ',
        { type: 'number', digits: '919876543210' },
        { type: 'number', digits: '1234.56' },
        { type: 'date', iso: '2026-01-31' },
        { type: 'boolean', value: true },
        { type: 'error', code: '#N/A' },
      ],
    },
    {
      row: 4,
      cells: [
        'New Delhi',
        { type: 'number', digits: '42', format: '00000' },
        { type: 'number', digits: '84.5' },
        { type: 'date', iso: '2026-02-28T13:45:30' },
        'name!',
        // The program that wrote it does not escape what looks like an escape.
        'line\nbreak\ttab\r',
      ],
    },
    { row: 6, cells: ['merged'] },
  ];
  assert.deepEqual(await readRows(file, { sheet: 'Customers' }), wanted);
  await withWorkbook(file, async ({ sheets }) => assert.deepEqual(sheets, ['Notes', 'Customers']));
});

test('a workbook that counts its days from 1904 has the same days', async () => {
  const file = await written((workbook) => {
    workbook.properties.date1904 = true;
    workbook.addWorksheet('S').addRow([new Date(Date.UTC(2026, 0, 31)), new Date(Date.UTC(1904, 0, 2))]);
  });
  const cells = [
    { type: 'date', iso: '2026-01-31' },
    { type: 'date', iso: '1904-01-02' },
  ];
  assert.deepEqual(await readRows(file), [{ row: 1, cells }]);
});
