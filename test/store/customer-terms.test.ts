import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Engine } from '../../src/engine/engine.ts';
import type { ListRef } from '../../src/engine/ports.ts';
import type { FieldChanges, JsonObject, Operation } from '../../src/engine/records.ts';
import { searchRules } from '../../src/fields/search/search-rules.ts';
import { findCustomers, type FindQuery, type PagePlace } from '../../src/lists/find-customers.ts';
import { customerFinder } from '../../src/store/customer-finder.ts';
import { fillTurn } from '../../src/store/fill-turn.ts';
import { entriesOf } from '../../src/store/term-entries.ts';
import { textsAt } from '../../src/store/write-terms.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';
import { recordsOf, request, wrongOnes } from '../engine/start-engine.ts';
import { postgres15 } from '../postgres.ts';
import { type Asked, foundByModel } from './search-model.ts';

const { server, missing } = postgres15();
termsAreKept('what customers are found by', {});
termsAreKept('what customers are found by, on PostgreSQL 15', { server: server ?? '', skip: missing ?? false });

interface Step {
  readonly operation: Operation;
  readonly records: readonly (readonly [key: string, patch: JsonObject])[];
}

function termsAreKept(
  name: string,
  { server: on = '', skip = false }: { server?: string; skip?: string | false },
): void {
  describe(name, { skip }, () => {
    let room: OpenStore;
    let engine: Engine;
    before(async () => {
      room = await openStore({ server: on });
      engine = await room.engine({ chunkRecordsMax: 3 });
    });
    after(() => room[Symbol.asyncDispose]());

    const run = async (list: ListRef, { operation, records }: Step): Promise<void> => {
      await engine.run(request(recordsOf(records), { list, operation }));
    };
    const signal = new AbortController().signal;
    const turn = async ({ customersMax = 1_000, stepsMax = 200 } = {}): Promise<void> =>
      fillTurn(room.database, { customersMax, stepsMax, signal });
    const find = async (list: ListRef, asked: Asked, limit: number): Promise<string[]> => {
      const keys: string[] = [];
      let after: PagePlace | null = null;
      do {
        const query: FindQuery = {
          list: { ...list, kind: asked.kind },
          search: asked.text,
          status: asked.status,
          limit,
          after,
        };
        const page = await findCustomers({ finder: customerFinder(room.database), rules: searchRules }, query);
        assert.ok(page);
        assert.ok(page.customers.length <= limit);
        keys.push(...page.customers.map(({ key }) => key));
        after = page.next;
      } while (after !== null);
      return keys;
    };

    test('is what their data say, whatever was written, and finds whom it must, each once', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 8 }),
          fc.array(asked, { minLength: 4, maxLength: 8 }),
          fc.integer({ min: 1, max: 6 }),
          async (steps, searches, limit) => {
            const list = await room.list();
            for (const one of steps) await run(list, one);
            const customers = await room.customers(list);
            assert.deepEqual(await stored(list), expected(customers));
            for (const search of searches) {
              const found = await find(list, search, limit);
              assert.deepEqual([...found].sort(), foundByModel(customers, search).sort(), JSON.stringify(search));
            }
          },
        ),
        { numRuns: 25 },
      );
    });

    test('of customers that were there before is written afterwards, in steps, while others write', async () => {
      const list = await room.list();
      await run(list, { operation: 'add', records: numbers(25).map((i) => [`L${i}`, person(i)]) });
      await run(list, { operation: 'remove', records: [['L3', {}]] });
      await room.database.query('delete from customer_terms where organization_id = $1', [list.organizationId]);
      await room.database.query('insert into customer_terms_due (organization_id, list_id) values ($1, $2)', [
        list.organizationId,
        list.listId,
      ]);
      const finder = customerFinder(room.database);
      assert.equal(await finder.isIncomplete(list), true);
      const others: Step[] = [
        {
          operation: 'update',
          records: [
            ['L4', { first_name: 'Zoe' }],
            ['L9', { first_name: 'Zoe' }],
          ],
        },
        { operation: 'remove', records: [['L8', {}]] },
        {
          operation: 'add',
          records: [
            ['L3', person(3)],
            ['L99', person(99)],
          ],
        },
      ];
      for (let isDone = false, turns = 0; !isDone; turns += 1) {
        await turn({ customersMax: 4, stepsMax: 1 });
        isDone = !(await finder.isIncomplete(list));
        const other = others[turns];
        if (other) await run(list, other);
        assert.ok(turns < 20);
      }
      assert.equal(await finder.isIncomplete(list), false);
      const customers = await room.customers(list);
      assert.deepEqual(await stored(list), expected(customers));
      assert.deepEqual((await find(list, { text: 'zoe', kind: 'campaign', status: 'active' }, 5)).sort(), ['L4', 'L9']);
    });

    test('of a large batch is written after it, and right whatever others have written meanwhile', async () => {
      const list = await room.list();
      const files = await room.engine({ chunkRecordsMax: 400 });
      const all = numbers(600);
      const large = async (operation: Operation, patch: (i: number) => JsonObject, from = 0): Promise<void> => {
        const records = all.map((i): [string, JsonObject] => [`L${i + from}`, patch(i + from)]);
        await files.run(request([...recordsOf(records), ...wrongOnes(600, 10_001)], { list, operation }));
      };
      const finish = async (): Promise<void> => {
        await turn();
        assert.equal(await customerFinder(room.database).isIncomplete(list), false);
        assert.deepEqual(await stored(list), expected(await room.customers(list)));
      };
      const zoe: Asked = { text: 'zoe', kind: 'campaign', status: 'active' };
      await large('add', person);
      assert.equal(await customerFinder(room.database).isIncomplete(list), true);
      await run(list, {
        operation: 'update',
        records: [
          ['L1', { first_name: 'Zoe' }],
          ['L2', { last_name: 'X' }],
        ],
      });
      await run(list, { operation: 'remove', records: [['L3', {}]] });
      assert.deepEqual(await find(list, zoe, 5), ['L1']);
      await finish();
      await large('update', (i) => ({ first_name: `Zoe ${i % 3}`, last_name: 'Khan', email: null }));
      // The old names are found no longer, before the new ones are.
      assert.deepEqual(await find(list, { ...zoe, text: 'asha' }, 200), []);
      await large('update', (i) => ({ first_name: i % 2 === 0 ? 'Meera' : 'Zoe', last_name: `Rao ${i}` }));
      await large('update', (i) => ({ first_name: `Ravi ${i}` }));
      await run(list, { operation: 'update', records: [['L5', { first_name: 'Zoe', last_name: 'Zoe' }]] });
      await finish();
      assert.deepEqual(await find(list, zoe, 5), ['L5']);
      await large('remove', () => ({}));
      await large('add', person, 300);
      await finish();
      await large('update', (i) => ({ first_name: `Zoe ${i}`, last_name: 'Z' }), 300);
      await room.database.query('delete from change_packs where organization_id = $1', [list.organizationId]);
      await turn();
      await turn();
      assert.equal((await find(list, zoe, 200)).length, 600);
    });

    test('is written with a batch or after it by how large the batch is, however it was cut', async () => {
      const finder = customerFinder(room.database);
      const whole = await room.engine({ chunkRecordsMax: 4_000 });
      const renamed = async (total: number): Promise<boolean> => {
        const list = await room.list();
        const records = numbers(3_000).map((i): [string, JsonObject] => [`L${i}`, { first_name: `Asha ${i}` }]);
        const all = [...recordsOf(records), ...wrongOnes(3_000, total)];
        await whole.run(request(all, { list, operation: 'add' }));
        const isLater = await finder.isIncomplete(list);
        await turn();
        return isLater;
      };
      assert.deepEqual([await renamed(10_000), await renamed(10_001)], [false, true]);
      const list = await room.list();
      await run(list, { operation: 'add', records: [['L1', person(1)]] });
      await engine.run(request([...recordsOf([['L1', { first_name: 'Zoe' }]]), ...wrongOnes(1, 10_001)], { list }));
      assert.equal(await finder.isIncomplete(list), true, 'a small chunk of a large batch');
      await turn();
      assert.deepEqual(await stored(list), expected(await room.customers(list)));
    });

    test('costs nothing where it does not change: no statement, and rows that stay where they are', async () => {
      const list = await room.list();
      await run(list, { operation: 'add', records: numbers(20).map((i) => [`L${i}`, person(i)]) });
      const place = async (): Promise<string[]> => {
        const { rows } = await room.database.query<{ ctid: string }>(
          'select ctid::text from customer_terms where organization_id = $1 order by entry',
          [list.organizationId],
        );
        return rows.map(({ ctid }) => ctid);
      };
      const before = await place();
      await run(list, {
        operation: 'update',
        records: numbers(20).map((i) => [`L${i}`, { emi_amount: i, first_name: person(i)['first_name'] ?? '' }]),
      });
      assert.deepEqual(await place(), before);
    });

    const stored = async ({ organizationId, listId }: ListRef): Promise<string[]> => {
      const { rows } = await room.database.query<{ entry: string }>(
        'select entry from customer_terms where organization_id = $1 and list_id = $2',
        [organizationId, listId],
      );
      return rows.map(({ entry }) => entry).sort();
    };
  });
}

