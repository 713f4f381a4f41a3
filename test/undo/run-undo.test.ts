import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ListRef } from '../../src/engine/ports.ts';
import { unpackOutcomes } from '../../src/store/outcomes.ts';
import { giveUpUndo, runUndo, type UndoDeps } from '../../src/undo/run-undo.ts';
import { cancelBatch } from '../../src/store/cancel-batch.ts';
import type { Tx } from '../../src/store/database.ts';
import { recordsOf, request } from '../engine/start-engine.ts';
import { openUndo, type OpenUndo } from './open-undo.ts';

const keys = Array.from({ length: 12 }, (_, place) => `k${String(place).padStart(2, '0')}`);
const forever = new AbortController().signal;

describe('an undo in the background', () => {
  let opened: OpenUndo;
  before(async () => {
    opened = await openUndo({ fileChunkRecordsMax: 4, packRecordsMax: 2 });
  });
  after(() => opened[Symbol.asyncDispose]());

  /** A list of which a batch has changed every customer, and the undo of that batch, asked for. */
  async function asked() {
    const list = await opened.room.list(keys);
    const change = request(recordsOf(keys.map((key) => [key, { n: 1 }])), { list });
    await opened.engine.run(change);
    return { list, changed: change.publicId, ...(await opened.ask(list, change.publicId)) };
  }

  /** Does something after that many chunks were read: what comes then is the work of a later attempt. */
  function onceRead(chunks: number, then: () => void | Promise<void>): UndoDeps<Tx> {
    const { store } = opened.deps;
    let read = 0;
    return {
      ...opened.deps,
      store: {
        ...store,
        async readChanges(organizationId, packs) {
          if ((read += 1) > chunks) await then();
          return store.readChanges(organizationId, packs);
        },
      },
    };
  }

  test('goes on where an earlier attempt stopped: every customer is restored once', async () => {
    const { list, step, publicId } = await asked();
    const crash = onceRead(1, () => assert.fail('the process dies'));
    await assert.rejects(runUndo(step, crash, forever), /the process dies/);
    const begun = await versions(list);
    assert.deepEqual(new Set(begun), new Set([2, 3]));
    await runUndo(step, opened.deps, forever);
    assert.deepEqual(new Set(await versions(list)), new Set([3]));
    assert.deepEqual(await batch(publicId), { state: 'completed', total: 12, updated: 12, failed: 0 });
  });

  test('stops before its next chunk when the process does, and is left to another', async () => {
    const { step, publicId } = await asked();
    const stopping = new AbortController();
    await assert.rejects(
      runUndo(
        step,
        onceRead(1, () => stopping.abort(new Error('stops'))),
        stopping.signal,
      ),
      /stops/,
    );
    assert.partialDeepStrictEqual(await batch(publicId), { state: 'running' });
    await runUndo(step, opened.deps, forever);
    assert.partialDeepStrictEqual(await batch(publicId), { state: 'completed', updated: 12 });
  });

  test('that is cancelled says of the customers that it did not reach so; then the batch can be undone again', async () => {
    const { list, step, publicId, changed } = await asked();
    const { organizationId } = list;
    const cancel = async () =>
      void (await opened.room.database.transact((tx) => cancelBatch(tx, { organizationId, publicId })));
    await runUndo(step, onceRead(2, cancel), forever);
    const { state, total, updated, failed } = await batch(publicId);
    assert.deepEqual([state, total, updated + failed], ['cancelled', 12, 12]);
    assert.ok(updated > 0 && failed > 0);
    assert.deepEqual(
      await errors(publicId),
      Array.from({ length: failed }, () => 'batch_cancelled_exception'),
    );
    const again = await opened.undo(list, changed);
    assert.deepEqual(await batch(again.publicId), { state: 'completed', total: 12, updated: 12 - updated, failed: 0 });
    assert.deepEqual(new Set(await versions(list)), new Set([3]));
  });

  test('that is given up closes its counts, and says why', async () => {
    const { step, publicId } = await asked();
    await assert.rejects(
      runUndo(
        step,
        onceRead(1, () => assert.fail('broken')),
        forever,
      ),
    );
    await giveUpUndo(step, opened.deps);
    const { state, updated, failed } = await batch(publicId);
    assert.deepEqual([state, updated + failed], ['failed', 12]);
    assert.deepEqual(new Set(await errors(publicId)), new Set(['batch_interrupted_exception']));
  });

  test('is cancelled at once while it waits for its turn', async () => {
    const { list, step, publicId } = await asked();
    const { organizationId } = list;
    await opened.room.database.transact((tx) => cancelBatch(tx, { organizationId, publicId }));
    assert.deepEqual(await batch(publicId), { state: 'cancelled', total: 0, updated: 0, failed: 0 });
    await runUndo(step, opened.deps, forever);
    assert.deepEqual(new Set(await versions(list)), new Set([2]));
  });

  async function versions(list: ListRef): Promise<number[]> {
    return (await opened.room.customers(list)).map(({ version }) => version);
  }

  async function batch(publicId: string): Promise<{ state: string; total: number; updated: number; failed: number }> {
    const { rows } = await opened.room.database.query<{
      state: string;
      total: number;
      updated: number;
      failed: number;
    }>('select state, total, updated, failed from batches where public_id = $1', [publicId]);
    const [row] = rows;
    assert.ok(row);
    return { ...row };
  }

  async function errors(publicId: string): Promise<string[]> {
    const { rows } = await opened.room.database.query<{ outcomes: Buffer }>(
      'select c.outcomes from chunks c join batches b on b.id = c.batch_id where b.public_id = $1',
      [publicId],
    );
    const outcomes = rows.flatMap(({ outcomes: packed }) => unpackOutcomes(packed));
    return outcomes.flatMap((outcome) => (outcome.outcome === 'failed' ? [outcome.error] : []));
  }
});
