import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/engine/records.ts';
import { parseJson } from '../../../src/json/parse-json.ts';
import { canonical } from '../../engine/canonical.ts';
import { Model, type ModelOutcome } from '../../engine/model.ts';
import { startTestService, type TestService } from '../../service.ts';
import { type BulkBody, loan, type Tenant } from '../../tenant.ts';
import { recordOf } from './item-model.ts';

/** A failure prints the seed; `AMEND_TEST_SEED` runs it again. */
const seed = Number(process.env['AMEND_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const customerBytesMax = 2000;

const nasty = [
  '__proto__',
  'constructor',
  'prototype',
  '',
  '\\',
  '"',
  '\n',
  '\u0000',
  '\ud800',
  '🙂',
  'न',
  'a\\n',
  '\\u0',
];
const built = ['first_name', 'emi_amount', 'loan_period', 'payment_status', 'language', 'emi_due_date', 'loan_id'];
const name = fc.oneof(fc.constantFrom('a', 'b', ...built, ...nasty), fc.string({ unit: 'binary', maxLength: 70 }));
const number = fc.oneof(
  fc.integer({ min: -1, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(2 ** 53, 1e300),
);
const known = fc.constantFrom('paid', 'pending', 'hindi', '2026-02-29', '2026-05-05', 'loan_1', '9876543210');
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  number,
  known,
  fc.constantFrom(...nasty),
  fc.string({ maxLength: 5 }),
);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { arbitrary: scalar, weight: 4 },
    { arbitrary: fc.array(tie('value'), { maxLength: 3 }), weight: 1 },
    { arbitrary: objectOf(name, tie('value')), weight: 2 },
    { arbitrary: fc.integer({ min: 12, max: 20 }).map(nested), weight: 1 },
  ),
}));
const good = objectOf(fc.constantFrom('a', 'b', 'c'), fc.oneof(scalar, objectOf(fc.constantFrom('x', 'y'), scalar)));
const large = fc.constantFrom(600, 1900).map((length): JsonObject => ({ a: 'x'.repeat(length) }));
const id = fc.constantFrom('loan_1', 'loan_2', 'loan_3', 'gone');
const version = fc.integer({ min: 1, max: 4 });
const item: fc.Arbitrary<Json> = fc.oneof(
  { arbitrary: fc.record({ id, data: fc.oneof(good, objectOf(name, value), large) }), weight: 6 },
  { arbitrary: fc.record({ id, data: good, version }), weight: 3 },
  { arbitrary: objectOf(fc.constantFrom('id', 'data', 'version', 'x'), value), weight: 1 },
  { arbitrary: value, weight: 1 },
);
const batch = fc.record({ atomic: fc.boolean(), items: fc.array(item, { minLength: 1, maxLength: 12 }) });

