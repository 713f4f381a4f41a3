import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BatchRequest } from '../../src/engine/engine.ts';
import { Fenced, type ListRef } from '../../src/engine/ports.ts';
import type { BatchResult, RecordIn } from '../../src/engine/records.ts';
import { holdRows, untilWaiting } from './hold-rows.ts';
import { hookedStore } from './hooked-store.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { anyFields, recordsOf, request, startEngine } from './start-engine.ts';

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
/** Five chunks of at most two; with twins, a missing customer, an invalid record and one that changes nothing. */
const entries: RecordIn[] = recordsOf([
  ['h', { n: 1 }],
  ['c', { n: 1 }],
  ['a', { n: 1 }],
  ['c', { m: 1 }],
  ['missing', { n: 1 }],
  ['e', { n: 0 }],
  ['g', { bad: true }],
  ['d', { n: 1 }],
  ['f', { n: 1 }],
]);
const fields = { ...anyFields, checkPatch: (patch: object) => ('bad' in patch ? ['bad must not be there'] : []) };
const limits = { chunkRecordsMax: 2, chunksAtOnceMax: 1 };

describe('a batch that is interrupted', () => {
  let room: OpenStore;
  let undisturbed: { result: BatchResult; customers: unknown };
  before(async () => {
    room = await openStore({ lockWaitMs: 20_000 });
    const list = await room.list(keys);
    const engine = await room.engine(limits);
    const result = await engine.run(request(entries, { list, fields }));
    assert.equal(result.chunks, 5);
    undisturbed = { result, customers: await lives(list) };
  });
  after(() => room[Symbol.asyncDispose]());

  for (const [when, chunk] of [
    ['before its first chunk', 0],
    ['in the middle of its chunks', 1],
    ['in its last chunk', 4],
  ] as const) {
    test(`${when} is finished by a retry, applies nothing twice and answers as if undisturbed`, async () => {
      const list = await room.list(keys);
      const store = await room.store();
      let broken = false;
      const breaking = hookedStore(store, {
        beforeWrite(checkpoint) {
          if (broken || checkpoint.chunk !== chunk) return;
          broken = true;
          throw new Error('the cable was pulled');
        },
      });
      const asked = request(entries, { list, fields });
      await assert.rejects(startEngine(breaking, limits).run(asked), /the cable was pulled/);
      assert.equal(store.isRunning(asked.publicId), false);
      const other = startEngine(await room.store(), { ...limits, chunkRecordsMax: 5 });
      assertSame(await other.run({ ...asked, resumed: true }), asked);
      assert.deepEqual(await lives(list), undisturbed.customers);
      await assertEnded(list, asked, 'completed');
    });
  }

  test('before its end is ended by a retry', async () => {
    const list = await room.list(keys);
    const breaking = hookedStore(await room.store(), {
      beforeEnd() {
        throw new Error('the cable was pulled');
      },
    });
    const asked = request(entries, { list, fields });
    await assert.rejects(startEngine(breaking, limits).run(asked), /the cable was pulled/);
    const engine = await room.engine(limits);
    assertSame(await engine.run({ ...asked, resumed: true }), asked);
    assert.deepEqual(await lives(list), undisturbed.customers);
    await assertEnded(list, asked, 'completed');
  });

  test('before it was opened is begun by a retry', async () => {
    const list = await room.list(keys);
    const asked = request(entries, { list, fields, resumed: true });
    const engine = await room.engine(limits);
    assertSame(await engine.run(asked), asked);
    assert.deepEqual(await lives(list), undisturbed.customers);
  });

  test('after its end answers a retry with the same result', async () => {
    const list = await room.list(keys);
    const asked = request(entries, { list, fields });
    const engine = await room.engine(limits);
    await engine.run(asked);
    assertSame(await engine.run({ ...asked, resumed: true }), asked);
    assert.deepEqual(await lives(list), undisturbed.customers);
  });

  test('keeps the verdict of its first attempt on which records are invalid', async () => {
    const list = await room.list(keys);
    const asked = request(entries, { list, fields });
    const failing = hookedStore(await room.store(), {
      beforeWrite() {
        throw new Error('the cable was pulled');
      },
    });
    await assert.rejects(startEngine(failing, limits).run(asked), /the cable was pulled/);
    const strict = { ...fields, checkPatch: () => ['everything is bad today'] };
    const engine = await room.engine(limits);
    assertSame(await engine.run({ ...asked, fields: strict, resumed: true }), asked);
  });

  test('by a connection that is cut is given up, and finished by a retry', async () => {
    const list = await room.list(keys);
    const asked = request(entries, { list, fields });
    const engine = await room.engine(limits);
    await using writer = await holdRows(room.connectionString, list, ['c']);
    const running = assert.rejects(engine.run(asked), /terminat/);
    const [waiting] = await untilWaiting(room.database, 1);
    await room.database.query('select pg_terminate_backend($1)', [waiting]);
    await running;
    await writer.rollback();
    const retried = await engine.run({ ...asked, resumed: true });
    assertSame(retried, asked);
    assert.deepEqual(await lives(list), undisturbed.customers);
  });

  test('by a connection that is cut between two statements does not bring the process down', async () => {
    const cut = room.database.transact(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await room.database.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await untilGone(rows[0]?.pid);
    });
    await assert.rejects(cut);
    assert.equal((await room.database.query('select 1')).rowCount, 1);
  });

  test('by a cancellation between its chunks ends cancelled, and its counts close', async () => {
    const list = await room.list(keys);
    const asked = request(entries, { list, fields });
    let committed = 0;
    const store = hookedStore(await room.store(), {
      async afterCommit() {
        committed += 1;
        if (committed === 2) await cancel(asked);
      },
    });
    const result = await startEngine(store, limits).run(asked);
    assert.equal(result.state, 'cancelled');
    const { counts } = result;
    // a; c and its twin
    assert.deepEqual([counts.total, counts.valid, counts.invalid], [9, 8, 1]);
    assert.deepEqual([counts.updated, counts.unchanged, counts.failed], [3, 0, 5]);
    assert.deepEqual(
      result.failures.map(({ key, error }) => [key, error]),
      ['h', 'missing', 'e', 'd', 'f'].map((key) => [key, 'batch_cancelled_exception']),
    );
    const versions = (await room.customers(list)).filter(({ version }) => version > 1).map(({ key }) => key);
    assert.deepEqual(versions, ['a', 'c']);
    await assertEnded(list, asked, 'cancelled');
    const engine = await room.engine(limits);
    assert.deepEqual(await engine.run({ ...asked, resumed: true }), result);
  });

  test('by a cancellation after its last chunk is completed', async () => {
    const list = await room.list(keys);
    const asked = request(entries, { list, fields });
    const store = hookedStore(await room.store(), { beforeEnd: () => cancel(asked) });
    const result = await startEngine(store, limits).run(asked);
    assert.equal(result.state, 'completed');
    assertSame(result, asked);
  });

  test('by another process that takes it over writes nothing any more', async () => {
    const list = await room.list(keys);
    const asked = request(entries, { list, fields });
    const taker = await room.store();
    let seen: unknown;
    const store = hookedStore(await room.store(), {
      async beforeWrite({ chunk }) {
        if (chunk !== 1) return;
        await taker.resume(list.organizationId, asked.publicId);
        seen = await lives(list);
      },
    });
    const isFenced = (error: unknown): boolean => error instanceof Fenced && error.why === 'taken over';
    await assert.rejects(startEngine(store, limits).run(asked), isFenced);
    assert.deepEqual(await lives(list), seen);
    assertSame(await startEngine(taker, limits).run({ ...asked, resumed: true }), asked);
    assert.deepEqual(await lives(list), undisturbed.customers);
  });

  test('by another process that takes it over is not ended by the one that it was taken from', async () => {
    const list = await room.list(keys);
    const asked = request(entries, { list, fields });
    const taker = await room.store();
    const store = hookedStore(await room.store(), {
      async beforeEnd() {
        await taker.resume(list.organizationId, asked.publicId);
      },
    });
    await assert.rejects(startEngine(store, limits).run(asked), Fenced);
    assert.equal((await batchRow(asked))?.state, 'running');
  });

  async function cancel({ list, publicId }: BatchRequest): Promise<void> {
    await room.database.query(
      'update batches set cancel_requested = true where organization_id = $1 and public_id = $2',
      [list.organizationId, publicId],
    );
  }

  /** Each customer, and its history without the ids of packs, which tell batches apart. */
  async function lives(list: ListRef): Promise<unknown> {
    const rows = await room.customers(list);
    const histories = rows.map(async (row) => {
      const history = await room.history(list, row);
      return [row.key, row.version, row.data, history.map(({ version, fields: changed }) => ({ version, changed }))];
    });
    return Promise.all(histories);
  }

  function assertSame(result: BatchResult, { publicId }: BatchRequest): void {
    assert.deepEqual(result, { ...undisturbed.result, batchId: publicId });
  }

  /** The stored batch says the same as its chunks, and nobody owns it. */
  async function assertEnded(list: ListRef, asked: BatchRequest, state: string): Promise<void> {
    const row = await batchRow(asked);
    assert.deepEqual([row?.state, row?.owner], [state, null]);
    const { rows } = await room.database.query<{ applied: number; failed: number }>(
      `select sum(updated + unchanged)::int as applied, sum(failed)::int as failed
       from chunks where organization_id = $1 and batch_id = $2`,
      [list.organizationId, row?.id],
    );
    assert.deepEqual(rows, [{ applied: row?.applied, failed: row?.failed }]);
    assert.equal((row?.applied ?? 0) + (row?.failed ?? 0), row?.valid);
  }

  interface BatchRow {
    readonly id: number;
    readonly state: string;
    readonly owner: number | null;
    readonly valid: number;
    readonly applied: number;
    readonly failed: number;
  }

  async function batchRow({ list, publicId }: BatchRequest): Promise<BatchRow | undefined> {
    const { rows } = await room.database.query<BatchRow>(
      `select id, state, owner, valid, updated + unchanged as applied, failed
       from batches where organization_id = $1 and public_id = $2`,
      [list.organizationId, publicId],
    );
    return rows[0];
  }

  async function untilGone(pid: number | undefined): Promise<void> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      const { rowCount } = await room.database.query('select 1 from pg_stat_activity where pid = $1', [pid]);
      if (rowCount === 0) return;
      assert.ok(performance.now() < deadline, 'the backend lives on');
    }
  }
});
