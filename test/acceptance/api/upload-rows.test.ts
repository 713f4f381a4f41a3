import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { loans, type Tenant } from '../../tenant.ts';
import { type RowBody, type Steps, type Table, uploadSteps } from '../upload-steps.ts';
import { workbook } from '../workbook.ts';

let service: TestService;
let lender: Tenant;
let steps: Steps;
/** Of the company's customers Asha, Ben and Cy. */
let keys: readonly string[];
before(async () => {
  service = await startTestService({ settings: { fileChunkRecordsMax: 2 } });
  lender = await service.tenant();
  steps = uploadSteps(lender);
  keys = await addCustomers([
    ['legalName', 'uniqueRefNo', 'accountNumber', 'pinCode'],
    ['Asha', 'R1', 'ACC000000001', '560001'],
    ['Ben', 'R2', 'ACC000000002', '560002'],
    ['Cy', 'R3', 'ACC000000003', '560003'],
  ]);
});
after(() => service[Symbol.asyncDispose]());

async function addCustomers(table: Table): Promise<string[]> {
  const { id } = await steps.upload(table, { company: lender.code, operation: 'add' });
  const added = (await steps.rows(id)).map(({ key }) => key ?? '');
  const { counts } = await steps.apply(id);
  assert.equal(counts['updated'], table.length - 1);
  return added;
}

const header = ['customerId', 'uniqueRefNo', 'legalName', 'pinCode', 'ifsc'];
const absent = 'KC99999999999999';

/** Rows 2 to 7: one that changes, one that changes nothing, one with a warning, one that is wrong, two without a customer. */
function mixed(): Table {
  return [
    header,
    [keys[0] ?? '', '', 'Asha Rao', '560001', ''],
    ['', 'R2', 'Ben', '', ''],
    ['', 'R3', '', '', 'hdfc0001234'],
    [keys[0] ?? '', '', 'x', '56', 'bad'],
    [absent, '', 'Nobody', '', ''],
    ['', 'R9', 'Nobody', '', ''],
  ];
}

const numbers = (rows: readonly RowBody[]): number[] => rows.map(({ row }) => row);
const outcomes = (rows: readonly RowBody[]): [number, string][] => rows.map(({ row, outcome }) => [row, outcome]);

