import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { customerHistory } from '../../../src/doors/campaign/customer-history.ts';
import { getCustomer } from '../../../src/doors/campaign/get-customer.ts';
import { listCustomers } from '../../../src/doors/campaign/list-customers.ts';
import type { Route } from '../../../src/http/route.ts';
import type {
  Customer,
  CustomerQuery,
  CustomerReader,
  HistoryQuery,
  HistoryReader,
} from '../../../src/lists/customer-readers.ts';
import type { NoTx } from '../../lists/memory-campaign-store.ts';
import { newCampaign } from '../../lists/new-campaign.ts';
import { campaignRoom } from './campaign-room.ts';
import { callRoute } from './call-route.ts';

const at = new Date('2026-01-01T00:00:00Z');
const keys = ['A/1', 'A2', 'ಅ', '🙂'];
const customers: CustomerReader & { asked: CustomerQuery[] } = {
  asked: [],
  async page(query) {
    this.asked.push(query);
    const { keyPrefix, afterKey, limit } = query;
    const after = keys.slice(afterKey === null ? 0 : keys.indexOf(afterKey) + 1);
    const found = after.filter((key) => key.startsWith(keyPrefix ?? ''));
    return { customers: found.slice(0, limit).map(customer), more: found.length > limit };
  },
  async find({ key }) {
    return keys.includes(key) ? customer(key) : null;
  },
};
const history: HistoryReader & { asked: HistoryQuery[] } = {
  asked: [],
  async read(query) {
    this.asked.push(query);
    if (!keys.includes(query.key)) return null;
    const entry = { version: 3, batchId: 'batch_1', at, by: 'loans', fields: { emi_amount: { from: 1, to: 2 } } };
    return { entries: [entry], next: query.cursor === null ? 2 ** 20 : null };
  },
};

function customer(key: string): Customer {
  return { key, version: 3, status: 'active', data: { loan_id: key }, createdAt: at, updatedAt: at };
}

describe('reading customers', () => {
  let list: Route<NoTx>;
  let get: Route<NoTx>;
  let changes: Route<NoTx>;
  beforeEach(async () => {
    const room = campaignRoom();
    await room.campaigns.createCampaign('transaction', newCampaign());
    const deps = { ...room, customers, history };
    list = listCustomers(deps);
    get = getCustomer(deps);
    changes = customerHistory(deps);
  });
  const query = '?campaignId=camp_1';
  const shown = {
    id: 'A/1',
    campaignId: 'camp_1',
    version: 3,
    status: 'active',
    data: { loan_id: 'A/1' },
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
  };

  test('walks a list page by page, each customer once', async () => {
    const seen: unknown[] = [];
    let cursor = '';
    for (let pages = 1; ; pages += 1) {
      const { body } = await callRoute(list, { query: `${query}&limit=2${cursor}` });
      seen.push(...(body.data ?? []).map(({ id }) => id));
      if (body.nextCursor === null) {
        assert.equal(pages, 2);
        break;
      }
      cursor = `&cursor=${body.nextCursor}`;
    }
    assert.deepEqual(seen, keys);
  });

  test('finds customers by the start of their id', async () => {
    const { body } = await callRoute(list, { query: `${query}&search=A` });
    assert.deepEqual(
      body.data?.map(({ id }) => id),
      ['A/1', 'A2'],
    );
    assert.deepEqual(customers.asked.at(-1), {
      organizationId: 1,
      listId: 1,
      keyPrefix: 'A',
      afterKey: null,
      limit: 100,
    });
  });

  test('refuses a cursor that no answer gave', async () => {
    const sentence = 'cursor must be the nextCursor of an earlier answer';
    const broken = ['', '%', 'QQ==', 'Q R', '_-_-', Buffer.from('\0').toString('base64url')];
    for (const cursor of [...broken, Buffer.from('x'.repeat(129)).toString('base64url')]) {
      const { status, body } = await callRoute(list, { query: `${query}&cursor=${encodeURIComponent(cursor)}` });
      assert.deepEqual([status, body.errors], [400, [sentence]], cursor);
    }
    for (const place of ['0', '1.5', '-1', 'x', '99999999999999999']) {
      const cursor = Buffer.from(place).toString('base64url');
      const { status, body } = await callRoute(changes, { params: { id: 'A2' }, query: `${query}&cursor=${cursor}` });
      assert.deepEqual([status, body.errors], [400, [sentence]], place);
    }
  });

  test('needs a campaign, and holds the limit to its bounds', async () => {
    const { body } = await callRoute(list, { query: '?limit=1001' });
    assert.deepEqual(body.errors, ['campaignId is required', 'limit must be at most 1000']);
  });

  test('shows one customer with its version as ETag', async () => {
    assert.deepEqual(await callRoute(get, { params: { id: 'A/1' }, query }), {
      status: 200,
      body: { success: true, data: shown },
      headers: { etag: '"3"' },
    });
  });

  test('answers 304 to who has this version', async () => {
    const call = (tag: string) => callRoute(get, { params: { id: 'A2' }, query, headers: { 'if-none-match': tag } });
    for (const tag of ['"3"', 'W/"3"', '"2", "3"', '*']) {
      assert.deepEqual(await call(tag), { status: 304, body: undefined, headers: { etag: '"3"' } });
    }
    for (const tag of ['"2"', '3', '']) assert.equal((await call(tag)).status, 200);
  });

  test('shows what was changed, newest first, page by page', async () => {
    const first = await callRoute(changes, { params: { id: 'A2' }, query: `${query}&limit=1` });
    const entry = {
      version: 3,
      batchId: 'batch_1',
      at: at.toISOString(),
      by: 'loans',
      changes: { emi_amount: { from: 1, to: 2 } },
    };
    assert.deepEqual(first.body.data, [entry]);
    const cursor = first.body.nextCursor;
    const last = await callRoute(changes, { params: { id: 'A2' }, query: `${query}&cursor=${cursor}` });
    assert.equal(last.body.nextCursor, null);
    const asked = { organizationId: 1, listId: 1, key: 'A2', limit: 100, cursor: 2 ** 20 };
    assert.deepEqual(history.asked.at(-1), { ...asked, fields: null });
    await callRoute(changes, { params: { id: 'A2' }, query: `${query}&cursor=${cursor}&field=a,b&field=c` });
    assert.deepEqual(history.asked.at(-1), { ...asked, fields: ['a,b', 'c'] });
  });

  test('answers 404 for an unknown customer and 403 for an unknown campaign', async () => {
    for (const route of [get, changes]) {
      assert.deepEqual(await callRoute(route, { params: { id: 'none' }, query }), {
        status: 404,
        body: { success: false, error: 'NotFound', message: 'Document not found' },
      });
    }
    for (const route of [list, get, changes]) {
      assert.deepEqual(await callRoute(route, { params: { id: 'A2' }, query: '?campaignId=camp_x' }), {
        status: 403,
        body: { success: false, message: 'Campaign ID invalid or mismatch for your organization.' },
      });
    }
  });
});
