import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { ListRef } from '../../src/engine/ports.ts';
import type { JsonObject, Operation } from '../../src/engine/records.ts';
import { RequestError } from '../../src/errors/request-error.ts';
import { recordsOf, request } from '../engine/start-engine.ts';
import { openUndo, type OpenUndo } from './open-undo.ts';
import { UndoModel } from './undo-model.ts';

const keys = ['a', 'b', 'c', 'd', 'e'];
const value = fc.constantFrom(1, 2, 'x', null, { p: 1 }, { p: 1, q: 2 }, [1]);
const patch = fc.dictionary(fc.constantFrom('f', 'g', 'h'), value, { maxKeys: 3 });
const records = fc.array(fc.tuple(fc.constantFrom(...keys), patch), { minLength: 1, maxLength: 6 });
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      operation: fc.constant<Operation>('update'),
      records,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      operation: fc.constantFrom<Operation>('add', 'remove'),
      records,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const), which: fc.nat(20) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe('undoing', () => {
  let opened: OpenUndo;
  before(async () => {
    opened = await openUndo();
  });
  after(() => opened[Symbol.asyncDispose]());

  test('agrees with a model, whatever was done and undone before, undos of undos included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (life) => {
        const list = await opened.room.list(keys.slice(0, 3));
        const model = new UndoModel(keys.slice(0, 3));
        const batches: string[] = [];
        for (const one of life) await live(one, { list, model, batches });
        await compare(list, model);
      }),
      { numRuns: 40 },
    );
  });

  test('gives back what was there before, if nobody edited it in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom<Operation>('update', 'add', 'remove'), records, async (operation, some) => {
        const list = await opened.room.list(keys.slice(0, 3));
        const original = await active(list);
        const publicId = await run(list, operation, some);
        const { updated } = await countsOf(list, publicId);
        if (updated === 0) return;
        const { state } = await opened.undo(list, publicId);
        assert.equal(state, 'completed');
        assert.deepEqual(await active(list), original);
      }),
      { numRuns: 30 },
    );
  });

  async function run(
    list: ListRef,
    operation: Operation,
    some: readonly (readonly [string, JsonObject])[],
  ): Promise<string> {
    const asked = request(recordsOf(some), { list, operation });
    await opened.engine.run(asked);
    return asked.publicId;
  }

  async function live(
    one: Step,
    { list, model, batches }: { list: ListRef; model: UndoModel; batches: string[] },
  ): Promise<void> {
    if (one.kind === 'batch') {
      batches.push(await run(list, one.operation, one.records));
      model.run(one.operation, one.records);
      return;
    }
    const place = one.which % Math.max(batches.length, 1);
    const publicId = batches[place];
    if (publicId === undefined) return;
    if (!model.canUndo(place)) {
      await assert.rejects(opened.ask(list, publicId), RequestError);
      return;
    }
    const undo = await opened.undo(list, publicId);
    assert.equal(undo.state, 'completed');
    batches.push(undo.publicId);
    model.undo(place);
    assert.deepEqual(await countsOf(list, undo.publicId), model.lastCounts);
  }

  async function compare(list: ListRef, model: UndoModel): Promise<void> {
    const stored = await opened.room.customers(list);
    const seen = stored.map(({ key, version, status, data }) => ({
      key,
      version,
      data: status === 'removed' ? null : data,
    }));
    assert.deepEqual(seen, model.customers());
  }

  async function active(list: ListRef): Promise<object[]> {
    const stored = await opened.room.customers(list);
    return stored.filter(({ status }) => status !== 'removed').map(({ key, data }) => ({ key, data }));
  }

  async function countsOf({ organizationId }: ListRef, publicId: string): Promise<Record<string, number>> {
    const { rows } = await opened.room.database.query<Record<string, number>>(
      'select total, updated, unchanged, failed, warned from batches where organization_id = $1 and public_id = $2',
      [organizationId, publicId],
    );
    return { ...rows[0] };
  }
});
