import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import { startTestService, type TestService } from '../../service.ts';
import type { Fields, Tenant } from '../../tenant.ts';
import { addCustomers, assertRefused, csv, customer, type Envelope, updated } from './company.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

const columns =
  'customerId,uniqueRefNo,accountNumber,legalName,panOrGstin,contactNumber,email,ifsc,address,state,pinCode,assignedAgent,branchCodes,outstandingAmount';

async function template(query: string): Promise<{ headers: Headers; content: Buffer }> {
  const response = await fetch(`${service.url}/api/v0/customer/bulk/template${query}`, {
    headers: { authorization: `Bearer ${lender.token}` },
  });
  assert.equal(response.status, 200);
  return { headers: response.headers, content: Buffer.from(await response.arrayBuffer()) };
}

async function workbookOf(content: Buffer): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(content as unknown as ExcelJS.Buffer);
  return workbook;
}

const cellsOf = (workbook: ExcelJS.Workbook, sheet: string, row: number) =>
  ((workbook.getWorksheet(sheet)?.getRow(row).values ?? []) as unknown[]).slice(1);

/** A customer with everything that a customer can have, contacts among it. */
async function wholeCustomer(uniqueRefNo: string): Promise<string> {
  const [id = ''] = await addCustomers(lender, [
    {
      legalName: '=Asha, "Textiles"',
      uniqueRefNo,
      accountNumber: '000012345678',
      panOrGstin: '27AAPFU0939F1ZV',
      contactNumber: '+91 9876543210',
      email: 'asha@example.in',
      ifsc: 'HDFC0001234',
      address: '-12\nMG Road, 37°36\'37.8"N',
      state: 'Goa',
      pinCode: '403001',
      assignedAgent: 'R. Rao',
      branchCodes: ['B1', 'B2'],
      outstandingAmount: 123_456.7,
    },
  ]);
  await updated(lender, csv(['customerId'], [id]), {
    parts: [
      {
        name: 'contactsFile',
        fileName: 'c.csv',
        content: csv(['customerId', 'name', 'mobile', 'sms_enabled'], [id, 'Meera', '9876543210', 'yes']),
      },
    ],
  });
  return id;
}

describe('GET /api/v0/customer/bulk/template', () => {
  test('a CSV: the header row, as an attachment', async () => {
    const { headers, content } = await template('?format=csv');
    assert.equal(content.toString(), `\uFEFF${columns}\r\n`);
    assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.match(
      headers.get('content-disposition') ?? '',
      new RegExp(`^attachment; filename="${lender.code}-customers\\.csv"`),
    );
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  test('a workbook unless said otherwise: the header row, one for contacts, and a sheet that explains each column', async () => {
    const { headers, content } = await template('');
    assert.match(headers.get('content-type') ?? '', /spreadsheetml\.sheet$/);
    const workbook = await workbookOf(content);
    assert.deepEqual(
      workbook.worksheets.map(({ name }) => name),
      ['Customers', 'Contacts', 'About the columns'],
    );
    assert.deepEqual(cellsOf(workbook, 'Customers', 1), columns.split(','));
    const about = workbook.getWorksheet('About the columns');
    const explained = about?.getSheetValues().map((row) => (Array.isArray(row) ? row[2] : undefined)) ?? [];
    for (const column of columns.split(',')) assert.ok(explained.includes(column), column);
  });

  test('with data=true: the customers as they are, and sent back as it stands nothing changes', async () => {
    const id = await wholeCustomer('0042');
    for (const format of ['csv', 'xlsx']) {
      const before = await customer(lender, id);
      const { content } = await template(`?format=${format}&data=true`);
      const payload = await updated(lender, content, { fileName: `template.${format}` });
      assert.deepEqual([payload.failure_count, payload.failure_count_second_file, payload.warn_count], [0, 0, 0]);
      assert.ok(payload.success_count > 0);
      assert.deepEqual(await customer(lender, id), before);
    }
  });

  test('edited and sent back: what was edited changes', async () => {
    const id = await wholeCustomer('0043');
    const workbook = await workbookOf((await template('?data=true')).content);
    const sheet = workbook.getWorksheet('Customers');
    const rows = (sheet?.getSheetValues() ?? []) as unknown[][];
    const place = rows.findIndex((row) => Array.isArray(row) && row[1] === id);
    const cell = (column: string) => sheet?.getRow(place).getCell(columns.split(',').indexOf(column) + 1);
    const [pin, agent] = [cell('pinCode'), cell('assignedAgent')];
    assert.ok(pin && agent);
    pin.value = 411_001;
    agent.value = '[clear]';
    const edited = Buffer.from(await workbook.xlsx.writeBuffer());
    await updated(lender, edited, { fileName: 'edited.xlsx' });
    const { pinCode, assignedAgent, accountNumber, version } = await customer(lender, id);
    assert.deepEqual([pinCode, assignedAgent, accountNumber, version], ['411001', undefined, '000012345678', 3]);
  });

  test('of another company below, and of none other', async () => {
    const branch = await service.tenant({ parent: lender.code });
    const [theirs = ''] = await addCustomers(branch, [{ legalName: 'Branch customer' }]);
    const { content } = await template(`?format=csv&data=true&companyId=${branch.code}`);
    assert.deepEqual(content.toString().split('\r\n')[1]?.split(',').slice(0, 4), [theirs, '', '', 'Branch customer']);
    const rival = await service.tenant();
    const refused = await rival.call<Envelope<Fields>>(`GET /api/v0/customer/bulk/template?companyId=${lender.code}`);
    assertRefused(refused, { status: 403, type: 'INVALID_ACCESS' });
  });

  test('400: another format, an unknown parameter; 403 without customers:read', async () => {
    for (const query of ['?format=ods', '?data=maybe', '?sheet=1']) {
      const refused = await lender.call<Envelope<Fields>>(`GET /api/v0/customer/bulk/template${query}`);
      assertRefused(refused, { status: 400, type: 'VALIDATION_ERROR' });
    }
    const writer = await lender.withScopes('customers:write');
    const refused = await writer.call<Envelope<Fields>>('GET /api/v0/customer/bulk/template');
    assertRefused(refused, { status: 403, type: 'INVALID_ACCESS' });
  });
});
