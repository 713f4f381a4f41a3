import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { readCells } from './read-workbook.ts';
import { sheetFiles, stylesOf } from './raw-workbook.ts';

const dateFormat = 14;
const timeFormat = 21;

/** The cells of these serials in a column of dates, and in one of times. */
async function read(
  serials: readonly string[],
  { format, properties = '' }: { format: number | string; properties?: string },
) {
  const cells = serials.map((serial, at) => `<row r="${at + 1}"><c r="A${at + 1}" s="1"><v>${serial}</v></c></row>`);
  const found = await readCells(sheetFiles(cells.join(''), { styles: stylesOf(format), properties }));
  return found.map((cell) => {
    assert.ok(typeof cell === 'object' && cell !== null);
    return cell.type === 'date' ? cell.iso : cell.type === 'number' ? `number ${cell.digits}` : cell.type;
  });
}

describe('a number in a cell with a date format', () => {
  test('is the day that the sheet shows, with the 29 February 1900 that Excel alone has', async () => {
    const serials = ['1', '59', '60', '61', '36526', '45658', '2958465', '46053'];
    const dates = [
      '1900-01-01',
      '1900-02-28',
      'number 60',
      '1900-03-01',
      '2000-01-01',
      '2025-01-01',
      '9999-12-31',
      '2026-01-31',
    ];
    assert.deepEqual(await read(serials, { format: dateFormat }), dates);
  });

  test('is counted from 1904 where the workbook says so', async () => {
    for (const properties of ['date1904="1"', 'date1904="true"']) {
      const dates = await read(['0', '1', '44591', '2957003', '2957004'], { format: dateFormat, properties });
      assert.deepEqual(dates, ['1904-01-01', '1904-01-02', '2026-01-31', '9999-12-31', 'number 2957004']);
    }
    assert.deepEqual(await read(['1'], { format: dateFormat, properties: 'date1904="0"' }), ['1900-01-01']);
  });

  test('has its fraction as a time of day, to the second', async () => {
    const serials = [
      '46053.5729166667',
      '46053.999988426',
      '46053.999999',
      '59.999999',
      '0.5',
      '46053.00000001',
      '1E-9',
    ];
    const dates = [
      '2026-01-31T13:45:00',
      '2026-01-31T23:59:59',
      '2026-02-01',
      'number 59.999999',
      'number 0.5',
      '2026-01-31',
      'number 0.000000001',
    ];
    assert.deepEqual(await read(serials, { format: dateFormat }), dates);
  });

  test('is a time of day alone where the format shows no more', async () => {
    const serials = ['0.5729166667', '0', '0.25', '46053.5', '1.5'];
    const times = ['13:45:00', '00:00:00', '06:00:00', '2026-01-31T12:00:00', '1900-01-01T12:00:00'];
    assert.deepEqual(await read(serials, { format: timeFormat }), times);
    const of1904 = await read(['0.5', '1.5'], { format: timeFormat, properties: 'date1904="1"' });
    assert.deepEqual(of1904, ['12:00:00', '1904-01-02T12:00:00']);
  });

  test('stays a number where no sheet shows a date for it', async () => {
    const serials = ['-1', '0', '2958466', '2958465.999999', '9E99', '919876543210'];
    const same = ['-1', '0', '2958466', '2958465.999999', `9${'0'.repeat(99)}`, '919876543210'];
    assert.deepEqual(
      await read(serials, { format: dateFormat }),
      same.map((digits) => `number ${digits}`),
    );
  });

  test('is the same day in every time zone, and the calendar is right on every day', async () => {
    const zone = process.env['TZ'];
    try {
      for (const name of ['Pacific/Kiritimati', 'America/St_Johns', 'Asia/Kolkata']) {
        process.env['TZ'] = name;
        assert.deepEqual(await read(['46053', '46053.5'], { format: dateFormat }), [
          '2026-01-31',
          '2026-01-31T12:00:00',
        ]);
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
    const days = fc.array(fc.integer({ min: 61, max: 2_958_465 }), { minLength: 1, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(days, async (serials) => {
        const wanted = serials.map((serial) => new Date(Date.UTC(1899, 11, 30 + serial)).toISOString().slice(0, 10));
        assert.deepEqual(await read(serials.map(String), { format: dateFormat }), wanted);
      }),
      { numRuns: 25 },
    );
  });
});

test('a format is a date’s when it has letters of one outside of what it shows as it stands', async () => {
  const dates = [
    14,
    15,
    16,
    17,
    22,
    30,
    57,
    'dd/mm/yyyy',
    'yyyy\\-mm\\-dd;@',
    '[$-409]d\\-mmm\\-yy',
    'mmm',
    'MMMM',
    '[Red]dd.mm.yy',
    'ddd',
    '[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy',
    'yyyy"年"m"月"d"日"',
    'd/m/yyyy h:mm:ss.000',
    '[$-411]ggge',
  ];
  const times = [18, 19, 20, 21, 45, 47, 'h:mm AM/PM', 'hh:mm:ss', '[$-F400]h:mm:ss\\ AM/PM', 'mm:ss.0', 'h"h"'];
  const numbers = [
    0,
    1,
    4,
    9,
    11,
    12,
    37,
    44,
    46,
    48,
    49,
    '00000',
    '0.00',
    '"day" 0',
    '0 "days"',
    '#,##0.00\\ "d"',
    '[h]:mm',
    '[mm]:ss',
    '0.0E+0',
    '_-* #,##0_-',
    '[Red]0',
    '[>100]0',
    '[$€-407] #,##0',
    '\\d0',
    '_d0',
    '*d0',
    '@',
    'General" dmy"',
    '??/??',
    ';;;',
    '0;d',
  ];
  const serial = '0.5';
  for (const format of dates)
    assert.deepEqual(await read(['46053.5'], { format }), ['2026-01-31T12:00:00'], String(format));
  for (const format of times) assert.deepEqual(await read([serial], { format }), ['12:00:00'], String(format));
  for (const format of numbers) assert.deepEqual(await read([serial], { format }), ['number 0.5'], String(format));
});

test('a date that is written out (t="d") is read as it stands, whatever its time zone', async () => {
  const cases = [
    ['2026-01-31', '2026-01-31'],
    ['2026-01-31T00:00:00', '2026-01-31'],
    ['2026-01-31T13:45:00.000Z', '2026-01-31T13:45:00'],
    ['2026-01-31T23:45:30+05:30', '2026-01-31T23:45:30'],
    ['2026-01-31T13:45', '2026-01-31T13:45:00'],
    ['1899-12-31T13:45:00.999', '1899-12-31T13:45:00'],
    ['2024-02-29', '2024-02-29'],
    ['T13:45:00', '13:45:00'],
    ['13:45:00', '13:45:00'],
  ];
  for (const [text = '', iso] of cases) {
    const cells = await readCells(sheetFiles(`<row><c t="d"><v>${text}</v></c></row>`));
    assert.deepEqual(cells, [{ type: 'date', iso }], text);
  }
});
