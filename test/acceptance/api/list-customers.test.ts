import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { compareKeys } from '../../../src/engine/compare-keys.ts';
import { startTestService, type TestService } from '../../service.ts';
import { type Answer, type Client, type Fields, lead, loan, type Tenant } from '../../tenant.ts';
import { addCustomers, created, updated } from '../company/company.ts';
import { undoOf } from '../undo-steps.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

interface Found extends Fields {
  readonly key: string;
  readonly match: string | null;
}
interface Page {
  readonly data: readonly Found[];
  readonly nextCursor: string | null;
  readonly incomplete: boolean;
}

async function page(who: Client, id: string, query: Readonly<Record<string, string>> = {}): Promise<Page> {
  const { status, body, text } = await who.call<Page>(
    `GET /api/v1/lists/${id}/customers?${new URLSearchParams(query).toString()}`,
  );
  assert.equal(status, 200, text);
  assert.equal(body.incomplete, false);
  return body;
}

/** Keys with what they were found by, on all pages. */
async function found(who: Client, id: string, query: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const all: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { data, nextCursor }: Page = await page(who, id, { ...query, ...(cursor && { cursor }) });
    all.push(...data.map(({ key, match }) => `${key} ${match}`));
    cursor = nextCursor;
    assert.ok(all.length < 1_000, 'pages without end');
  }
  return all;
}

const search = async (who: Client, id: string, text: string): Promise<string[]> => found(who, id, { search: text });
const customerPath = (id: string, key: string): string => `/api/v1/lists/${id}/customers/${encodeURIComponent(key)}`;
type One = Answer<{
  data: Fields & { version: number; data: Fields; batchId: string };
  message: string;
  errors: string[];
}>;
const change = (who: Client, ...[path, body, headers]: [string, unknown, Record<string, string>?]): Promise<One> =>
  who.call(`PATCH ${path}`, body, headers);

