import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type CustomerWrite, type ListRef, ReferencesTaken } from '../../src/engine/ports.ts';
import type { FieldChange } from '../../src/engine/records.ts';
import type { Tx } from '../../src/store/database.ts';
import { writeReferences } from '../../src/store/write-references.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';

/** `test/engine/references.test.ts` has what the engine makes of it. */
describe('the references of two writers', () => {
  let room: OpenStore;
  before(async () => {
    room = await openStore();
  });
  after(() => room[Symbol.asyncDispose]());

  async function company(held: Readonly<Record<string, string>>): Promise<ListRef> {
    const list = { ...(await room.list()), references: ['uniqueRefNo'] };
    await room.database.transact((tx) =>
      writeReferences(
        tx,
        list,
        Object.entries(held).map(([key, to]) => write(key, { to })),
      ),
    );
    return list;
  }
  const held = async ({ organizationId, listId }: ListRef): Promise<string[]> => {
    const { rows } = await room.database.query<{ text: string }>(
      `select key || ' ' || value as text from customer_references where organization_id = $1 and list_id = $2 order by 1`,
      [organizationId, listId],
    );
    return rows.map(({ text }) => text);
  };

  test('who swap theirs at the same moment never wait for each other', async () => {
    const list = await company({ a: 'R1', b: 'R2' });
    const step = inStep();
    const swap = (key: string, from: string, to: string): Promise<void> =>
      room.database.transact(async (tx) => {
        const query: Tx['query'] = async (text, values) => {
          await step();
          return tx.query(text, values);
        };
        await writeReferences({ ...tx, query }, list, [write(key, { from, to })]);
      });
    const ends = await Promise.allSettled([swap('a', 'R1', 'R2'), swap('b', 'R2', 'R1')]);
    // Whoever waited for the other would be told of a deadlock, or of a wait that was too long.
    for (const end of ends) assert.ok(end.status === 'rejected' && end.reason instanceof ReferencesTaken);
    assert.deepEqual(await held(list), ['a R1', 'b R2']);
  });

  test('of whom one takes what the other gives up gets it once the other is through', async () => {
    const list = await company({ a: 'R1' });
    const gaveUp = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const giving = room.database.transact(async (tx) => {
      await writeReferences(tx, list, [write('a', { from: 'R1', to: 'R3' })]);
      gaveUp.resolve();
      await mayEnd.promise;
    });
    await gaveUp.promise;
    const taking = room.database.transact((tx) => writeReferences(tx, list, [write('b', { to: 'R1' })]));
    mayEnd.resolve();
    await Promise.all([giving, taking]);
    assert.deepEqual(await held(list), ['a R3', 'b R1']);
  });

  test('are named where they are taken: each with the customer that was to get it', async () => {
    const list = await company({ a: 'R1', b: 'R2' });
    const writes = [write('c', { to: 'R1' }), write('d', { to: 'R9' }), write('e', { to: 'R2' })];
    const refused = await room.database
      .transact((tx) => writeReferences(tx, list, writes))
      .catch((error: unknown) => error);
    assert.ok(refused instanceof ReferencesTaken);
    assert.deepEqual(
      refused.taken.map(({ key, value }) => [key, value]),
      [
        ['c', 'R1'],
        ['e', 'R2'],
      ],
    );
    assert.deepEqual(await held(list), ['a R1', 'b R2']);
  });
});

/** Lets two go on only together, statement by statement. */
function inStep(): () => Promise<void> {
  let other: PromiseWithResolvers<void> | null = null;
  return async () => {
    if (other) {
      other.resolve();
      other = null;
      return;
    }
    other = Promise.withResolvers();
    await other.promise;
  };
}

function write(key: string, uniqueRefNo: FieldChange): CustomerWrite {
  const change = { key, version: 2, previousPack: null, fields: { uniqueRefNo } };
  return { key, set: {}, remove: [], lockedVersion: 1, change };
}