function expected(customers: Awaited<ReturnType<OpenStore['customers']>>): string[] {
  return customers
    .flatMap(({ key, status, data }) =>
      entriesOf({ key, removed: status === 'removed', texts: new Map(textsAt({ fields: allOf(data) }, 'to')) }),
    )
    .sort();
}

function allOf(data: JsonObject): FieldChanges {
  return Object.fromEntries(Object.entries(data).map(([name, to]) => [name, { to }]));
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

function person(i: number): JsonObject {
  return {
    first_name: 'Asha',
    last_name: `Rao ${i}`,
    phone_number: `+91987654${String(i).padStart(4, '0')}`,
    email: `a${i}@x.in`,
  };
}

const key = fc.constantFrom(
  'a',
  'A',
  'ab',
  'Ab',
  'AB',
  '12',
  '1a',
  'ä',
  'Straße',
  'loan/1',
  ' b',
  'x\u0001y',
  '९१',
  'a😀',
);
const words = fc.constantFrom(
  'Asha',
  'ASHA',
  'asha rao',
  'O’Brien',
  "O'Brien-Rao",
  'José',
  'राम',
  'रमा',
  'A.K. Rao',
  '12 B',
  '',
  '😀',
  '…',
  'Ōe',
);
const phone = fc.constantFrom(
  '9876543210',
  '+919876543210',
  '+91 9123456789',
  '0091-9876500000',
  '+14155550123',
  '001-4155550123',
  '9198765432',
  '+9876543210123',
);
const reference = fc.constantFrom('REF-1', 'ref-12', '9876543210', 'Ä/1', 'asha', '1');
const email = fc.constantFrom('Asha@x.in', 'asha.rao@y.in', '9876@x.in', 'no address');
const field = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | number> =>
  fc.oneof({ weight: 8, arbitrary: value }, { weight: 1, arbitrary: fc.constantFrom(null, 7) });
const patch = fc.record(
  {
    first_name: field(words),
    last_name: field(words),
    legalName: field(words),
    phone_number: field(phone),
    contactNumber: field(phone),
    uniqueRefNo: field(reference),
    accountNumber: field(reference),
    email: field(email),
    other: fc.integer(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;
const step: fc.Arbitrary<Step> = fc.record({
  operation: fc.constantFrom<Operation>('add', 'add', 'update', 'update', 'remove'),
  records: fc.array(fc.tuple(key, patch), { minLength: 1, maxLength: 6 }),
});
const asked: fc.Arbitrary<Asked> = fc.record({
  text: fc
    .oneof(
      fc
        .tuple(fc.oneof(key, words, phone, reference, email), fc.integer({ min: 1, max: 12 }))
        .map(([text, length]) => Array.from(text).slice(0, length).join('')),
      fc.constantFrom('a', '9', '91', '+', '+9', '+91', '00', '1', '91 98', 'r', 'rao a', 'zzz', '-'),
    )
    .filter((text) => text.trim() !== ''),
  kind: fc.constantFrom('campaign', 'company'),
  status: fc.constantFrom('active', 'removed', 'all'),
});