describe('GET /api/v1/lists/{id}/customers', () => {
  test("finds a campaign's customers by the start of key, name, number and address, in any case", async () => {
    const id = await lender.campaign([
      loan('LN-1', {
        first_name: 'Asha',
        last_name: 'Patil Rao',
        phone_number: '+91 9876543210',
        email: 'Asha@Example.in',
      }),
      loan('ln-2', { first_name: 'José', last_name: "O'Brien", phone_number: '9123456789' }),
      loan('Ln-3', { first_name: 'Ln', last_name: 'Iyer', phone_number: '+14155550123' }),
    ]);
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['ln', ['ln-2 key', 'LN-1 key', 'Ln-3 key']],
      ['LN-1', ['LN-1 key']],
      ['patil r', ['LN-1 name']],
      ['ASHA PATIL', ['LN-1 name']],
      ['a', ['LN-1 name']],
      ['jose', ['ln-2 name']],
      ['brien', ['ln-2 name']],
      ['9876', ['LN-1 phone']],
      ['+91 98765-43210', ['LN-1 phone']],
      ['9198', ['LN-1 phone']],
      ['91', ['ln-2 phone', 'LN-1 phone']],
      ['+1 (415)', ['Ln-3 phone']],
      ['4155', ['Ln-3 phone']],
      ['asha@', ['LN-1 email']],
      ['nobody', []],
      ['…', []],
    ];
    for (const [text, keys] of cases) assert.deepEqual(await search(lender, id, text), keys, text);
    const { data } = await page(lender, id, { search: 'asha' });
    const { updatedAt, ...shown } = data[0] ?? { key: '', match: null, updatedAt: '' };
    assert.ok(!Number.isNaN(Date.parse(String(updatedAt))));
    assert.deepEqual(shown, {
      key: 'LN-1',
      status: 'active',
      version: 1,
      name: 'Asha Patil Rao',
      phone: '+91 9876543210',
      email: 'Asha@Example.in',
      references: {},
      match: 'name',
    });
  });

  test("finds a company's customers by their references too, also those of an organization below", async () => {
    const branch = await service.tenant({ parent: lender.code });
    const [first = '', second = ''] = await addCustomers(branch, [
      { legalName: 'Asha Textiles', uniqueRefNo: 'REF-7', accountNumber: '001234567890', email: 'a@b.in' },
      { legalName: 'Ref Traders', contactNumber: '9876543210' },
    ]);
    const below = { organization: branch.code };
    for (const [text, keys] of [
      ['ref', [`${first} reference`, `${second} name`]],
      ['0012', [`${first} reference`]],
      [first.toLowerCase(), [`${first} key`]],
      ['98', [`${second} phone`]],
    ] as const) {
      assert.deepEqual(await found(lender, branch.code, { ...below, search: text }), keys, text);
    }
    const { data } = await page(branch, branch.code, { search: 'ref-' });
    assert.deepEqual(data[0]?.['references'], { uniqueRefNo: 'REF-7', accountNumber: '001234567890' });
    assert.equal(data[0]?.['name'], 'Asha Textiles');
  });

  test('without a search lists all by key, a page at a time, none twice and none left out', async () => {
    const keys = Array.from({ length: 23 }, (_, i) => `L${String(i).padStart(2, '0')}`);
    const id = await lender.campaign(keys.map((key) => loan(key)));
    const all = keys.map((key) => `${key} null`);
    for (const query of [{}, { search: ' ' }, { search: '' }, { limit: '1' }, { limit: '5' }, { limit: '23' }]) {
      assert.deepEqual(await found(lender, id, query), all, JSON.stringify(query));
    }
    // Everybody has the name and the number that are searched: each has several places and comes once.
    for (const text of ['a', '9', '91']) {
      const matched = await found(lender, id, { search: text, limit: '4' });
      assert.deepEqual(matched.map((entry) => entry.split(' ')[0] ?? '').toSorted(compareKeys), keys, text);
    }
  });

  test('goes on behind the longest name and key that may be', async () => {
    await using wide = await startTestService({ settings: { keyCharactersMax: 512 } });
    const own = await wide.tenant();
    const keys = ['aB', 'aC'].map((start) => start + '😀'.repeat(510));
    const name = `Meera ${'😀'.repeat(80)}`;
    const id = await own.campaign(keys.map((key) => ({ ...loan(key), first_name: name })));
    assert.deepEqual(
      await found(own, id, { search: 'meera', limit: '1' }),
      keys.map((key) => `${key} name`),
    );
  });

  test('goes on behind a customer that was added, renamed or removed since', async () => {
    const own = await service.tenant();
    const ids = await addCustomers(
      own,
      ['Rao A', 'Rao B', 'Rao C', 'Rao D'].map((legalName) => ({ legalName })),
    );
    const first = await page(own, own.code, { search: 'rao', limit: '2' });
    assert.deepEqual(
      first.data.map(({ name }) => name),
      ['Rao A', 'Rao B'],
    );
    await own.call(`DELETE /api/v0/customer/${ids[1]}`);
    await own.call(`PATCH /api/v0/customer/${ids[2]}`, { legalName: 'Iyer' });
    const [added = ''] = await addCustomers(own, [{ legalName: 'Rao Z' }]);
    const next = await page(own, own.code, { search: 'rao', cursor: first.nextCursor ?? '' });
    assert.deepEqual(
      next.data.map(({ key }) => key),
      [ids[3], added],
    );
  });

  test('shows removed customers to whoever asks for them, by key', async () => {
    const own = await service.tenant();
    const [gone = '', stays = ''] = await addCustomers(own, [
      { legalName: 'Asha', uniqueRefNo: 'R1' },
      { legalName: 'Asha' },
    ]);
    await own.call(`DELETE /api/v0/customer/${gone}`);
    assert.deepEqual(await search(own, own.code, 'asha'), [`${stays} name`]);
    assert.deepEqual(await search(own, own.code, gone), []);
    assert.deepEqual(await found(own, own.code, { status: 'removed' }), [`${gone} null`]);
    assert.deepEqual(await found(own, own.code, { status: 'removed', search: gone.toLowerCase() }), [`${gone} key`]);
    assert.deepEqual(await found(own, own.code, { status: 'removed', search: 'asha' }), []);
    assert.deepEqual((await found(own, own.code, { status: 'all', search: 'kc' })).length, 2);
    assert.deepEqual((await found(own, own.code, { status: 'all' })).length, 2);
    const { data } = await page(own, own.code, { status: 'removed' });
    assert.partialDeepStrictEqual(data[0], { status: 'removed', version: 2, name: null, references: {} });
  });

  test('finds what files wrote, and no longer what an undo took back', async () => {
    const own = await service.tenant();
    const { payload: made } = { payload: await created(own, 'legalName,uniqueRefNo\nAsha,R-1\nMeera,R-2\n') };
    assert.equal((await search(own, own.code, 'r-')).length, 2);
    const { batchId } = await updated(own, 'uniqueRefNo,legalName,contactNumber\nR-1,Zoya Khan,9000000001\n');
    assert.equal((await search(own, own.code, 'khan')).length, 1);
    assert.equal((await search(own, own.code, 'asha')).length, 0);
    await undoOf(own, batchId);
    assert.deepEqual([await search(own, own.code, 'khan'), await search(own, own.code, '9000')], [[], []]);
    assert.equal((await search(own, own.code, 'asha')).length, 1);
    await undoOf(own, made.batchId);
    assert.deepEqual([await search(own, own.code, 'asha'), await search(own, own.code, 'r-')], [[], []]);
  });

  test('is empty for a company to which nothing was ever written', async () => {
    const own = await service.tenant();
    assert.deepEqual(await page(own, own.code, { search: 'a' }), {
      success: true,
      data: [],
      nextCursor: null,
      incomplete: false,
    });
  });

  test('404 for a list that is not there; 400 for what it does not know', async () => {
    const rival = await service.tenant();
    const id = await lender.campaign([loan('a'), loan('b')]);
    for (const other of ['camp_nobody', await rival.campaign(), rival.code]) {
      assert.equal((await lender.call(`GET /api/v1/lists/${other}/customers`)).status, 404, other);
    }
    const { nextCursor } = await page(lender, id, { limit: '1', search: '98' });
    for (const query of [
      'limit=0',
      'limit=201',
      'status=gone',
      'cursor=x',
      'cursor=',
      'searches=a',
      `search=${'a'.repeat(257)}`,
      // A search has other stretches than a list of all.
      `cursor=${nextCursor}`,
      'search=%00',
    ]) {
      assert.equal((await lender.call(`GET /api/v1/lists/${id}/customers?${query}`)).status, 400, query);
    }
    const writer = await lender.withScopes('customers:write');
    assert.equal((await writer.call(`GET /api/v1/lists/${id}/customers`)).status, 403);
  });
});

