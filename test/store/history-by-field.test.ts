import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { JsonObject } from '../../src/engine/records.ts';
import type { HistoryEntry, HistoryPage, HistoryQuery } from '../../src/lists/customer-readers.ts';
import { historyReader } from '../../src/store/history.ts';
import { plansOf } from './explain.ts';
import { openEngine, type OpenEngine } from './open-engine.ts';

const names = ['a', 'b', 'c', '__proto__', 'x,y'];

describe("a customer's history by field", () => {
  let room: OpenEngine;
  before(async () => {
    room = await openEngine();
  });
  after(() => room[Symbol.asyncDispose]());

  let made = 0;
  /** A customer to whom these batches happened, one after the other. */
  async function customer(patches: readonly JsonObject[]): Promise<string> {
    made += 1;
    const key = `loan_${made}`;
    await room.run({ id: `batch_${made}_0`, operation: 'add', records: [[key, { since: made }]] });
    for (const [place, patch] of patches.entries()) {
      await room.run({ id: `batch_${made}_${place + 1}`, records: [[key, patch]] });
    }
    return key;
  }
  const askFor = (key: string, asked: Partial<HistoryQuery>): HistoryQuery => {
    return { ...room.list, key, limit: 100, cursor: null, fields: null, ...asked };
  };

  /** All pages, each held to what it may take. */
  async function pagesOf(key: string, asked: Partial<HistoryQuery>, stepsMax: number): Promise<HistoryEntry[]> {
    const entries: HistoryEntry[] = [];
    const history = historyReader(room.database, { stepsMax });
    let cursor: number | null = null;
    do {
      const page: HistoryPage | null = await history.read(askFor(key, { ...asked, cursor }));
      assert.ok(page);
      assert.ok(page.entries.length <= Math.min(asked.limit ?? 100, stepsMax));
      assert.notEqual(page.next, cursor ?? 0, 'no page stands still');
      entries.push(...page.entries);
      cursor = page.next;
    } while (cursor !== null);
    return entries;
  }

  test('is the whole history with the other fields left out, however it is cut into pages', async () => {
    const value = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 2 }));
    const patch = fc
      .array(fc.tuple(fc.constantFrom(...names), value), { minLength: 1, maxLength: 3 })
      .map((fields): JsonObject => Object.fromEntries(fields));
    const wanted = fc.subarray([...names, 'unknown'], { minLength: 1 });
    const page = fc.integer({ min: 1, max: 4 });
    const histories = fc.array(patch, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(histories, wanted, fc.tuple(page, page), async (patches, fields, [limit, stepsMax]) => {
        const key = await customer(patches);
        const whole = await pagesOf(key, {}, 1_000);
        const expected = whole
          .map((entry) => ({
            ...entry,
            fields: Object.entries(entry.fields).filter(([name]) => fields.includes(name)),
          }))
          .filter((entry) => entry.fields.length > 0);
        const found = await pagesOf(key, { fields, limit }, stepsMax);
        assert.deepEqual(
          found.map((entry) => ({ ...entry, fields: Object.entries(entry.fields) })),
          expected,
        );
      }),
      { numRuns: 40 },
    );
  });

  test('never looks further than so many changes for one page, and says where to go on', async () => {
    const key = await customer([{ a: 1 }, ...Array.from({ length: 9 }, (_, i) => ({ b: i }))]);
    let page: HistoryPage | null = null;
    const plans = await plansOf(room.database, async (reader) => {
      page = await historyReader(reader, { stepsMax: 4 }).read(askFor(key, { fields: ['a'] }));
    });
    // One for the customer and one a change; nothing was found whose batches would be read.
    assert.equal(plans.length, 1 + 4);
    assert.deepEqual((page as HistoryPage | null)?.entries, []);
    assert.ok((page as HistoryPage | null)?.next);
    const found = await pagesOf(key, { fields: ['a'] }, 4);
    assert.deepEqual(
      found.map(({ version, fields }) => [version, fields]),
      [[2, { a: { to: 1 } }]],
    );
  });
});
