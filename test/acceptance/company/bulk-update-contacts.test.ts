import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Fields, Tenant } from '../../tenant.ts';
import { workbookFiles } from '../../spreadsheet/xlsx/read/raw-workbook.ts';
import { unzip } from '../../spreadsheet/unzip.ts';
import { zipOf } from '../../spreadsheet/xlsx/read/zip-builder.ts';
import {
  addCustomers,
  assertRefused,
  csv,
  customer,
  download,
  downloadRows,
  type Payload,
  sendUpdate,
  updated,
} from './company.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

const contactHeader = ['customerId', 'name', 'mobile', 'email', 'deleted', 'keyContactPersonId'];

/** Sends a file of contacts beside one with these rows of customers. */
async function sendContacts(
  contacts: readonly (readonly string[])[],
  { customers = [], query = '' }: { customers?: readonly (readonly string[])[]; query?: string } = {},
): Promise<Payload> {
  const filler = customers.length > 0 ? customers : [[(await addCustomers(lender, [{}]))[0] ?? '', '411001']];
  return updated(lender, csv(['customerId', 'pinCode'], ...filler), {
    query,
    parts: [{ name: 'contactsFile', fileName: 'people.csv', content: csv(contactHeader, ...contacts) }],
  });
}

async function contactsOf(id: string): Promise<Fields[]> {
  const found = await lender.call<{ payload: { contacts: Fields[] } }>(`GET /api/v0/customer/${id}/contacts`);
  assert.equal(found.status, 200, found.text);
  const byMobile = (a: Fields, b: Fields) => String(a['mobile']).localeCompare(String(b['mobile']));
  return found.body.payload.contacts.toSorted(byMobile);
}

async function newCustomer(): Promise<string> {
  const [id = ''] = await addCustomers(lender, [{}]);
  return id;
}

const tens = (from: number) => Array.from({ length: 10 }, (_, i) => String(9_800_000_000 + from + i));