describe('GET /api/v1/lists/{id}/customers/{key}', () => {
  test('reads a customer of a campaign and of a company, whatever is in the key', async () => {
    const keys = ['a/b', 'ä ö?#%', 'a%2Fb', '😀', 'x'.repeat(128), '😀'.repeat(128)];
    const id = await lender.campaign(
      keys.map((key) => lead(key)),
      { campaignType: 'lead' },
    );
    for (const key of keys) {
      const { status, headers, body, text } = await lender.call<{ data: Fields }>(`GET ${customerPath(id, key)}`);
      assert.equal(status, 200, text);
      assert.partialDeepStrictEqual(body.data, { key, status: 'active', version: 1, data: { first_name: 'Asha' } });
      assert.equal(headers.get('etag'), '"1"');
    }
    const [company = ''] = await addCustomers(lender, [{}]);
    const { body } = await lender.call<{ data: Fields }>(`GET ${customerPath(lender.code, company)}`);
    assert.partialDeepStrictEqual(body.data, { key: company, data: { legalName: 'Asha' } });
  });

  test('shows a removed one as removed, 304 for the version that one has, and 404 for what is not there', async () => {
    const [key = ''] = await addCustomers(lender, [{}]);
    const path = customerPath(lender.code, key);
    assert.equal((await lender.call(`GET ${path}`, undefined, { 'if-none-match': '"1"' })).status, 304);
    await lender.call(`DELETE /api/v0/customer/${key}`);
    const { body } = await lender.call<{ data: Fields }>(`GET ${path}`);
    assert.partialDeepStrictEqual(body.data, { key, status: 'removed', version: 2, data: {} });
    const rival = await service.tenant();
    const foreign = await rival.campaign([loan('a')]);
    for (const gone of [
      customerPath(lender.code, 'KCNOBODY'),
      customerPath(foreign, 'a'),
      customerPath('camp_x', 'a'),
    ]) {
      assert.equal((await lender.call(`GET ${gone}`)).status, 404, gone);
    }
  });
});

