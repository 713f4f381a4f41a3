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

  test('holds for records that fill many fields one by one', async () => {
    const [errors, bytes] = await patch(
      {},
      'bcdefghi'.split('').map((name) => ({ [name]: 'x'.repeat(10_000) })),
    );
    assert.equal(errors.filter((error) => error === tooLarge).length, 2);
    assert.ok(bytes <= customerBytesMax);
  });
});