describe('POST /api/v0/customer/bulk/update', () => {
  test('a contact that is not found is added, with an id from the service, and is shown as an array', async () => {
    const id = await newCustomer();
    const payload = await sendContacts([[id, 'Meera', '9876543210', 'meera@example.in', '', '']]);
    assert.equal(payload.failure_count_second_file, 0);
    const [contact, ...others] = await contactsOf(id);
    assert.equal(others.length, 0);
    const { keyContactPersonId, ...fields } = contact ?? {};
    assert.match(String(keyContactPersonId), /^kcp_\w+$/);
    assert.deepEqual(fields, { name: 'Meera', mobile: '9876543210', email: 'meera@example.in' });
    assert.deepEqual((await customer(lender, id))['customerKeyContacts'], [contact]);
  });

  test('is matched by keyContactPersonId, or else by mobile, and a row is a merge patch', async () => {
    const id = await newCustomer();
    await sendContacts([
      [id, 'Meera', '9876543210', 'meera@example.in', '', ''],
      [id, 'Anil', '9876543211', '', '', ''],
    ]);
    const [meera] = await contactsOf(id);
    assert.equal(meera?.['name'], 'Meera');
    const key = String(meera?.['keyContactPersonId']);
    const payload = await sendContacts([
      [id, '', '9876543299', '', '', key],
      [id, 'Anil Kumar', '+91 9876543211', '', '', ''],
    ]);
    assert.equal(payload.failure_count_second_file, 0);
    assert.deepEqual(
      (await contactsOf(id)).map(({ name, mobile, email }) => [name, mobile, email]),
      [
        ['Anil Kumar', '+91 9876543211', undefined],
        ['Meera', '9876543299', 'meera@example.in'],
      ],
    );
  });

  test('two matches fail, and so do an eleventh contact and one that lacks what a new one needs', async () => {
    const [full, twins] = [await newCustomer(), await newCustomer()];
    await sendContacts(tens(0).map((mobile) => [full, 'A', mobile, '', '', '']));
    await sendContacts([
      [twins, 'A', '9876543210', '', '', ''],
      [twins, 'B', '9876543211', '', '', ''],
    ]);
    const second = (await contactsOf(twins))[1]?.['keyContactPersonId'];
    const payload = await sendContacts([
      [twins, '', '9876543210', '', '', String(second)],
      [twins, 'C', '9876543210', '', '', ''],
      [full, 'L', '9811111111', '', '', ''],
      [twins, '', '9811111112', '', '', ''],
      [twins, '', '', '', '', 'kcp_unknown'],
    ]);
    assert.equal(payload.failure_count_second_file, 4);
    const [header, ...rows] = await downloadRows(String(payload['failure_file_url_second_file']));
    assert.deepEqual(header, [...contactHeader, 'row', 'error']);
    assert.deepEqual(
      rows.map((cells) => cells[6]),
      ['3', '4', '5', '6'],
    );
    assert.equal(rows[0]?.[7], '2 contacts have the mobile 9876543210; name the one that is meant by its id.');
    assert.match(rows[1]?.[7] ?? '', /^The customer has 10 contacts already/);
  });

  test('deleted removes the contact', async () => {
    const id = await newCustomer();
    await sendContacts([
      [id, 'Meera', '9876543210', '', '', ''],
      [id, 'Anil', '9876543211', '', '', ''],
    ]);
    await sendContacts([[id, '', '9876543210', '', 'TRUE', '']]);
    assert.deepEqual(
      (await contactsOf(id)).map(({ name }) => name),
      ['Anil'],
    );
    await sendContacts([[id, '', '9876543211', '', 'yes', '']]);
    assert.deepEqual(await contactsOf(id), []);
    assert.equal((await customer(lender, id))['customerKeyContacts'], undefined);
  });

  test('contact rows count in failure_count_second_file alone, and not in total_count', async () => {
    const id = await newCustomer();
    const payload = await sendContacts(
      [
        [id, 'Meera', '98', '', '', ''],
        ['KC00000000000000', 'Anil', '9876543210', '', '', ''],
        [id, 'Ravi', '9876543211', '', '', ''],
      ],
      { customers: [[id, '411001']] },
    );
    assert.partialDeepStrictEqual(payload, { total_count: 1, success_count: 1, failure_count: 0 });
    assert.equal(payload.failure_count_second_file, 2);
    assert.deepEqual([payload.failureRequests.length, payload.failure_file_url], [0, '']);
    assert.equal(payload['failure_file_name_second_file'], 'people-failed.csv');
    assert.equal((await contactsOf(id)).length, 1);
  });

  test('do not depend on their customer’s own row, and name the customer by a reference too', async () => {
    const [id = ''] = await addCustomers(lender, [{ uniqueRefNo: 'C-1' }]);
    const contacts = csv(
      ['uniqueRefNo', 'name', 'mobile'],
      ['C-1', 'Meera', '9876543210'],
      ['C-2', 'Anil', '9876543211'],
    );
    const payload = await updated(lender, csv(['customerId', 'pinCode'], [id, '41']), {
      parts: [{ name: 'contactsFile', fileName: 'people.csv', content: contacts }],
    });
    assert.deepEqual([payload.success_count, payload.failure_count_second_file], [0, 1]);
    assert.equal((await contactsOf(id)).length, 1);
  });

  test('a contact at fault keeps an atomic file from being applied', async () => {
    const id = await newCustomer();
    const rows = [[id, 'Meera', '98', '', '', '']];
    const payload = await sendContacts(rows, { customers: [[id, '411001']], query: '?atomic=true' });
    assert.partialDeepStrictEqual(payload, { success_count: 0, failure_count: 1, failure_count_second_file: 1 });
    assert.match(payload.failureRequests[0]?.errors[0]?.message ?? '', /and row 2 of the contacts was not applied\.$/);
    assert.equal((await customer(lender, id))['version'], 1);
  });

  test('the sheet Contacts of a workbook is the second table, and its failure file has both sheets', async () => {
    const id = await newCustomer();
    const cells = (rows: readonly (readonly string[])[]) =>
      rows
        .map((row) => `<row>${row.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`)
        .join('');
    const file = zipOf(
      workbookFiles({
        sheets: [
          {
            name: 'Contacts',
            rows: cells([
              ['customerId', 'name', 'mobile'],
              [id, 'Meera', '98'],
              [id, 'Anil', '9876543210'],
            ]),
          },
          {
            name: 'June',
            rows: cells([
              ['customerId', 'pinCode'],
              [id, '411001'],
            ]),
          },
        ],
      }),
    );
    const payload = await updated(lender, file, { fileName: 'june.xlsx' });
    assert.partialDeepStrictEqual(payload, { total_count: 1, success_count: 1, failure_count_second_file: 1 });
    assert.equal('failure_file_url_second_file' in payload, false);
    const parts = new Map(unzip(await download(payload.failure_file_url)).map(({ name, content }) => [name, content]));
    assert.match(parts.get('xl/workbook.xml') ?? '', /name="June".*name="Contacts"/s);
    assert.match(parts.get('xl/worksheets/sheet2.xml') ?? '', /Meera/);
    assert.doesNotMatch(parts.get('xl/worksheets/sheet2.xml') ?? '', /Anil/);
    assert.equal((await contactsOf(id))[0]?.['name'], 'Anil');
  });

  test('a contacts file that cannot be read refuses the whole, and nothing is applied', async () => {
    const id = await newCustomer();
    const parts = [{ name: 'contactsFile', fileName: 'people.csv', content: 'customerId,mobile\n"x' }];
    const answer = await sendUpdate(lender, csv(['customerId', 'pinCode'], [id, '411001']), { parts });
    assertRefused(answer, { status: 422, type: 'UNPROCESSABLE_REQUEST', says: /not closed/ });
    assert.equal((await customer(lender, id))['version'], 1);
  });
});
