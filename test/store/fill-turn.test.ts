import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Engine } from '../../src/engine/engine.ts';
import type { ListRef } from '../../src/engine/ports.ts';
import { customerFinder } from '../../src/store/customer-finder.ts';
import { fillTurn } from '../../src/store/fill-turn.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';
import { recordsOf, request, wrongOnes } from '../engine/start-engine.ts';

const lockWaitMs = 5_000;

describe('a turn of writing what customers are found by', () => {
  let room: OpenStore;
  let engine: Engine;
  before(async () => {
    room = await openStore({ lockWaitMs });
    engine = await room.engine();
  });
  after(() => room[Symbol.asyncDispose]());

  /** Lists of three customers: the terms of one have to be written because of an upgrade, or of a large batch. */
  const due = async (): Promise<ListRef> => {
    const list = await room.list(['L1', 'L2', 'L3']);
    await room.database.query('insert into customer_terms_due values ($1, $2)', [list.organizationId, list.listId]);
    return list;
  };
  const later = async (): Promise<ListRef> => {
    const list = await room.list(['L1', 'L2', 'L3']);
    const records = [...recordsOf([['L1', { first_name: 'Zoe' }]]), ...wrongOnes(1, 10_001)];
    await engine.run(request(records, { list }));
    return list;
  };
  const areIncomplete = async (lists: readonly ListRef[]): Promise<boolean[]> =>
    Promise.all(lists.map(async (list) => customerFinder(room.database).isIncomplete(list)));
  const turn = async (): Promise<void> =>
    fillTurn(room.database, { customersMax: 2, stepsMax: 100, signal: new AbortController().signal });

  test('passes over the lists of which somebody holds a row, without waiting for long', async () => {
    const held = [await due(), await later()];
    const free = [await due(), await later()];
    await room.database.transact(async (tx) => {
      for (const { organizationId, listId } of held) {
        const which = [organizationId, listId];
        await tx.query('select 1 from customers where organization_id = $1 and list_id = $2 for update', which);
      }
      const began = performance.now();
      await turn();
      assert.ok(performance.now() - began < lockWaitMs, 'it has waited for as long as a batch does');
      assert.deepEqual(await areIncomplete([...held, ...free]), [true, true, false, false]);
    });
    await turn();
    assert.deepEqual(await areIncomplete(held), [false, false]);
  });

  test('passes over what it cannot write, and says so in the end', async () => {
    const [broken, free] = [await later(), await later()];
    const where = `organization_id = ${broken.organizationId}`;
    await room.database.query(`create table kept as select * from change_packs where ${where}`);
    await room.database.query(`update change_packs set changes = 'broken' where ${where}`);
    await assert.rejects(turn(), AggregateError);
    assert.deepEqual(await areIncomplete([broken, free]), [true, false]);
    await room.database.query(
      `update change_packs p set changes = k.changes from kept k where p.${where} and p.id = k.id`,
    );
    await turn();
    assert.deepEqual(await areIncomplete([broken]), [false]);
  });

  test('ends after the step under way once it is told to', async () => {
    const list = await due();
    const stopping = new AbortController();
    let steps = 0;
    const { database } = room;
    await fillTurn(
      {
        query: async (text, values) => database.query(text, values),
        async transact(work, options) {
          steps += 1;
          if (steps === 2) stopping.abort();
          return database.transact(work, options);
        },
      },
      { customersMax: 1, stepsMax: 100, signal: stopping.signal },
    );
    assert.equal(steps, 2);
    assert.deepEqual(await areIncomplete([list]), [true]);
    await turn();
  });
});