describe('PATCH /api/v1/lists/{id}/customers/{key}', () => {
  test('changes a customer as a batch of its own, with history and undo', async () => {
    const id = await lender.campaign([loan('a/1')]);
    const path = customerPath(id, 'a/1');
    const { status, headers, body, text } = await change(lender, path, {
      patch: { first_name: 'Zoya', note: { x: 1 } },
      version: 1,
    });
    assert.equal(status, 200, text);
    assert.partialDeepStrictEqual(body.data, { key: 'a/1', status: 'active', version: 2, outcome: 'updated' });
    assert.equal(headers.get('etag'), '"2"');
    assert.equal(body.data.data['first_name'], 'Zoya');
    assert.deepEqual(await search(lender, id, 'zoya'), ['a/1 name']);
    const history = await lender.call<{ data: Fields[] }>(`GET ${path}/history`);
    assert.partialDeepStrictEqual(history.body.data[0], {
      version: 2,
      batchId: body.data.batchId,
      by: 'test',
      changes: { first_name: { from: 'Asha', to: 'Zoya' }, note: { to: { x: 1 } } },
    });
    await undoOf(lender, body.data.batchId);
    const { data } = await lender.customer(id, 'a/1');
    assert.deepEqual([data['first_name'], data['note']], ['Asha', undefined]);
    assert.deepEqual(await search(lender, id, 'asha'), ['a/1 name']);
    const same = await change(lender, path, { patch: { first_name: 'Asha' } });
    assert.partialDeepStrictEqual(same.body.data, { version: 3, outcome: 'unchanged' });
  });

  test("brings a company's values into their stored form, and holds all to their rules", async () => {
    const [key = ''] = await addCustomers(lender, [{}]);
    const path = customerPath(lender.code, key);
    const { body } = await change(lender, path, { patch: { ifsc: 'hdfc0001234' } });
    assert.equal(body.data.data['ifsc'], 'HDFC0001234');
    const bad = await change(lender, path, { patch: { email: 'x', pinCode: '0', nothing: 1 } });
    assert.equal(bad.status, 400);
    assert.deepEqual(
      bad.body.errors.map((fault) => fault.split(' ')[0]),
      ['email', 'pinCode', 'nothing'],
    );
    assert.equal((await change(lender, path, { patch: { status: 'deactivated' } })).status, 400);
    const campaign = await lender.campaign([loan('a')]);
    const refused = await change(lender, customerPath(campaign, 'a'), {
      patch: { first_name: null, loan_id: 'b', emi_amount: -1 },
    });
    assert.equal(refused.status, 400);
    assert.equal(refused.body.errors.length, 3);
  });

  test('409 says who changed which fields since the version that was read; other fields are merged', async () => {
    const id = await lender.campaign([loan('a')]);
    const path = customerPath(id, 'a');
    await lender.bulkUpdate(id, [{ id: 'a', data: { first_name: 'Meera', emi_amount: 7 } }]);
    const conflict = await change(lender, path, { patch: { first_name: 'Zoya' }, version: 1 });
    assert.equal(conflict.status, 409);
    assert.match(
      conflict.body.message,
      /^The customer was changed since version 1: first_name by test at 2.*Nothing was applied/,
    );
    const merged = await change(lender, path, { patch: { last_name: 'Iyer' }, version: 1 });
    assert.partialDeepStrictEqual(merged.body.data, { version: 3, data: { first_name: 'Meera', last_name: 'Iyer' } });
    assert.equal((await change(lender, path, { patch: { note: 1 }, version: 9 })).status, 409);
    assert.equal((await change(lender, path, { patch: { last_name: 'X' } }, { 'if-match': '"1"' })).status, 412);
    assert.equal((await change(lender, path, { patch: { last_name: 'X' } }, { 'if-match': '"3"' })).status, 200);
    assert.equal((await change(lender, path, { patch: {}, version: 1 }, { 'if-match': '"1"' })).status, 400);
  });

  test('refuses a reference that another has, a brake of none, and who may not write', async () => {
    const own = await service.tenant();
    const [key = ''] = await addCustomers(own, [{}, { uniqueRefNo: 'R1' }]);
    const path = customerPath(own.code, key);
    assert.equal((await change(own, path, { patch: { uniqueRefNo: 'R1' } })).status, 409);
    const admin = await own.withScopes('admin');
    await admin.call(`PATCH /api/v1/lists/${own.code}`, { maxAffected: 0 });
    const braked = await change(own, path, { patch: { legalName: 'B' } });
    assert.equal(braked.status, 422);
    assert.match(braked.body.message, /1 customer would be updated and the brake of CEK\w+ is 0/);
    const reader = await own.withScopes('customers:read');
    assert.equal((await change(reader, path, { patch: {} })).status, 403);
  });

  test('404 for a customer that is not there or was removed, 400 for a body that is none', async () => {
    const [key = ''] = await addCustomers(lender, [{}]);
    const path = customerPath(lender.code, key);
    for (const body of [
      {},
      { patch: [] },
      { patch: {}, version: 0 },
      { patch: {}, version: '1' },
      { patch: {}, what: 1 },
    ]) {
      assert.equal((await change(lender, path, body)).status, 400, JSON.stringify(body));
    }
    await lender.call(`DELETE /api/v0/customer/${key}`);
    const unwritten = await service.tenant();
    const nobody = customerPath(await lender.campaign([]), 'a');
    for (const gone of [path, nobody, customerPath('camp_x', 'a')]) {
      assert.equal((await change(lender, gone, { patch: {} })).status, 404, gone);
    }
    assert.equal((await change(unwritten, customerPath(unwritten.code, 'a'), { patch: {} })).status, 404);
  });

  test('is done once, however often it is sent with the same key', async () => {
    const id = await lender.campaign([loan('a')]);
    const send = () =>
      change(lender, customerPath(id, 'a'), { patch: { note: 'x' } }, { 'idempotency-key': 'one edit' });
    const [first, again] = [await send(), await send()];
    assert.deepEqual(again.body, first.body);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal((await lender.customer(id, 'a')).version, 2);
  });
});
