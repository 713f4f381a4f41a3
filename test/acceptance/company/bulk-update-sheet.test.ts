import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Fields, Tenant } from '../../tenant.ts';
import { addCustomers, assertRefused, csv, customer, sendUpdate, updated } from './company.ts';

let service: TestService;
let lender: Tenant;
let id: string;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

/** A new customer, which `id` names from now on. */
async function newCustomer(fields: Fields = {}): Promise<void> {
  [id = ''] = await addCustomers(lender, [fields]);
}

/** What becomes of cells, each of them in a row of its own, for a new customer of its own. */
async function read(cells: readonly (readonly [column: string, text: string, ...unknown[]])[]): Promise<unknown[]> {
  const ids = await addCustomers(
    lender,
    cells.map(() => ({})),
  );
  const columns = [...new Set(cells.map(([column]) => column))];
  const rows = cells.map(([own, text], i) => [ids[i] ?? '', ...columns.map((column) => (column === own ? text : ''))]);
  const { successRequests, failureRequests } = await updated(lender, csv(['customerId', ...columns], ...rows));
  return Promise.all(
    cells.map(async ([column], i) => {
      const [error] = failureRequests.find(({ row }) => row === i + 2)?.errors ?? [];
      if (error) return [error.column, error.code, error.value];
      const value = (await customer(lender, ids[i] ?? ''))[column];
      const [warning] = successRequests.find(({ row }) => row === i + 2)?.warnings ?? [];
      return warning ? [value, warning.code, warning.from, warning.to] : value;
    }),
  );
}

