import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { ListRef } from '../../src/engine/ports.ts';
import type { Change, Outcome } from '../../src/engine/records.ts';
import { readCheckpoints } from '../../src/store/batches.ts';
import { postgres15 } from '../postgres.ts';
import { isInvalid, sizeLimit, type Step, steps } from './arbitrary-steps.ts';
import { canonical } from './canonical.ts';
import { Model, type ModelChange, type ModelOutcome } from './model.ts';
import { assertPreviewed, previewOf } from './preview-of.ts';
import { openStore, type OpenStore } from './open-store.ts';
import { anyFields, faultsByIndex, request, startEngine } from './start-engine.ts';

const fields = { ...anyFields, checkPatch: rule, checkNew: rule };
const { server, missing } = postgres15();

property('the engine on PostgreSQL', { runs: 60 });
property('the engine on PostgreSQL 15', { runs: 12, server: server ?? '', skip: missing ?? false });

function property(
  name: string,
  { runs, skip = false, server = '' }: { runs: number; skip?: string | false; server?: string },
): void {
  describe(name, { skip }, () => {
    let room: OpenStore;
    before(async () => {
      room = await openStore({ server });
    });
    after(() => room[Symbol.asyncDispose]());

    test('agrees with applying the records one by one: outcomes, data, versions, history and counts', async () => {
      await fc.assert(
        fc.asyncProperty(steps, sizeLimit, async (life, customerBytesMax) => {
          const list = await room.list();
          const model = new Model({ customerBytesMax, isInvalid });
          for (const step of life) await live(step, { room, list, model, customerBytesMax });
          await compare({ room, list, model, customerBytesMax });
        }),
        { numRuns: runs },
      );
    });
  });
}

interface Life {
  readonly room: OpenStore;
  readonly list: ListRef;
  readonly model: Model;
  readonly customerBytesMax: number;
}

async function live(step: Step, life: Life): Promise<void> {
  const { room, list, model } = life;
  if (step.kind === 'sweep') {
    model.sweep();
    await room.database.query('delete from change_packs where organization_id = $1', [list.organizationId]);
  } else {
    await runBatch(step, life);
  }
}

async function runBatch(step: Extract<Step, { kind: 'batch' }>, life: Life): Promise<void> {
  const { room, list, model, customerBytesMax } = life;
  const { operation, atomic, records, chunkRecordsMax, packRecordsMax } = step;
  const store = await room.store({ packRecordsMax });
  const engine = startEngine(store, { customerBytesMax, chunkRecordsMax });
  const before = await room.customers(list);
  const preview = await previewOf(engine, { ...step, list, fields });
  assert.deepEqual(await room.customers(list), before, 'a preview writes nothing');
  const expected = model.run(step);
  assertPreviewed(preview, { ...step, expected, before, after: model.customers });
  const asked = request(records, { list, fields, operation, atomic });
  const result = await engine.run(asked);
  assert.deepEqual(result.counts, expected.counts);
  assert.deepEqual(faultsByIndex(result), expected.outcomes.map(faultOnly));
  const aborted = result.failures.filter(({ error }) => error === 'batch_aborted_exception');
  for (const { reason } of aborted) assert.match(reason, new RegExp(`record ${expected.abortedBy} `));
  await assertStored(life, { publicId: asked.publicId, outcomes: expected.outcomes });
  assert.equal(store.isRunning(asked.publicId), false);
}

/** What is stored of the batch says the same as its answer. */
async function assertStored(
  { room, list }: Life,
  { publicId, outcomes }: { publicId: string; outcomes: readonly ModelOutcome[] },
): Promise<void> {
  const { rows } = await room.database.query<{ id: number; state: string; applied: number; failed: number }>(
    `select id, state, updated + unchanged as applied, failed from batches
     where organization_id = $1 and public_id = $2 and owner is null and valid = updated + unchanged + failed`,
    [list.organizationId, publicId],
  );
  assert.equal(rows[0]?.state, 'completed');
  const checkpoints = await readCheckpoints(room.database, list.organizationId, rows[0].id);
  assert.deepEqual(
    byIndex(checkpoints.flatMap((checkpoint) => checkpoint.outcomes)),
    outcomes.flatMap((outcome, index) => (outcome === 'invalid' ? [] : [[index, outcome]])),
  );
}

async function compare({ room, list, model }: Life): Promise<void> {
  const stored = await room.customers(list);
  assert.deepEqual(
    new Map(stored.map(({ key, version, status, data }) => [key, [version, status, canonical(data)]])),
    new Map(
      [...model.customers].map(([key, { version, removed, data }]) => [
        key,
        [version, removed ? 'removed' : 'active', canonical(data)],
      ]),
    ),
  );
  for (const customer of stored) {
    const history = await room.history(list, customer);
    const expected = model.customers.get(customer.key)?.history ?? [];
    assert.deepEqual(history.map(storedChange), expected.map(modelChange));
  }
  const { rows } = await room.database.query<{ count: number }>(
    'select customer_count as count from lists where organization_id = $1',
    [list.organizationId],
  );
  assert.equal(rows[0]?.count, [...model.customers.values()].filter(({ removed }) => !removed).length);
}

function storedChange({ version, fields }: Change): [number, string] {
  return [
    version,
    canonical(Object.fromEntries(Object.entries(fields).map(([name, change]) => [name, { ...change }]))),
  ];
}

function modelChange({ version, fields }: ModelChange): [number, string] {
  return [version, canonical(Object.fromEntries([...fields].map(([name, change]) => [name, { ...change }])))];
}

function byIndex(outcomes: readonly Outcome[]): [number, ModelOutcome][] {
  return outcomes
    .map((o): [number, ModelOutcome] => [o.index, o.outcome === 'failed' ? o.error : o.outcome])
    .sort(([a], [b]) => a - b);
}

function faultOnly(outcome: ModelOutcome): ModelOutcome | null {
  return outcome === 'updated' || outcome === 'unchanged' ? null : outcome;
}

function rule(patch: { [field: string]: unknown }): string[] {
  return patch['b'] === 'x' ? ['b must not be x'] : [];
}
