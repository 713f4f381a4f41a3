import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ListRef } from '../../src/engine/ports.ts';
import type { JsonObject } from '../../src/engine/records.ts';
import { maintenanceStore } from '../../src/store/maintenance.ts';
import { sweepHistory } from '../../src/store/sweep-history.ts';
import { historyReader } from '../../src/store/history.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';
import { recordsOf, request, startEngine } from '../engine/start-engine.ts';

const step = { historyDays: 90, batchesMax: 100, packsMax: 100 };

describe('sweeping history', () => {
  let room: OpenStore;
  before(async () => {
    room = await openStore();
  });
  after(() => room[Symbol.asyncDispose]());

  const sweep = async (limits: Partial<typeof step> = {}): Promise<boolean> =>
    room.database.transact((tx) => sweepHistory(tx, { ...step, ...limits }));

  /** A batch of so many customers, a pack for each, that ended so many days ago; answers its id. */
  async function batch(
    list: ListRef,
    { packs = 1, daysAgo = 0, patch = { n: -1 } }: { packs?: number; daysAgo?: number; patch?: JsonObject } = {},
  ): Promise<number> {
    const engine = startEngine(await room.store({ packRecordsMax: 1 }));
    const keys = (await room.customers(list)).slice(0, packs).map(({ key }) => key);
    const asked = request(recordsOf(keys.map((key) => [key, patch])), { list });
    await engine.run(asked);
    const { rows } = await room.database.query<{ id: number }>(
      `update batches set finished_at = now() - $3 * interval '1 day'
       where organization_id = $1 and public_id = $2 returning id`,
      [list.organizationId, asked.publicId, daysAgo],
    );
    return rows[0]?.id ?? 0;
  }
  /** Of each batch: whether it is swept, whether there is something left to sweep, its packs. */
  async function state(list: ListRef, ids: readonly number[]): Promise<unknown[]> {
    const { rows } = await room.database.query<{ id: number; swept: boolean; left: boolean; packs: number }>(
      `select b.id, history_swept as swept, history_left as left, (select count(*) from change_packs p
         where p.organization_id = b.organization_id and p.id / 1048576 = b.id) as packs
       from batches b where organization_id = $1`,
      [list.organizationId],
    );
    return ids.map((id) => {
      const { swept, left, packs } = rows.find((row) => row.id === id) ?? {};
      return [swept, left, packs];
    });
  }
  const keys = (count: number) => Array.from({ length: count }, (_, i) => `loan_${i}`);
  const kept = [false, true, 1];
  const gone = [true, false, 0];

  test('removes the changes of batches that ended before the time they are kept for, and of no others', async () => {
    const list = await room.list(keys(3));
    const other = await room.list(keys(1));
    const ids = [
      await batch(list, { packs: 2, daysAgo: 91 }),
      await batch(list, { daysAgo: 89, patch: { n: -2 } }),
      await batch(list, { patch: { n: -3 } }),
    ];
    const foreign = await batch(other, { daysAgo: 91 });
    assert.equal(await sweep(), true);
    assert.deepEqual(await state(list, ids), [gone, kept, kept]);
    assert.deepEqual(await state(other, [foreign]), [gone]);
    const page = await historyReader(room.database).read({
      ...list,
      key: 'loan_0',
      limit: 9,
      cursor: null,
      fields: null,
    });
    assert.deepEqual([page?.entries.map(({ version }) => version), page?.next], [[4, 3], null]);
  });

  test('keeps what became of each record', async () => {
    const list = await room.list(keys(2));
    const id = await batch(list, { packs: 2, daysAgo: 400 });
    await sweep();
    const { rows } = await room.database.query(
      `select b.updated, b.state, length(c.outcomes) > 0 as outcomes from batches b
       join chunks c on c.organization_id = b.organization_id and c.batch_id = b.id where b.organization_id = $1 and b.id = $2`,
      [list.organizationId, id],
    );
    assert.deepEqual(rows, [{ updated: 2, state: 'completed', outcomes: true }]);
  });

  test('goes in steps, marks a batch with its first packs, and goes on where it was cut short', async () => {
    const list = await room.list(keys(7));
    const ids = [
      await batch(list, { packs: 7, daysAgo: 92 }),
      await batch(list, { packs: 2, daysAgo: 91, patch: { m: 1 } }),
    ];
    const small = { packsMax: 3 };
    const states: unknown[] = [];
    for (let done = false; !done; states.push(await state(list, ids))) {
      done = await sweep(small);
      assert.ok(states.length < 9, 'the sweep has an end');
    }
    const second = [false, true, 2];
    assert.deepEqual(states, [
      [[true, true, 4], second],
      [[true, true, 1], second],
      // What is left of the first one leaves room for both of the second, and nothing to find out that they were all.
      [gone, [true, true, 0]],
      [gone, gone],
    ]);
  });

  test('takes so many batches a step, oldest end first', async () => {
    const list = await room.list(keys(1));
    const ids: number[] = [];
    for (const daysAgo of [91, 93, 92]) ids.push(await batch(list, { daysAgo, patch: { n: -daysAgo } }));
    assert.equal(await sweep({ batchesMax: 2 }), false);
    assert.deepEqual(await state(list, ids), [kept, gone, gone]);
    assert.equal(await sweep({ batchesMax: 2 }), true);
    assert.deepEqual(await state(list, ids), [gone, gone, gone]);
  });

  test('does not call a batch swept that had nothing to sweep, and looks at it once', async () => {
    const list = await room.list(keys(1));
    const id = await batch(list, { daysAgo: 91, patch: { n: 0 } });
    await sweep();
    assert.deepEqual(await state(list, [id]), [[false, false, 0]]);
  });

  test('leaves a batch alone while its undo runs', async () => {
    const list = await room.list(keys(2));
    const [undone, undo] = [await batch(list, { daysAgo: 91 }), await batch(list, { patch: { n: 5 } })];
    const set = (what: string) =>
      room.database.query(`update batches set ${what} where organization_id = $1 and id = $2`, [
        list.organizationId,
        undo,
      ]);
    await room.database.query('update batches set undone_by = $2 where id = $1', [undone, undo]);
    await set('finished_at = null');
    assert.equal(await sweep(), true);
    assert.deepEqual(await state(list, [undone]), [kept]);
    await set('finished_at = now()');
    await sweep();
    assert.deepEqual(await state(list, [undone]), [gone]);
  });

  test('leaves a batch alone whose undo begins while the sweep waits its turn', async () => {
    const list = await room.list(keys(1));
    const [undone, undo] = [await batch(list, { daysAgo: 91 }), await batch(list, { patch: { n: 5 } })];
    await room.database.query('update batches set finished_at = null where id = $1', [undo]);
    const begun = await room.database.transact(async (tx) => {
      // Another transaction names the undo and commits, after the sweep's statement has read and before it holds the row:
      // what that statement sees of the undo is nothing.
      const hooked = {
        ...tx,
        query: async <Row>(text: string, values?: readonly unknown[]) => {
          if (/for update of b skip locked/.test(text))
            await room.database.query('update batches set undone_by = $2 where id = $1', [undone, undo]);
          const unaware = text.replace('is not true', 'is not true or true');
          return tx.query<Row>(unaware, values);
        },
      };
      return sweepHistory(hooked, step);
    });
    assert.equal(begun, true);
    assert.deepEqual(await state(list, [undone]), [kept]);
  });

  test('passes over a batch that somebody holds, and takes it the next time', async () => {
    const list = await room.list(keys(1));
    const ids = [await batch(list, { daysAgo: 92 }), await batch(list, { daysAgo: 91, patch: { n: 4 } })];
    await room.database.transact(async (tx) => {
      await tx.query('select from batches where organization_id = $1 and id = $2 for update', [
        list.organizationId,
        ids[0],
      ]);
      await sweep();
    });
    assert.deepEqual(await state(list, ids), [kept, gone]);
    await sweep();
    assert.deepEqual(await state(list, ids), [gone, gone]);
  });

  test('is part of what every process does again and again, for as many days as the setting says', async () => {
    const list = await room.list(keys(1));
    const ids = [await batch(list, { daysAgo: 31 }), await batch(list, { daysAgo: 29, patch: { n: 4 } })];
    const store = await room.store();
    const settings = { processDeadAfterMs: 60_000, historyDays: 30, webhookDeliveriesDays: 30 };
    const { database } = room;
    await maintenanceStore({ database, owner: await room.owner(), batches: store, settings }).sweep(
      new AbortController().signal,
    );
    assert.deepEqual(await state(list, ids), [gone, kept]);
  });

  test('makes a record conflict that expects a version from before the history kept', async () => {
    const list = await room.list(keys(1));
    await batch(list, { daysAgo: 91, patch: { a: 1 } });
    await batch(list, { patch: { b: 1 } });
    const engine = await room.engine();
    let asked = 0;
    const asks = async (version: number) => {
      asked += 1;
      const { failures } = await engine.run(request(recordsOf([['loan_0', { [`c${asked}`]: 1 }, version]]), { list }));
      return failures.map(({ error }) => error);
    };
    // Another field was touched since, as the history says: it merges.
    assert.deepEqual(await asks(1), []);
    await sweep();
    assert.deepEqual(await asks(1), ['version_conflict_engine_exception']);
    assert.deepEqual(await asks(2), []);
  });
});
