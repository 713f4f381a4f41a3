import assert from 'node:assert/strict';
import { buffer, text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { Json, JsonObject } from '../../src/engine/records.ts';
import { writeTemplate } from '../../src/spreadsheet/template.ts';
import { unzip } from './unzip.ts';

const columns = [
  { header: 'Customer ID', field: 'customerId', explanation: 'Given by the service.', example: 'KC12345678901234' },
  { header: 'Legal name', field: 'legalName', explanation: '1 to 255 characters.', example: 'Ashoka Finance' },
  { header: 'Branches', field: 'branchCodes', explanation: 'Separated by ;', example: 'PUN1;PUN2' },
];
const contactColumns = [{ header: 'Mobile', field: 'mobile', explanation: '10 digits.', example: '+91 9876543210' }];

/** How a value stands in a cell is its field's. */
function cell(_field: string, value: Json | undefined): string | null {
  if (Array.isArray(value)) return value.map(String).join(';');
  return typeof value === 'string' ? value : null;
}

test('an empty CSV template is its header row', async () => {
  const content = writeTemplate({ type: 'csv', customers: { columns, cell, rows: null }, contacts: null });
  assert.equal((await buffer(content)).toString(), '\uFEFFCustomer ID,Legal name,Branches\r\n');
});

test('a CSV has the customers alone, ready to edit and send back', async () => {
  const customers = {
    columns,
    cell,
    rows: blocks([[{ customerId: 'KC1', legalName: '=A', branchCodes: ['P1', 'P2'] }]]),
  };
  const contacts = { columns: contactColumns, cell, rows: blocks([[{ mobile: '1' }]]) };
  const written = await text(writeTemplate({ type: 'csv', customers, contacts }));
  assert.deepEqual(written.split('\r\n').slice(1), ['KC1,\'=A,"P1;P2"', '']);
});

test('a workbook has the customers, the contacts, and a sheet that explains each column', async () => {
  const customers = { columns, cell, rows: blocks([[{ customerId: 'KC1' }], [], [{ legalName: 'Ashoka' }]]) };
  const contacts = { columns: contactColumns, cell, rows: null };
  const parts = unzip(await buffer(writeTemplate({ type: 'xlsx', customers, contacts })));
  const content = (name: string) => parts.find((part) => part.name === name)?.content ?? '';
  assert.deepEqual(
    [...content('xl/workbook.xml').matchAll(/<sheet name="([^"]+)"/g)].map(([, name]) => name),
    ['Customers', 'Contacts', 'About the columns'],
  );
  assert.deepEqual(textsOf(content('xl/worksheets/sheet1.xml')), [
    'Customer ID',
    'Legal name',
    'Branches',
    'KC1',
    'Ashoka',
  ]);
  assert.deepEqual(textsOf(content('xl/worksheets/sheet2.xml')), ['Mobile']);
  const explained = textsOf(content('xl/worksheets/sheet3.xml'));
  assert.deepEqual(explained.slice(4, 8), ['Customers', 'Customer ID', 'Given by the service.', 'KC12345678901234']);
  assert.ok(explained.includes('Contacts') && explained.includes('10 digits.'));
});

test('a list without contacts has no sheet for them', async () => {
  const content = writeTemplate({ type: 'xlsx', customers: { columns, cell, rows: null }, contacts: null });
  const names = unzip(await buffer(content)).map(({ name }) => name);
  assert.equal(names.filter((name) => name.startsWith('xl/worksheets/')).length, 2);
});

test('a value that is too long for a cell is left out', async () => {
  const rows = ['x'.repeat(32_767), 'x'.repeat(32_768), 'न'.repeat(21_846)].map((legalName) => ({ legalName }));
  const customers = { columns, cell, rows: blocks([rows]) };
  const written = await text(writeTemplate({ type: 'csv', customers, contacts: null }));
  const lengths = written.split('\r\n').map((line) => line.length);
  assert.deepEqual(lengths.slice(1), [32_769, 2, 2, 0]);
});

test('customers are read while the template is, and no further when its reader stops', async () => {
  const closed = Promise.withResolvers<void>();
  const rows = (async function* endless() {
    try {
      for (;;) yield [{ legalName: 'x'.repeat(10_000) }];
    } finally {
      closed.resolve();
    }
  })();
  const content = writeTemplate({ type: 'csv', customers: { columns, cell, rows }, contacts: null });
  for await (const _ of content) break;
  await closed.promise;
});

test('when the customers cannot be read on, the template breaks off with that error', async () => {
  const rows = (async function* broken(): AsyncGenerator<JsonObject[]> {
    yield [{ legalName: 'Ashoka' }];
    throw new Error('the database is away');
  })();
  const content = writeTemplate({ type: 'csv', customers: { columns, cell, rows }, contacts: null });
  await assert.rejects(text(content), /the database is away/);
});

async function* blocks(given: readonly JsonObject[][]): AsyncGenerator<readonly JsonObject[]> {
  yield* given;
}

function textsOf(sheet: string): string[] {
  return [...sheet.matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, text]) => text ?? '');
}
