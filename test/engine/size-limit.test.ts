import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { JsonObject } from '../../src/engine/records.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { recordsOf, request } from './start-engine.ts';

const customerBytesMax = 65_536;

describe("the limit of a customer's size, on PostgreSQL", () => {
  let room: OpenStore;
  before(async () => {
    room = await openStore();
  });
  after(() => room[Symbol.asyncDispose]());

  /** Applies the patches to a customer with such data; returns what failed, and the bytes that are stored. */
  async function patch(
    data: JsonObject,
    patches: readonly JsonObject[],
  ): Promise<[errors: (string | undefined)[], bytes: number]> {
    const list = await room.list(['a']);
    await room.database.query('update customers set data = $2 where organization_id = $1', [list.organizationId, data]);
    const engine = await room.engine({ customerBytesMax });
    const { failures } = await engine.run(request(recordsOf(patches.map((one) => ['a', one])), { list }));
    const errors = patches.map((_, index) => failures.find((failure) => failure.index === index)?.error);
    const [customer] = await room.customers(list);
    return [errors, Buffer.byteLength(JSON.stringify(customer?.data))];
  }

  const tooLarge = 'document_too_large_exception';

  test('holds for a small customer that one patch makes large', async () => {
    assert.deepEqual(await patch({}, [{ t: 'x'.repeat(customerBytesMax) }, { t: 'x'.repeat(65_528) }]), [
      [tooLarge, undefined],
      customerBytesMax,
    ]);
  });

  test('holds for a customer whose data PostgreSQL compresses to almost nothing', async () => {
    const [errors, bytes] = await patch({ t: 'x'.repeat(60_000) }, [{ u: 'y'.repeat(6000) }, { n: 1 }]);
    assert.deepEqual(errors, [tooLarge, undefined]);
    assert.equal(bytes, 60_014);
  });

  test('holds for a customer whose escapes make its JSON larger than what is stored', async () => {
    const [errors] = await patch({ t: '\u0001'.repeat(10_900) }, [{ u: '\u0001'.repeat(100) }, { n: 1 }]);
    assert.deepEqual(errors, [tooLarge, undefined]);
  });

  test('holds for records that put one field together, part by part', async () => {
    const part = (name: string): JsonObject => ({ a: { [name]: 'x'.repeat(10_000) } });
    const [errors, bytes] = await patch({}, 'bcdefghi'.split('').map(part));
    assert.deepEqual(errors, [...Array<undefined>(6).fill(undefined), tooLarge, tooLarge]);
    assert.ok(bytes > 60_000 && bytes <= customerBytesMax, `${bytes} bytes`);
  });

  test('is exact to the byte for customers just below it, of which only what is named is held', async () => {
    const full: JsonObject = { t: 'x'.repeat(65_500), 'é"': { a: 1 }, n: 1 };
    const room = customerBytesMax - Buffer.byteLength(JSON.stringify(full));
    const fits = { 'é"': { b: 'y'.repeat(room - ',"b":""'.length) } };
    assert.deepEqual(await patch(full, [fits]), [[undefined], customerBytesMax]);
    const exceeds = { 'é"': { b: 'y'.repeat(room - ',"b":""'.length + 1) } };
    const [errors, bytes] = await patch(full, [exceeds, { n: null }, exceeds, { t: null, n: null, 'é"': null }]);
    assert.deepEqual([errors, bytes], [[tooLarge, undefined, undefined, undefined], 2]);
    assert.deepEqual(await patch({ n: 1 }, [{ n: null }, { t: 'x'.repeat(65_529) }, { t: 'x'.repeat(65_528) }]), [
      [undefined, tooLarge, undefined],
      customerBytesMax,
    ]);
  });

  test('holds for records that fill many fields one by one', async () => {
    const [errors, bytes] = await patch(
      {},
      'bcdefghi'.split('').map((name) => ({ [name]: 'x'.repeat(10_000) })),
    );
    assert.equal(errors.filter((error) => error === tooLarge).length, 2);
    assert.ok(bytes <= customerBytesMax);
  });

  test('holds customer by customer in a chunk of many large ones', async () => {
    const keys = Array.from({ length: 600 }, (_, i) => `loan_${i}`);
    const list = await room.list(keys);
    await room.database.query(
      `update customers set data = jsonb_build_object('n', 0, 't', repeat('x', 65000 + substr(key, 6)::int))
       where organization_id = $1`,
      [list.organizationId],
    );
    const bytesOf = (i: number, note: string) => JSON.stringify({ n: 0, t: 'x'.repeat(65_000 + i), note }).length;
    const note = 'y'.repeat(200);
    const engine = await room.engine({ customerBytesMax, chunkRecordsMax: 1000 });
    const patches = recordsOf(keys.map((key) => [key, { note }]));
    const aborted = await engine.run(request(patches, { list, atomic: true }));
    assert.equal(aborted.counts.failed, 600);
    const { failures, counts } = await engine.run(request(patches, { list }));
    const expected = keys.flatMap((_, i) => (bytesOf(i, note) > customerBytesMax ? [i] : []));
    assert.deepEqual([failures.map(({ index }) => index), counts.updated], [expected, 600 - expected.length]);
    assert.ok(expected.length > 100 && expected.length < 500);
    const stored = await room.customers(list);
    assert.equal(stored.filter(({ data }) => data['note'] === note && data['n'] === 0).length, counts.updated);
  });
});
