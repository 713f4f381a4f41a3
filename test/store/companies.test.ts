import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Companies } from '../../src/lists/companies.ts';
import type { CustomerSearchQuery } from '../../src/lists/customer-search.ts';
import { companyStore } from '../../src/store/companies.ts';
import { customerSearch } from '../../src/store/customer-search.ts';
import { findStoredList } from '../../src/store/upload-lists.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';

let room: OpenStore;
before(async () => {
  room = await openStore();
});
after(() => room[Symbol.asyncDispose]());

const owner = (id: number) => ({ id, code: `CEK${String(id).padStart(7, '0')}`, name: `Lender ${id}` });

describe("a company's list", () => {
  const companies = () =>
    new Companies({
      store: companyStore(room.database),
      fields: { keyField: 'customerId', checkPatch: () => [], checkNew: () => [] },
      references: ['uniqueRefNo'],
    });

  test('is made when it is first written to, once, however many do so at the same time', async () => {
    assert.equal(await companies().forReading(owner(501)), null);
    for (let id = 510; id < 570; id += 1) {
      const made = await Promise.all(Array.from({ length: 10 }, () => companies().forWriting(owner(id))));
      assert.equal(new Set(made.map(({ list }) => list.listId)).size, 1);
    }
    const first = await companies().forWriting(owner(501));
    assert.partialDeepStrictEqual(first, {
      code: 'CEK0000501',
      list: { organizationId: 501, references: ['uniqueRefNo'] },
    });
    assert.deepEqual((await companies().forReading(owner(501)))?.list, first.list);
  });

  test('is another for each organization', async () => {
    const [one, two] = [await companies().forWriting(owner(502)), await companies().forWriting(owner(503))];
    assert.notEqual(one.list.listId, two.list.listId);
  });

  test('is remembered: it is asked for once', async () => {
    const own = companies();
    await own.forWriting(owner(504));
    await room.database.query('update lists set organization_id = 1504 where organization_id = 504');
    assert.ok(await own.forReading(owner(504)));
  });

  test('is found by uploads as what it is; a deleted list is not', async () => {
    const { list } = await companies().forWriting(owner(505));
    assert.deepEqual(await findStoredList(room.database, list), {
      publicId: 'CEK0000505',
      maxAffected: null,
      kind: 'company',
    });
    const campaign = await room.list();
    const found = await findStoredList(room.database, campaign);
    const expected = { publicId: 'camp_1', maxAffected: null, kind: 'campaign', type: 'emi', customFields: {} };
    assert.deepEqual(found, expected);
    await room.database.query(`update lists set status = 'deleted' where organization_id = $1`, [
      campaign.organizationId,
    ]);
    assert.equal(await findStoredList(room.database, campaign), null);
    assert.equal(await findStoredList(room.database, { ...list, organizationId: 1 }), null);
  });
});

describe('a search', () => {
  const anything: Omit<CustomerSearchQuery, 'organizationId' | 'listId'> = {
    key: null,
    references: [],
    fields: [],
    absent: [],
    orderBy: 'customerId',
    direction: 'asc',
    limit: 10,
    offset: 0,
  };

  test('that takes too long is given up, and says so', async () => {
    const { organizationId, listId } = await room.list(Array.from({ length: 20_000 }, (_, i) => `k${i}`));
    const slow = { ...anything, organizationId, listId, fields: [['n', 1]] as const, orderBy: 'legalName' as const };
    assert.equal(await customerSearch(room.database, 1).search(slow), null);
    assert.deepEqual(await customerSearch(room.database).search(slow), { customers: [], total: 0 });
  });

  test('that fails for another reason fails', async () => {
    const { organizationId, listId } = await room.list();
    await assert.rejects(customerSearch(room.database).search({ ...anything, organizationId, listId, limit: -1 }), {
      code: '2201W',
    });
  });

  test('by a key and references together finds who has them all, of that list', async () => {
    const { references: _, ...list } = await room.list(['a', 'b']);
    const stranger = await room.list(['a']);
    for (const { organizationId, listId } of [list, stranger]) {
      await room.database.query(`insert into customer_references values ($1, $2, 'uniqueRefNo', 'R1', 'a')`, [
        organizationId,
        listId,
      ]);
    }
    const found = async (query: Partial<CustomerSearchQuery>) => {
      const { customers = [], total } =
        (await customerSearch(room.database).search({ ...anything, ...list, ...query })) ?? {};
      return [total, customers.map(({ key }) => key)];
    };
    assert.deepEqual(await found({ references: [['uniqueRefNo', 'R1']] }), [1, ['a']]);
    assert.deepEqual(await found({ key: 'b', references: [['uniqueRefNo', 'R1']] }), [0, []]);
    assert.deepEqual(await found({ fields: [['n', 0]], limit: 1 }), [2, ['a']]);
    assert.deepEqual(await found({ absent: ['n'] }), [0, []]);
  });
});