describe('POST /api/v0/customer/bulk/update', () => {
  test('reads commas, semicolons, tabs and pipes, with and without a mark, and every kind of line end', async () => {
    await newCustomer();
    const table = (delimiter: string, lineEnd: string) =>
      [`customerId${delimiter}address`, `${id}${delimiter}"1${delimiter} MG Road${lineEnd}""Pune"""`, ''].join(lineEnd);
    for (const [delimiter, lineEnd] of [
      [',', '\n'],
      [';', '\r\n'],
      ['\t', '\r'],
      ['|', '\n'],
    ] as const) {
      for (const mark of ['', '\uFEFF']) {
        const { format } = await updated(lender, mark + table(delimiter, lineEnd));
        assert.deepEqual(format, { type: 'csv', encoding: 'utf-8', delimiter, sheet: null });
        assert.equal((await customer(lender, id))['address'], `1${delimiter} MG Road${lineEnd}"Pune"`);
      }
    }
  });

  test('reads UTF-16 with and without a mark, and Windows-1252', async () => {
    await newCustomer();
    const text = (name: string) => csv(['customerId', 'legalName'], [id, name]);
    const bigEndian = (content: string) => Buffer.from(content, 'utf16le').swap16();
    for (const [encoding, file, name] of [
      ['utf-16le', Buffer.from(`\uFEFF${text('आशा')}`, 'utf16le'), 'आशा'],
      ['utf-16le', Buffer.from(text('Zoë'), 'utf16le'), 'Zoë'],
      ['utf-16be', bigEndian(`\uFEFF${text('आशा')}`), 'आशा'],
      ['utf-16be', bigEndian(text('Zoë')), 'Zoë'],
      ['windows-1252', Buffer.from(text('Zo\u00eb \u0093A\u0094'), 'latin1'), 'Zoë “A”'],
    ] as const) {
      assert.equal((await updated(lender, file)).format['encoding'], encoding);
      assert.equal((await customer(lender, id))['legalName'], name);
    }
  });

  test('mixed line ends are line ends, and a quote inside an unquoted cell is an ordinary character', async () => {
    await newCustomer();
    const file = `customerId,address\r\n${id},37°36'37.8"N\n${id},Flat 2"A\r${id},Last\r\n`;
    const payload = await updated(lender, file);
    assert.deepEqual([payload.total_count, payload.failure_count], [3, 0]);
    assert.equal((await customer(lender, id))['address'], 'Last');
  });

  test('the first row that is not empty is the header; empty rows are skipped and not counted', async () => {
    await newCustomer();
    const payload = await updated(
      lender,
      `\n  \n,,\n customerId , PIN \n\n${id},411001\n,\n \t,\u00a0\n${id},411002\n`,
    );
    assert.equal(payload.total_count, 2);
    assert.deepEqual(
      payload.successRequests.map(({ row }) => row),
      [6, 9],
    );
  });

  test('a header is matched without regard to case, spaces, _ - . / and a trailing *, and by its aliases', async () => {
    await newCustomer();
    const headers = ['CUSTOMER_ID*', 'pan/gstin', 'Pin-Code', 'mobile no.', 'Borrower Name', 'E-Mail ID'];
    const row = [id, 'ABCDE1234F', '411001', '9876543210', 'Ravi', 'ravi@example.in'];
    const { mapping } = await updated(lender, csv(headers, row));
    assert.deepEqual(Object.values(mapping), [
      'customerId',
      'panOrGstin',
      'pinCode',
      'contactNumber',
      'legalName',
      'email',
    ]);
    assert.partialDeepStrictEqual(await customer(lender, id), { legalName: 'Ravi', email: 'ravi@example.in' });
  });

  test('a near spelling is matched with a warning, an unknown column is ignored and named once', async () => {
    await newCustomer();
    const payload = await updated(
      lender,
      csv(['customerId', 'Adress', 'Zone', '', 'Zone'], [id, 'Pune', 'W', 'x', '']),
    );
    assert.deepEqual(payload.warnings, [
      'The column Adress is read as address, whose name is nearly the same; if it means another, match it to that one.',
      'Column D is ignored: it has no header.',
      'No field has these names, so the columns are ignored: Zone.',
    ]);
    assert.equal((await customer(lender, id))['address'], 'Pune');
  });

  test('the mapping decides which column is which, and leaves columns out', async () => {
    await newCustomer();
    const file = csv(['customerId', 'Mobile', 'Phone', 'Remarks'], [id, '9876543210', '9876543211', '411001']);
    const mapping = JSON.stringify({ Mobile: null, Phone: 'contactNumber', Remarks: 'pinCode' });
    const payload = await updated(lender, file, { parts: [{ name: 'mapping', content: mapping }] });
    assert.deepEqual(payload.mapping, { customerId: 'customerId', ...(JSON.parse(mapping) as object) });
    assert.partialDeepStrictEqual(await customer(lender, id), { contactNumber: '9876543211', pinCode: '411001' });
  });

  test('a mapping that is no mapping is a 400; one that names what is not there a 422', async () => {
    await newCustomer();
    const send = async (content: string) =>
      sendUpdate(lender, csv(['customerId', 'PIN'], [id, '411001']), {
        parts: [{ name: 'mapping', content }],
      });
    for (const content of ['', '{', '[]', 'null', '{"PIN":1}', '{"PIN":["pinCode"]}']) {
      const { apiSubErrors } = assertRefused(await send(content), {
        status: 400,
        type: 'VALIDATION_ERROR',
        says: /mapping/,
      });
      assert.equal(apiSubErrors[0]?.['field'], 'mapping');
    }
    for (const [content, says] of [
      ['{"Zone":"state"}', /The mapping names a column Zone, which the sheet does not have/],
      ['{"PIN":"zip"}', /The mapping gives the column PIN to zip, which is no field/],
      ['{"__proto__":"state"}', /__proto__/],
      ['{"PIN":"__proto__"}', /__proto__/],
    ] as const) {
      assertRefused(await send(content), { status: 422, type: 'UNPROCESSABLE_REQUEST', says });
    }
    assert.equal((await customer(lender, id))['version'], 1);
  });

  test('an empty cell leaves the field alone, or clears it with emptyCells=clear; [clear] always clears it', async () => {
    const filled = { state: 'Goa', pinCode: '403001' };
    const file = () => csv(['customerId', 'state', 'pinCode', 'legalName'], [id, '', '[Clear]', 'Ravi']);
    await newCustomer(filled);
    await updated(lender, file());
    assert.deepEqual(await fieldsOf(), { legalName: 'Ravi', state: 'Goa' });
    await newCustomer(filled);
    await updated(lender, file(), { query: '?emptyCells=ignore' });
    assert.deepEqual(await fieldsOf(), { legalName: 'Ravi', state: 'Goa' });
    await newCustomer(filled);
    await updated(lender, file(), { query: '?emptyCells=clear' });
    assert.deepEqual(await fieldsOf(), { legalName: 'Ravi' });
  });

  test('a required field cannot be cleared', async () => {
    const [clear] = await read([['legalName', '[clear]']]);
    assert.deepEqual(clear, ['legalName', 'required_field_cleared', '[clear]']);
    await newCustomer();
    const file = csv(['customerId', 'legalName'], [id, '']);
    const { failureRequests } = await updated(lender, file, { query: '?emptyCells=clear' });
    assert.equal(failureRequests[0]?.errors[0]?.code, 'required_field_cleared');
  });

  test('every error of Excel fails the row', async () => {
    const errors = ['#N/A', '#REF!', '#DIV/0!', '#VALUE!', '#NAME?', '#NUM!', '#NULL!', '#SPILL!', '#n/a'];
    assert.deepEqual(
      await read(errors.map((text) => ['address', text])),
      errors.map((text) => ['address', 'excel_error', text]),
    );
  });

  test('a row whose field count differs from the header’s fails', async () => {
    await newCustomer();
    const file = `customerId,address,state\n${id},12, MG Road,Goa\n${id},Pune\n${id},Pune,Goa\n`;
    const { failureRequests, success_count: count } = await updated(lender, file);
    assert.equal(count, 1);
    assert.deepEqual(
      failureRequests.map(({ errors }) => errors[0]?.message),
      [
        'The row has 4 cells where the header has 3; a text that holds the delimiter must stand in quotes',
        'The row has 2 cells where the header has 3; a text that holds the delimiter must stand in quotes',
      ],
    );
  });

  test('every field is held to its rule', async () => {
    const right: readonly (readonly [string, string, unknown])[] = [
      ['legalName', 'x'.repeat(255), 'x'.repeat(255)],
      ['panOrGstin', '27AAPFU0939F1ZV', '27AAPFU0939F1ZV'],
      ['panOrGstin', 'abcde1234f', ['ABCDE1234F', 'upper_cased', 'abcde1234f', 'ABCDE1234F']],
      ['contactNumber', '0091-9876543210', '0091-9876543210'],
      ['contactNumber', '919876543210', ['+919876543210', 'prefix_restored', '919876543210', '+919876543210']],
      ['email', 'a@b.co', 'a@b.co'],
      ['accountNumber', '000012345678', '000012345678'],
      ['ifsc', 'sbin0abc123', ['SBIN0ABC123', 'upper_cased', 'sbin0abc123', 'SBIN0ABC123']],
      ['state', '27', ['Maharashtra', 'spelling_unified', '27', 'Maharashtra']],
      ['branchCodes', 'PN01; PN02|PN03', ['PN01', 'PN02', 'PN03']],
      ['outstandingAmount', '1,23,456.78', 123_456.78],
      ['assignedAgent', ' R. Rao ', ['R. Rao', 'trimmed', ' R. Rao ', 'R. Rao']],
    ];
    assert.deepEqual(
      await read(right),
      right.map(([, , value]) => value),
    );
    const wrong: readonly (readonly [string, string])[] = [
      ['legalName', 'x'.repeat(256)],
      ['panOrGstin', '27AAPFU0939F1ZX'],
      ['contactNumber', '98765 43210'],
      ['email', 'a@b'],
      ['accountNumber', '1234-5678'],
      ['ifsc', 'SBIN1234567'],
      ['state', 'Bavaria'],
      ['pinCode', '011001'],
      ['uniqueRefNo', 'x'.repeat(65)],
      ['outstandingAmount', '12,50'],
      ['outstandingAmount', '1.234'],
    ];
    assert.deepEqual(
      await read(wrong),
      wrong.map(([column, text]) => [column, 'rule_broken', text.slice(0, 255)]),
    );
  });

  test('a header __proto__ or constructor is a column like any other', async () => {
    await newCustomer();
    const payload = await updated(lender, csv(['customerId', '__proto__', 'constructor'], [id, 'x', 'y']));
    assert.match(payload.warnings[0] ?? '', /__proto__, constructor/);
    assert.equal((await customer(lender, id))['version'], 1);
  });
});

async function fieldsOf(): Promise<Fields> {
  const { customerId: _, status: _status, version: _version, ...fields } = await customer(lender, id);
  return fields;
}
