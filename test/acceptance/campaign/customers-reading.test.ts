import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Fields, loan, type Tenant } from '../../tenant.ts';

let service: TestService;
let lender: Tenant;
let campaignId: string;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  campaignId = await lender.campaign([loan('loan_1')]);
});
after(() => service[Symbol.asyncDispose]());

const mismatch = '{"success":false,"message":"Campaign ID invalid or mismatch for your organization."}';

async function faultsOf(request: string): Promise<readonly string[]> {
  const answer = await lender.call<{ errors: string[] }>(request);
  assert.equal(answer.status, 400, answer.text);
  return answer.body.errors;
}

describe('GET /api/v1/customers/{id}', () => {
  test('shows the customer with its ETag', async () => {
    const answer = await lender.call<{ data: Fields }>(`GET /api/v1/customers/loan_1?campaignId=${campaignId}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('etag'), '"1"');
    const { createdAt, updatedAt, ...rest } = answer.body.data;
    assert.deepEqual(rest, { id: 'loan_1', campaignId, version: 1, status: 'active', data: loan('loan_1') });
    for (const at of [createdAt, updatedAt]) assert.ok(Math.abs(Date.parse(String(at)) - Date.now()) < 60_000);
  });

  test('If-None-Match: 304 without a body as long as it is unchanged', async () => {
    const get = (tag: string) =>
      lender.call(`GET /api/v1/customers/loan_1?campaignId=${campaignId}`, undefined, { 'if-none-match': tag });
    for (const tag of ['"1"', 'W/"1"', '*', '"0", "1"']) {
      const { status, text, headers } = await get(tag);
      assert.deepEqual([status, text, headers.get('etag')], [304, '', '"1"'], tag);
    }
    assert.equal((await get('"2"')).status, 200);
  });

  test('takes any id that a customer can have', async () => {
    for (const id of ['a/b', 'a?b#c', '%', 'a b', '🙂', '..', '.', 'add', 'history']) {
      await lender.call('POST /api/v1/customers/add', { campaignId, data: loan(id) });
      const { data } = await lender.customer(campaignId, id).catch(() => ({ data: {} as Fields }));
      // Clients resolve `.` and `..` in a path themselves, encoded or not.
      if (!/^\.+$/.test(id)) assert.equal(data['loan_id'], id);
    }
  });

  test('404 where the campaign holds no such customer; 403 where it is not one of ours', async () => {
    const unknown = await lender.call(`GET /api/v1/customers/nobody?campaignId=${campaignId}`);
    assert.equal(unknown.status, 404);
    assert.deepEqual(unknown.body, { success: false, error: 'NotFound', message: 'Document not found' });
    const other = await service.tenant();
    const theirs = await other.campaign([loan('loan_1')]);
    for (const id of [theirs, 'camp_unknown', '']) {
      for (const path of [`/loan_1?campaignId=${id}`, `/loan_1/history?campaignId=${id}`, `?campaignId=${id}`]) {
        const { status, text } = await lender.call(`GET /api/v1/customers${path}`);
        assert.deepEqual([status, text], [403, mismatch], path);
      }
    }
  });

  test('campaignId is required', async () => {
    for (const path of ['/loan_1', '/loan_1/history', '']) {
      assert.match((await faultsOf(`GET /api/v1/customers${path}`))[0] ?? '', /campaignId is required/);
    }
  });
});

describe('GET /api/v1/customers', () => {
  interface Page {
    readonly data: readonly { id: string }[];
    readonly nextCursor: string | null;
  }
  let listId: string;
  const ids = ['A', 'a', 'a%', 'a_', 'aa', 'ab', 'b', 'é', '🙂'];
  before(async () => {
    listId = await lender.campaign(ids.map((id) => loan(id)));
  });
  const list = async (query: string) => {
    const { status, body, text } = await lender.call<Page>(`GET /api/v1/customers?campaignId=${listId}${query}`);
    assert.equal(status, 200, text);
    return { ids: body.data.map(({ id }) => id), nextCursor: body.nextCursor, data: body.data };
  };

  test('lists customers as GET of one shows them', async () => {
    const { ids: found, nextCursor, data } = await list('');
    assert.deepEqual(found, ids);
    assert.equal(nextCursor, null);
    assert.deepEqual(data[1], await lender.customer(listId, 'a'));
  });

  test('pages by limit and cursor, each customer once', async () => {
    const found: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 9; pages += 1) {
      const page = await list(`&limit=2${cursor && `&cursor=${cursor}`}`);
      found.push(...page.ids);
      cursor = page.nextCursor;
    }
    assert.deepEqual(found, ids);
  });

  test('search is the start of the id, taken literally', async () => {
    assert.deepEqual((await list('&search=a')).ids, ['a', 'a%', 'a_', 'aa', 'ab']);
    assert.deepEqual((await list('&search=a%25')).ids, ['a%']);
    assert.deepEqual((await list('&search=a_')).ids, ['a_']);
    assert.deepEqual((await list('&search=zz')).ids, []);
    assert.deepEqual((await list(`&search=${encodeURIComponent('🙂')}`)).ids, ['🙂']);
    const first = await list('&search=a&limit=2');
    assert.deepEqual((await list(`&search=a&limit=9&cursor=${first.nextCursor}`)).ids, ['a_', 'aa', 'ab']);
  });

  test('refuses a cursor that was not given out, and what it does not know', async () => {
    for (const query of ['cursor=!', 'cursor=', 'limit=0', 'limit=1001', 'limit=1.5', 'page=1', 'limit=1&limit=2']) {
      assert.equal((await faultsOf(`GET /api/v1/customers?campaignId=${listId}&${query}`)).length, 1, query);
    }
  });
});

describe('GET /api/v1/customers/{id}/history', () => {
  interface Page {
    readonly data: readonly { version: number; batchId: string; at: string; by: string; changes: Fields }[];
    readonly nextCursor: string | null;
  }

  test('tells what was changed, newest first, by which batch and whose token', async () => {
    const id = await lender.campaign([loan('h', { note: { a: 1 } })]);
    const one = await lender.bulkUpdate(id, [{ id: 'h', data: { note: { b: 2 }, language: 'odia' } }]);
    await lender.bulkUpdate(id, [{ id: 'h', data: {} }]);
    const two = await lender.bulkUpdate(id, [
      { id: 'h', data: { language: null } },
      { id: 'h', data: { payment_status: 'paid' } },
    ]);
    const path = `GET /api/v1/customers/h/history?campaignId=${id}`;
    const { status, body } = await lender.call<Page>(path);
    assert.equal(status, 200);
    assert.deepEqual(
      body.data.map(({ version, batchId, by, changes }) => ({ version, batchId, by, changes })),
      [
        {
          version: 3,
          batchId: two.body.batchId,
          by: 'test',
          changes: { language: { from: 'odia' }, payment_status: { from: 'pending', to: 'paid' } },
        },
        {
          version: 2,
          batchId: one.body.batchId,
          by: 'test',
          changes: { note: { from: { a: 1 }, to: { a: 1, b: 2 } }, language: { to: 'odia' } },
        },
        {
          version: 1,
          batchId: body.data[2]?.batchId,
          by: 'test',
          changes: Object.fromEntries(Object.entries(loan('h', { note: { a: 1 } })).map(([k, to]) => [k, { to }])),
        },
      ],
    );
    assert.equal(body.nextCursor, null);
    const first = await lender.call<Page>(`${path}&limit=2`);
    assert.deepEqual(first.body.data, body.data.slice(0, 2));
    const rest = await lender.call<Page>(`${path}&limit=2&cursor=${first.body.nextCursor}`);
    assert.deepEqual([rest.body.data, rest.body.nextCursor], [body.data.slice(2), null]);
  });

  test('field: only changes of this field, and of these fields where it is repeated', async () => {
    const id = await lender.campaign([loan('f', { 'a,b': 1 })]);
    await lender.bulkUpdate(id, [{ id: 'f', data: { language: 'odia', 'a,b': 2 } }]);
    await lender.bulkUpdate(id, [{ id: 'f', data: { payment_status: 'paid' } }]);
    const told = async (query: string) => {
      const { status, body, text } = await lender.call<Page>(
        `GET /api/v1/customers/f/history?campaignId=${id}&${query}`,
      );
      assert.equal(status, 200, text);
      return body.data.map(({ version, changes }) => [version, changes]);
    };
    assert.deepEqual(await told('field=language'), [[2, { language: { to: 'odia' } }]]);
    assert.deepEqual(await told('field=a,b&field=payment_status'), [
      [3, { payment_status: { from: 'pending', to: 'paid' } }],
      [2, { 'a,b': { from: 1, to: 2 } }],
      [1, { payment_status: { to: 'pending' }, 'a,b': { to: 1 } }],
    ]);
    assert.deepEqual(await told('field=toString'), []);
    assert.deepEqual(await faultsOf(`GET /api/v1/customers/f/history?campaignId=${id}&fields=language`), [
      'unknown query parameter fields',
    ]);
  });

  test('404 for a customer that is not there', async () => {
    assert.equal((await lender.call(`GET /api/v1/customers/nobody/history?campaignId=${campaignId}`)).status, 404);
    assert.equal((await faultsOf(`GET /api/v1/customers/a/history?campaignId=${campaignId}&cursor=x`)).length, 1);
  });
});