describe('GET /api/v1/uploads/{id}/rows', () => {
  let id: string;
  before(async () => {
    ({ id } = await steps.upload(mixed(), { company: lender.code }));
  });

  test('shows each row with its customer, what it would change, and what is wrong with it', async () => {
    const rows = await steps.rows(id);
    assert.deepEqual(
      rows.map(({ table, row, key, outcome, changes }) => [table, row, key, outcome, changes]),
      [
        ['customers', 2, keys[0], 'updated', { legalName: { from: 'Asha', to: 'Asha Rao' } }],
        ['customers', 3, keys[1], 'unchanged', {}],
        ['customers', 4, keys[2], 'updated', { ifsc: { to: 'HDFC0001234' } }],
        ['customers', 5, keys[0], 'invalid', {}],
        ['customers', 6, absent, 'failed', {}],
        ['customers', 7, null, 'invalid', {}],
      ],
    );
    assert.deepEqual(rows[0]?.cells, [keys[0], null, 'Asha Rao', '560001', null]);
    assert.partialDeepStrictEqual(rows[2]?.warnings, [{ column: 'ifsc', from: 'hdfc0001234', to: 'HDFC0001234' }]);
    assert.deepEqual(
      rows[3]?.errors.map(({ column, value }) => [column, value]),
      [
        ['pinCode', '56'],
        ['ifsc', 'bad'],
      ],
    );
    assert.deepEqual(
      rows.slice(4).map(({ errors }) => errors.map(({ code, message }) => [code, message])),
      [
        [['document_missing_exception', 'There is no such customer; check the customer id.']],
        [['customer_not_found', 'uniqueRefNo R9 belongs to no customer']],
      ],
    );
  });

  test('only those of a kind, or in which something stands, in capitals or not', async () => {
    const found = async (query: string) => numbers(await steps.rows(id, `?${query}`));
    assert.deepEqual(await found('filter=invalid'), [5, 7]);
    assert.deepEqual(await found('filter=warned'), [4]);
    assert.deepEqual(await found('filter=changing'), [2, 4]);
    assert.deepEqual(await found('filter=unchanged'), [3]);
    assert.deepEqual(await found('filter=missing'), [6]);
    assert.deepEqual(await found('filter=excluded'), []);
    assert.deepEqual(await found('search=nobody'), [6, 7]);
    assert.deepEqual(await found(`search=${keys[1]?.toLowerCase()}`), [3]);
    assert.deepEqual(await found('search=NOBODY&filter=missing'), [6]);
    assert.deepEqual(await found('search=%25'), []);
  });

  test('a page at a time', async () => {
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { status, body } = await lender.call<{ data: RowBody[]; nextCursor: string | null }>(
        `GET /api/v1/uploads/${id}/rows?limit=4${query}`,
      );
      assert.equal(status, 200);
      seen.push(...numbers(body.data));
      cursor = body.nextCursor;
    }
    assert.deepEqual(seen, [2, 3, 4, 5, 6, 7]);
  });

  test('from any place on, with how many there are', async () => {
    const page = async (query: string) => {
      const { status, body, text } = await lender.call<RowsBody>(`GET /api/v1/uploads/${id}/rows?${query}`);
      assert.equal(status, 200, text);
      return [numbers(body.data), body.total, body.nextCursor, body.stale];
    };
    assert.deepEqual(await page('offset=0&limit=2'), [[2, 3], 6, '2', false]);
    assert.deepEqual(await page('offset=4&limit=2'), [[6, 7], 6, null, false]);
    assert.deepEqual(await page('offset=6'), [[], 6, null, false]);
    assert.deepEqual(await page('filter=valid&offset=2&limit=1'), [[4], 4, '4', false]);
    assert.deepEqual(await page('filter=invalid&offset=1'), [[7], 2, null, false]);
    assert.deepEqual(await page('filter=failing'), [[], 0, null, false]);
    assert.deepEqual(await page('search=nobody'), [[6, 7], null, null, false]);
  });

  test('of any filter as many as the upload counts', async () => {
    const { counts, compared } = await steps.settled(id);
    const sums = { ...counts, ...(compared as Readonly<Record<string, number>>) };
    for (const filter of ['valid', 'invalid', 'warned', 'excluded', 'changing', 'unchanged', 'missing', 'failing']) {
      const { body } = await lender.call<RowsBody>(`GET /api/v1/uploads/${id}/rows?filter=${filter}&offset=0`);
      assert.deepEqual([filter, body.total, body.data.length], [filter, sums[filter], sums[filter]]);
    }
  });

  test('refuses a query that it does not know', async () => {
    for (const query of [
      'filter=good',
      'limit=0',
      'limit=101',
      'cursor=x',
      'search=',
      'page=1',
      'filter=invalid,warned',
      'offset=-1',
      'offset=x',
      'offset=1&search=a',
      'offset=1&cursor=1',
    ]) {
      assert.equal((await lender.call(`GET /api/v1/uploads/${id}/rows?${query}`)).status, 400, query);
    }
  });

  test('contacts stand behind the customers, and change their customer', async () => {
    const file = await workbook({
      Customers: [header, [keys[1] ?? '', null, 'Ben', null, null]],
      Contacts: [
        ['uniqueRefNo', 'name', 'mobile'],
        ['R1', 'Dev', '9876543210'],
        ['R1', '', '9876543211'],
      ],
    });
    const upload = await steps.upload(file, { company: lender.code });
    const rows = await steps.rows(upload.id);
    assert.deepEqual(
      rows.map(({ table, row, key, outcome }) => [table, row, key, outcome]),
      [
        ['customers', 2, keys[1], 'unchanged'],
        ['contacts', 2, keys[0], 'updated'],
        ['contacts', 3, keys[0], 'invalid'],
      ],
    );
    const [contact] = Object.values(rows[1]?.changes['customerKeyContacts']?.to ?? {});
    assert.deepEqual(contact, { name: 'Dev', mobile: '9876543210' });
  });

  test("a campaign's undeclared column takes the type of what the customer has", async () => {
    const campaignId = await lender.campaign(loans(2, { score: 7, vip: true }), { customFields: { tier: 'text' } });
    const { id: upload } = await steps.upload(
      [
        ['loan_id', 'score', 'vip', 'nick', 'tier'],
        ['loan_0', '12', 'FALSE', '5', '9'],
        ['loan_1', 'twelve', '', '', ''],
      ],
      { campaignId },
    );
    const [typed, misfit] = await steps.rows(upload);
    assert.deepEqual(typed?.changes, {
      score: { from: 7, to: 12 },
      vip: { from: true, to: false },
      nick: { to: '5' },
      tier: { to: '9' },
    });
    assert.equal(misfit?.outcome, 'failed');
    assert.deepEqual(
      misfit.errors.map(({ code }) => code),
      ['value_mismatch_exception'],
    );
    assert.match(misfit.errors[0]?.message ?? '', /score .*twelve/i);
  });

  test('409 while there is nothing to look at', async () => {
    const { id: refused } = await steps.upload('loan_id\r\n', { company: lender.code });
    const { status, body } = await lender.call(`GET /api/v1/uploads/${refused}/rows`);
    assert.equal(status, 409);
    assert.match(String(body['message']), /refused|ready/);
  });
});

