import ExcelJS from 'exceljs';
import { randomNumbers } from './random.ts';

const header = [
  'customerId',
  'legalName',
  'panOrGstin',
  'contactNumber',
  'email',
  'accountNumber',
  'ifsc',
  'state',
  'pinCode',
  'outstandingAmount',
  'dueDate',
  'lastPaid',
];
const states = ['Maharashtra', 'Karnataka', 'Tamil Nadu', 'Delhi', 'Gujarat', 'Kerala', 'Punjab'];
const msPerDay = 86_400_000;

/**
 * Writes a workbook as programs of others do: twelve columns, of them seven shared texts (five all different), three
 * numbers and two dates.
 */
export async function writeWorkbook(
  file: string,
  rows: number,
  keyOf: (number: number) => string = numbered,
): Promise<void> {
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: file, useSharedStrings: true, useStyles: true });
  const sheet = workbook.addWorksheet('Customers');
  sheet.addRow(header).commit();
  const random = randomNumbers(1);
  for (let number = 0; number < rows; number += 1) {
    const row = sheet.addRow([keyOf(number), ...values(number, random)]);
    for (const column of [11, 12]) row.getCell(column).numFmt = 'dd/mm/yyyy';
    row.commit();
  }
  sheet.commit();
  await workbook.commit();
}

function numbered(number: number): string {
  return `KC${String(number).padStart(14, '0')}`;
}

function values(number: number, random: () => number): (string | number | Date)[] {
  const below = (count: number) => Math.floor(random() * count);
  const letters = (count: number) =>
    Array.from({ length: count }, () => String.fromCharCode(0x41 + below(26))).join('');
  const day = () => new Date(Date.UTC(2026, 0, 1) + below(700) * msPerDay);
  return [
    `${letters(5)} & Sons ${letters(6)} Pvt Ltd`,
    `${letters(5)}${String(below(10_000)).padStart(4, '0')}K`,
    9_000_000_000 + below(1_000_000_000),
    `${letters(6).toLowerCase()}${number}@example.com`,
    String(100_000_000_000 + below(900_000_000_000)),
    `HDFC0${String(below(1_000)).padStart(6, '0')}`,
    states[below(states.length)] ?? '',
    400_000 + below(100_000),
    below(100_000_000) / 100,
    day(),
    day(),
  ];
}
