import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Client, type Fields, loan, loans, type Tenant } from '../../tenant.ts';
import { addCustomers, assertRefused, created, csv, customer, sendUpdate } from '../company/company.ts';
import { uploadSteps } from '../upload-steps.ts';

let service: TestService;
let lender: Tenant;
let admin: Client;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  admin = await lender.withScopes('admin');
});
after(() => service[Symbol.asyncDispose]());

interface Page {
  readonly data: readonly Fields[];
  readonly nextCursor: string | null;
}

async function read<Body = { data: Fields }>(who: Client, path: string): Promise<Body> {
  const { status, body, text } = await who.call<Body>(`GET /api/v1/lists${path}`);
  assert.equal(status, 200, text);
  return body;
}

async function setBrake(id: string, maxAffected: number | null): Promise<void> {
  const { status, text } = await admin.call(`PATCH /api/v1/lists/${id}`, { maxAffected });
  assert.equal(status, 200, text);
}

describe('GET /api/v1/lists', () => {
  test('lists campaigns and the company of an organization, newest first, a page at a time', async () => {
    const own = await service.tenant();
    assert.deepEqual(await read<Page>(own, ''), { success: true, data: [], nextCursor: null });
    const first = await own.campaign(loans(2));
    await addCustomers(own, [{}]);
    const last = await own.campaign([], { name: 'Leads', campaignType: 'lead' });
    const gone = await own.campaign();
    await own.call(`DELETE /api/v1/campaigns/${gone}`);
    const { data, nextCursor } = await read<Page>(own, '');
    const same = { status: 'active', maxAffected: null };
    assert.deepEqual(data, [
      { id: last, kind: 'campaign', name: 'Leads', type: 'lead', customers: 0, ...same },
      { id: own.code, kind: 'company', name: data[1]?.['name'], type: 'company', customers: 1, ...same },
      { id: first, kind: 'campaign', name: 'April collections', type: 'emi', customers: 2, ...same },
    ]);
    assert.equal(nextCursor, null);
    const paged: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await read<Page>(own, `?limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.data);
      cursor = page.nextCursor;
      assert.ok(paged.length <= 3, 'a page came twice');
    }
    assert.deepEqual(paged, data);
  });

  test('goes on behind a list that was deleted since', async () => {
    const own = await service.tenant();
    const ids = [await own.campaign(), await own.campaign(), await own.campaign()];
    const { nextCursor } = await read<Page>(own, '?limit=2');
    await own.call(`DELETE /api/v1/campaigns/${ids[1]}`);
    const { data } = await read<Page>(own, `?cursor=${nextCursor}`);
    assert.deepEqual(
      data.map(({ id }) => id),
      [ids[0]],
    );
  });

  test('refuses a cursor of nobody and of somebody else', async () => {
    const theirs = await (await service.tenant()).campaign();
    for (const cursor of ['camp_nobody', theirs, 'x', '']) {
      const { status, text } = await lender.call(`GET /api/v1/lists?cursor=${cursor}`);
      assert.equal(status, 400, cursor);
      assert.match(text, /cursor must be the nextCursor of an earlier answer/);
    }
  });
});

describe('GET /api/v1/lists/{id}', () => {
  test('shows a campaign and a company, also those of an organization below', async () => {
    const branch = await service.tenant({ parent: lender.code });
    const id = await branch.campaign([loan('a')]);
    const shown = { success: true, data: { ...(await read(branch, `/${id}`)).data } };
    assert.equal(shown.data['customers'], 1);
    assert.deepEqual(await read(lender, `/${id}?organization=${branch.code}`), shown);
    const company = await read(lender, `/${branch.code}?organization=${branch.code}`);
    // Nothing was ever written to it: it is there all the same.
    assert.partialDeepStrictEqual(company.data, { id: branch.code, kind: 'company', customers: 0, maxAffected: null });
  });

  test('404 for a list that is unknown, deleted, or of another organization', async () => {
    const rival = await service.tenant();
    const gone = await lender.campaign();
    await lender.call(`DELETE /api/v1/campaigns/${gone}`);
    for (const id of ['camp_nobody', gone, rival.code, await rival.campaign()]) {
      const { status, body } = await lender.call(`GET /api/v1/lists/${id}`);
      const message = 'There is no customer list of this id.';
      assert.deepEqual([status, body], [404, { success: false, error: 'NotFound', message }], id);
    }
  });
});

describe('PATCH /api/v1/lists/{id}', () => {
  test('sets the brake of a campaign, and takes it off', async () => {
    const id = await lender.campaign(loans(3));
    for (const maxAffected of [2, 0, null]) {
      const { status, body } = await admin.call<{ data: Fields }>(`PATCH /api/v1/lists/${id}`, { maxAffected });
      assert.equal(status, 200);
      assert.equal(body.data['maxAffected'], maxAffected);
      assert.deepEqual((await read(lender, `/${id}`)).data, body.data);
    }
  });

  test('makes the list of a company that has none yet, once', async () => {
    const own = await service.tenant();
    const ownAdmin = await own.withScopes('admin');
    const answers = await Promise.all(
      [1, 2, 3].map((maxAffected) => ownAdmin.call(`PATCH /api/v1/lists/${own.code}`, { maxAffected })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal((await read<Page>(own, '')).data.length, 1);
    const [id = ''] = await addCustomers(own, [{}]);
    assert.equal((await customer(own, id))['legalName'], 'Asha');
    assert.equal((await read(own, `/${own.code}`)).data['customers'], 1);
  });

  test('is for administrators: who may only write customers cannot take the brake off', async () => {
    const id = await lender.campaign();
    assert.equal((await lender.call(`PATCH /api/v1/lists/${id}`, { maxAffected: null })).status, 403);
  });

  test('refuses what is no brake, and what it does not know', async () => {
    const id = await lender.campaign();
    for (const body of [
      {},
      { maxAffected: -1 },
      { maxAffected: 1.5 },
      { maxAffected: '5' },
      { maxAffected: 2 ** 31 },
    ]) {
      assert.equal((await admin.call(`PATCH /api/v1/lists/${id}`, body)).status, 400, JSON.stringify(body));
    }
    const unknown = await admin.call(`PATCH /api/v1/lists/${id}`, { maxAffected: 1, brake: 1 });
    assert.equal(unknown.status, 400);
    assert.match(unknown.text, /unknown field brake/);
    const gone = await lender.campaign();
    await lender.call(`DELETE /api/v1/campaigns/${gone}`);
    const rival = await service.tenant();
    for (const other of ['camp_nobody', gone, rival.code, await rival.campaign()]) {
      assert.equal((await admin.call(`PATCH /api/v1/lists/${other}`, { maxAffected: 1 })).status, 404, other);
    }
  });
});

describe('GET /api/v1/lists/{id}/customers/{key}/history', () => {
  const versions = ({ data }: Page) => data.map(({ version, changes }) => [version, changes]);

  test("reads a campaign's customer as the campaign door does, by field too", async () => {
    const id = await lender.campaign([loan('a/b')]);
    await lender.bulkUpdate(id, [{ id: 'a/b', data: { emi_amount: 1 } }]);
    await lender.bulkUpdate(id, [{ id: 'a/b', data: { emi_amount: 2, note: 'x' } }]);
    const key = encodeURIComponent('a/b');
    const whole = await read<Page>(lender, `/${id}/customers/${key}/history`);
    const door = await lender.call<Page>(`GET /api/v1/customers/${key}/history?campaignId=${id}`);
    assert.deepEqual(whole, door.body);
    assert.equal(whole.data.length, 3);
    const first = await read<Page>(lender, `/${id}/customers/${key}/history?field=emi_amount&field=note&limit=2`);
    assert.deepEqual(versions(first), [
      [3, { emi_amount: { from: 1, to: 2 }, note: { to: 'x' } }],
      [2, { emi_amount: { from: 4500, to: 1 } }],
    ]);
    const cursor = first.nextCursor;
    const rest = await read<Page>(lender, `/${id}/customers/${key}/history?field=note&cursor=${cursor}`);
    assert.deepEqual([rest.data, rest.nextCursor], [[], null]);
  });

  test("reads a company's customer, also a deleted one's, and one of an organization below", async () => {
    const branch = await service.tenant({ parent: lender.code });
    const [key = ''] = await addCustomers(branch, [{}]);
    await branch.call(`DELETE /api/v0/customer/${key}`);
    const page = await read<Page>(lender, `/${branch.code}/customers/${key}/history?organization=${branch.code}`);
    assert.deepEqual(versions(page), [
      [2, { legalName: { from: 'Asha' } }],
      [1, { legalName: { to: 'Asha' } }],
    ]);
  });

  test('404 for a list or a customer that is not there; 400 for what it does not know', async () => {
    const id = await lender.campaign([loan('a')]);
    const rival = await service.tenant();
    const foreign = await rival.campaign([loan('a')]);
    const unwritten = await service.tenant();
    assert.equal((await unwritten.call(`GET /api/v1/lists/${unwritten.code}/customers/a/history`)).status, 404);
    for (const path of [`${id}/customers/nobody`, `${foreign}/customers/a`, 'camp_nobody/customers/a']) {
      assert.equal((await lender.call(`GET /api/v1/lists/${path}/history`)).status, 404, path);
    }
    for (const query of ['fields=a', 'field=', 'cursor=x', 'limit=0', 'limit=1&limit=2']) {
      assert.equal((await lender.call(`GET /api/v1/lists/${id}/customers/a/history?${query}`)).status, 400, query);
    }
  });
});

describe('the brake of a list', () => {
  test('is held against requests that ask for none, or for a higher one', async () => {
    const id = await lender.campaign(loans(3));
    await setBrake(id, 2);
    const records = [0, 1, 2].map((i) => ({ id: `loan_${i}`, data: { note: 'new' } }));
    const send = (query = '', count = 3) =>
      lender.call(`PUT /api/v1/customers/update/bulk${query}`, { campaignId: id, records: records.slice(0, count) });
    const message =
      `3 records would be updated and the brake of ${id} is 2; nothing was applied. ` +
      `It is changed by somebody with the scope admin: PATCH /api/v1/lists/${id}, maxAffected.`;
    for (const query of ['', '?maxAffected=3', '?maxAffected=2']) {
      const { status, body } = await send(query);
      assert.deepEqual([status, body], [422, { success: false, error: 'UnprocessableRequest', message }], query);
    }
    const lower = await send('?maxAffected=1', 2);
    assert.match(lower.text, /2 records would be updated and maxAffected is 1; nothing was applied\./);
    assert.equal((await lender.customer(id, 'loan_0')).version, 1);
    assert.equal((await send('', 2)).status, 200);
    // What is as it should be already is not counted.
    assert.equal((await send()).status, 200);
    await setBrake(id, null);
    assert.equal(
      (
        await lender.bulkUpdate(
          id,
          records.map((record) => ({ ...record, data: { note: 2 } })),
        )
      ).status,
      200,
    );
  });

  test('of none at all stops single updates, and neither additions nor removals', async () => {
    const id = await lender.campaign(loans(1));
    await setBrake(id, 0);
    const one = (data: Fields) =>
      lender.call('PUT /api/v1/customers/update', { campaignId: id, loan_id: 'loan_0', data });
    assert.equal((await one({ note: 1 })).status, 422);
    assert.equal((await one({})).status, 200);
    const added = await lender.call('POST /api/v1/customers/add/bulk', {
      campaignId: id,
      records: [{ data: loan('n') }],
    });
    assert.equal(added.status, 201);

    const own = await service.tenant();
    const [key = ''] = await addCustomers(own, [{}]);
    const set = await (await own.withScopes('admin')).call(`PATCH /api/v1/lists/${own.code}`, { maxAffected: 0 });
    assert.equal(set.status, 200);
    const message = new RegExp(`1 customer would be updated and the brake of ${own.code} is 0; nothing was applied`);
    for (const [request, body] of [
      [`PATCH /api/v0/customer/${key}`, { legalName: 'Ravi' }],
      [`PUT /api/v0/customer/deactivate/${key}`, undefined],
    ] as const) {
      const { status, text } = await own.call(request, body);
      assert.equal(status, 422, text);
      assert.match(text, message);
    }
    assert.equal((await own.call(`PUT /api/v0/customer/activate/${key}`)).status, 200);
    await addCustomers(own, [{}]);
    assert.equal((await own.call(`DELETE /api/v0/customer/${key}`)).status, 200);
  });

  test('is held against a file, as it is when the file is applied', async () => {
    const own = await service.tenant();
    const steps = uploadSteps(own);
    const ownAdmin = await own.withScopes('admin');
    const set = (maxAffected: number | null) => ownAdmin.call(`PATCH /api/v1/lists/${own.code}`, { maxAffected });
    const keys = await addCustomers(own, [{}, {}, {}]);
    const sheet = [['customerId', 'state'], ...keys.map((key) => [key, 'Goa'])];
    const refusal = new RegExp(`3 rows would change a customer and the brake of ${own.code} is 2; nothing was applied`);
    const shown = await steps.upload(sheet, { company: own.code });
    await set(2);
    const refused = await own.call(`POST /api/v1/uploads/${shown.id}/apply`);
    assert.equal(refused.status, 422, refused.text);
    assert.match(refused.text, refusal);
    const file = await sendUpdate(own, csv(...sheet));
    const error = assertRefused(file, { status: 422, type: 'UNPROCESSABLE_REQUEST', says: refusal });
    // The request gave no value that could be wrong.
    assert.deepEqual(error.apiSubErrors, [{ field: 'maxAffected', message: error.errorMessage }]);
    assert.equal((await customer(own, keys[0] ?? ''))['version'], 1);
    const added = await created(own, 'legalName\nA\nB\nC\nD\n');
    assert.equal(added.success_count, 4);
    await set(3);
    const again = await steps.upload(sheet, { company: own.code });
    assert.equal((await steps.apply(again.id)).counts['updated'], 3);
  });
});