interface RowsBody {
  readonly data: RowBody[];
  readonly nextCursor: string | null;
  readonly total: number | null;
  readonly stale: boolean;
}

describe('PATCH /api/v1/uploads/{id}', () => {
  test('cells are edited, and the row is checked again with all that depends on it', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    const cells = [
      { row: 5, column: 'pinCode', value: '560099' },
      { row: 5, column: 'ifsc', value: null },
      { row: 7, column: 'uniqueRefNo', value: 'R2' },
    ];
    const { counts, compared } = await steps.change(id, { cells });
    assert.partialDeepStrictEqual(counts, { total: 6, valid: 6, invalid: 0 });
    assert.deepEqual(compared, { changing: 4, unchanged: 1, missing: 1, failing: 0 });
    const rows = await steps.rows(id);
    assert.deepEqual(rows[3]?.cells, [keys[0], null, 'x', '560099', null]);
    assert.match(String(rows[3]?.warnings[0]?.['message']), /Row 2/);
    assert.deepEqual([rows[5]?.key, rows[5]?.changes], [keys[1], { legalName: { from: 'Ben', to: 'Nobody' } }]);
    await steps.change(id, { cells: [{ row: 7, column: 'uniqueRefNo', value: 'R8' }] });
    assert.deepEqual(numbers(await steps.rows(id, '?filter=invalid')), [7]);
  });

  test('rows are left out, and taken in again', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    const without = await steps.change(id, { exclude: [5, 6, { table: 'customers', row: 7 }] });
    assert.deepEqual(without.counts, { total: 3, valid: 3, invalid: 0, warned: 1, excluded: 3 });
    assert.deepEqual(numbers(await steps.rows(id, '?filter=excluded')), [5, 6, 7]);
    const again = await steps.change(id, { include: [6] });
    assert.partialDeepStrictEqual(again, { counts: { total: 4, excluded: 2 }, compared: { missing: 1 } });
    assert.deepEqual(outcomes(await steps.rows(id)), [
      [2, 'updated'],
      [3, 'unchanged'],
      [4, 'updated'],
      [5, 'excluded'],
      [6, 'failed'],
      [7, 'excluded'],
    ]);
  });

  test('another mapping is checked from what was read', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    const mapped = await steps.change(id, { mapping: { ifsc: null, legalName: 'address' } });
    assert.deepEqual(
      mapped.headers.map(({ field, how, samples }) => [field, how, samples.length > 0]),
      [
        ['customerId', 'exact', true],
        ['uniqueRefNo', 'exact', true],
        ['address', 'given', true],
        ['pinCode', 'exact', true],
        [null, 'given', true],
      ],
    );
    assert.deepEqual((await steps.rows(id))[0]?.changes, { address: { to: 'Asha Rao' } });
    const refused = await steps.change(id, { mapping: { customerId: null, uniqueRefNo: null } });
    assert.equal(refused.state, 'refused');
    assert.match(refused.error?.message ?? '', /customerId/);
    const byName = await steps.change(id, { mapping: null });
    assert.deepEqual([byName.state, byName.error, byName.headers[2]?.field], ['ready', null, 'legalName']);
  });

  test('a mapping mends a file whose header was refused', async () => {
    const file: Table = [
      ['Kunde', 'legalName'],
      [keys[0] ?? '', 'Asha R.'],
    ];
    const { id, state, headers } = await steps.upload(file, { company: lender.code });
    assert.deepEqual([state, headers.map(({ name }) => name)], ['refused', ['Kunde', 'legalName']]);
    const mended = await steps.change(id, { mapping: { Kunde: 'customerId' } });
    assert.deepEqual([mended.state, mended.compared], ['ready', { changing: 1, unchanged: 0, missing: 0, failing: 0 }]);
  });

  test('empty cells clear their fields when that is asked for', async () => {
    const { id } = await steps.upload(
      [
        ['customerId', 'pinCode'],
        [keys[0] ?? '', ''],
      ],
      { company: lender.code },
    );
    assert.deepEqual(outcomes(await steps.rows(id)), [[2, 'unchanged']]);
    const cleared = await steps.change(id, { emptyCells: 'clear' });
    assert.equal(cleared['emptyCells'], 'clear');
    assert.deepEqual((await steps.rows(id))[0]?.changes, { pinCode: { from: '560001' } });
  });

  test('another sheet of the workbook is read anew: edits and rows left out were of the other one', async () => {
    const file = await workbook({
      Customers: [header, [keys[0] ?? '', null, 'One', null, null], [keys[1] ?? '', null, 'Two', null, null]],
      July: [
        ['customerId', 'legalName'],
        [keys[2] ?? '', 'Three'],
      ],
    });
    const { id } = await steps.upload(file, { company: lender.code });
    await steps.change(id, { exclude: [2], cells: [{ row: 3, column: 'legalName', value: 'Zwei' }] });
    const july = await steps.change(id, { sheet: 'July' });
    assert.partialDeepStrictEqual(july, { format: { sheet: 'July' }, rows: 1, counts: { total: 1, excluded: 0 } });
    assert.deepEqual((await steps.rows(id))[0]?.changes, { legalName: { from: 'Cy', to: 'Three' } });
    await steps.change(id, { sheet: 'Customers' });
    assert.deepEqual(
      (await steps.rows(id)).map(({ changes }) => changes['legalName']?.to),
      ['One', 'Two'],
    );
  });

  test('of changes that come while it is checked the last ones count', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    for (const value of ['First', 'Second', 'Third']) {
      const change = { cells: [{ row: 2, column: 'legalName', value }], exclude: [5] };
      assert.ok((await lender.call(`PATCH /api/v1/uploads/${id}`, change)).status < 203);
    }
    const settled = await steps.settled(id);
    assert.partialDeepStrictEqual(settled, { state: 'ready', counts: { excluded: 1 } });
    assert.deepEqual((await steps.rows(id))[0]?.changes, { legalName: { from: 'Asha', to: 'Third' } });
  });

  test('a retry with its key changes nothing again', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    const send = () =>
      lender.call(`PATCH /api/v1/uploads/${id}`, { exclude: [5] }, { 'idempotency-key': 'leave-out-5' });
    const first = await send();
    await steps.change(id, { include: [5] });
    const again = await send();
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal((await steps.settled(id)).counts['excluded'], 0);
  });

  test('refuses what is not there, a sentence each, and what it does not know', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    const refused = async (change: unknown): Promise<string> => {
      const { status, text } = await lender.call(`PATCH /api/v1/uploads/${id}`, change);
      assert.equal(status, 400, text);
      return text;
    };
    const cells = [
      { row: 99, column: 'ifsc', value: 'x' },
      { row: 2, column: 'colour', value: 'x' },
    ];
    const many = await refused({ cells, exclude: [1] });
    for (const sentence of ['row 99', 'row 2: there is no column', 'row 1 is no row']) {
      assert.ok(many.includes(sentence), `${sentence} in ${many}`);
    }
    assert.match(await refused({ sheet: 'July' }), /a CSV has no sheets/);
    for (const change of [
      { rows: [2] },
      { exclude: ['2'] },
      { cells: [{ row: 2 }] },
      { cells: [{ row: 2, column: 'ifsc', value: '\0' }] },
      { mapping: { a: 1 } },
      [],
      'x',
    ]) {
      await refused(change);
    }
    assert.equal((await lender.call(`PATCH /api/v1/uploads/${id}`)).status, 400);
    assert.equal((await steps.settled(id)).state, 'ready');
    const book = await workbook({ Customers: [header, [keys[0] ?? '', null, 'x', null, null]], July: [header] });
    const { id: withSheets } = await steps.upload(book, { company: lender.code });
    const other = await lender.call(`PATCH /api/v1/uploads/${withSheets}`, { sheet: 'June' });
    assert.deepEqual([other.status, /Customers, July/.test(other.text)], [400, true]);
    const both = await lender.call(`PATCH /api/v1/uploads/${withSheets}`, { sheet: 'July', exclude: [2] });
    assert.deepEqual([both.status, /choose the sheet first/.test(both.text)], [400, true]);
  });

  test('409 once it was applied', async () => {
    const { id } = await steps.upload(mixed(), { company: lender.code });
    await steps.apply(id);
    const { status, body } = await lender.call(`PATCH /api/v1/uploads/${id}`, { exclude: [2] });
    assert.deepEqual([status, /applied already/.test(String(body['message']))], [409, true]);
  });
});