describe('arbitrary JSON at the bulk door', () => {
  let service: TestService;
  let lender: Tenant;
  before(async () => {
    service = await startTestService({ settings: { chunkRecordsMax: 3, customerBytesMax } });
    lender = await service.tenant();
  });
  after(() => service[Symbol.asyncDispose]());

  test('is answered for every record, and the database is as if they were applied one by one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 3 }), async (batches) => {
        const keys = ['loan_1', 'loan_2', 'loan_3'];
        const customers = keys.map((key) => loan(key) as JsonObject);
        const campaignId = await lender.campaign(customers);
        const model = new Model({ customerBytesMax, isInvalid: () => false });
        const added = customers.map((patch, index) => ({ index, key: keys[index] ?? '', patch, faults: [] }));
        model.run({ operation: 'add', atomic: false, records: added });
        for (const { atomic, items } of batches) {
          const text = JSON.stringify({ campaignId, records: items });
          const { records } = parseJson(text) as { records: Json[] };
          const expected = model.run({ operation: 'update', atomic, records: records.map(recordOf) });
          const request = `PUT /api/v1/customers/update/bulk?atomic=${atomic}`;
          const answer = await lender.call<BulkBody>(request, text);
          assertCounts(answer);
          assert.deepEqual(outcomesOf(answer.body), expected.outcomes.map(told), answer.text);
        }
        await compare(campaignId, model);
      }),
      { numRuns: 30, seed, interruptAfterTimeLimit: 40_000 },
    );
  });

  test('is never a 5xx and never hangs, whatever the body and the query', async () => {
    const campaignId = await lender.campaign([loan('loan_1')]);
    const text = fc.oneof(
      value.map((body) => JSON.stringify(body)),
      fc
        .record({ campaignId: fc.oneof(fc.constant(campaignId), value), records: value })
        .map((body) => JSON.stringify(body)),
      fc.string({ unit: 'binary' }).map((garbage) => garbage.toWellFormed()),
      fc
        .tuple(fc.constant(`{"campaignId":"${campaignId}","records":[{"id":"loan_1","data":{"a":1}}]}`), fc.nat(70))
        .map(cut),
    );
    const query = fc.constantFrom(
      '',
      '?atomic=true',
      '?dryRun=true',
      '?atomic=',
      '?%00',
      '?a&b&c',
      '?=',
      '?atomic=%ff',
    );
    await fc.assert(
      fc.asyncProperty(text, query, async (body, options) => {
        const { status, text: answer } = await lender.call(`PUT /api/v1/customers/update/bulk${options}`, body);
        assert.ok([200, 207, 400, 403].includes(status), `${status}: ${answer}`);
        assert.equal(typeof (JSON.parse(answer) as { success: unknown }).success, 'boolean');
      }),
      { numRuns: 100, seed, interruptAfterTimeLimit: 20_000 },
    );
  });

  /** Total = valid + invalid, valid = successful + failed, and the lists are as long as they say and in request order. */
  function assertCounts({ status, body, text }: { status: number; body: BulkBody; text: string }): void {
    const { success, message, results } = body;
    assert.ok(results, text);
    const { total, valid, invalid, successful, failed, errors, invalidRecords = [] } = results;
    assert.equal(total, valid + invalid);
    assert.equal(valid, successful + failed);
    assert.deepEqual([errors.length, invalidRecords.length], [failed, invalid]);
    assert.equal(success, successful === total);
    assert.equal(status, success ? 200 : 207);
    assert.equal(message, `Updated ${successful} of ${total} records`);
    assert.equal('invalidRecords' in results, invalid > 0);
    for (const list of [errors, invalidRecords]) {
      const indexes = list.map(({ index }) => index);
      assert.deepEqual(
        indexes,
        [...new Set(indexes)].sort((a, b) => a - b),
      );
    }
  }

  async function compare(campaignId: string, model: Model): Promise<void> {
    const { rows } = await service.database.query<{ key: string; version: number; data: JsonObject }>(
      `select c.key, c.version, c.data from customers c
       join lists l on l.organization_id = c.organization_id and l.id = c.list_id
       where l.public_id = $1 order by c.key`,
      [campaignId],
    );
    assert.deepEqual(
      rows.map((row) => [row.key, row.version, canonical(row.data)]),
      [...model.customers].map(([key, { version, data }]) => [key, version, canonical(data)]),
    );
  }
});

/** What an answer says of each record by index; null: applied. */
function outcomesOf({ results }: BulkBody): (string | null)[] {
  const outcomes = Array.from({ length: results.total }, (): string | null => null);
  for (const { index, error } of results.errors) outcomes[index] = error;
  for (const { index } of results.invalidRecords ?? []) outcomes[index] = 'invalid';
  return outcomes;
}

function told(outcome: ModelOutcome): string | null {
  return outcome === 'updated' || outcome === 'unchanged' ? null : outcome;
}

/** An object of these members; as data, also under the name `__proto__`. */
function objectOf(names: fc.Arbitrary<string>, values: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(names, values), { maxLength: 4 }).map((members) => Object.fromEntries(members));
}

function nested(depth: number): Json {
  return Array.from({ length: depth }).reduce<Json>((inner) => [inner], 1);
}

function cut([text, end]: [string, number]): string {
  return text.slice(0, end);
}
