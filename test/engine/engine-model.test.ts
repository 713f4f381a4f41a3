import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Outcome } from '../../src/engine/records.ts';
import { isInvalid, sizeLimit, type Step, steps } from './arbitrary-steps.ts';
import { canonical } from './canonical.ts';
import { MemoryStore } from './memory-store.ts';
import { Model, type ModelOutcome } from './model.ts';
import { assertPreviewed, previewOf } from './preview-of.ts';
import { anyFields, faultsByIndex, request, startEngine } from './start-engine.ts';

const fields = { ...anyFields, checkPatch: rule, checkNew: rule };
const list = { organizationId: 1, listId: 1 };

interface Life {
  readonly store: MemoryStore;
  readonly model: Model;
  readonly customerBytesMax: number;
}

describe('the engine on a store in memory', () => {
  test('agrees with applying the records one by one', async () => {
    await fc.assert(
      fc.asyncProperty(steps, sizeLimit, async (life, customerBytesMax) => {
        const store = new MemoryStore();
        const model = new Model({ customerBytesMax, isInvalid });
        for (const step of life) await live(step, { store, model, customerBytesMax });
      }),
      { numRuns: 600 },
    );
  });
});

async function live(step: Step, { store, model, customerBytesMax }: Life): Promise<void> {
  if (step.kind !== 'batch') return;
  const { operation, atomic, records, chunkRecordsMax } = step;
  const engine = startEngine(store, { customerBytesMax, chunkRecordsMax });
  const before = rows(store);
  const preview = await previewOf(engine, { ...step, list, fields });
  assert.deepEqual(rows(store), before, 'a preview writes nothing');
  const known = [...store.customers.values()];
  const expected = model.run(step);
  assertPreviewed(preview, { ...step, expected, before: known, after: model.customers });
  const reached = store.checkpoints.length;
  const result = await engine.run(request(records, { list, fields, operation, atomic }));
  assert.deepEqual(result.counts, expected.counts);
  assert.deepEqual(faultsByIndex(result), expected.outcomes.map(faultOnly));
  const outcomes = store.checkpoints.slice(reached).flatMap((checkpoint) => checkpoint.outcomes);
  assert.deepEqual(byIndex(outcomes), expected.outcomes.flatMap(validOnly));
  assert.deepEqual(rows(store), expectedRows(model));
}

function byIndex(outcomes: readonly Outcome[]): [number, ModelOutcome][] {
  return outcomes
    .map((o): [number, ModelOutcome] => [o.index, o.outcome === 'failed' ? o.error : o.outcome])
    .sort(([a], [b]) => a - b);
}

function validOnly(outcome: ModelOutcome, index: number): [number, ModelOutcome][] {
  return outcome === 'invalid' ? [] : [[index, outcome]];
}

function faultOnly(outcome: ModelOutcome): ModelOutcome | null {
  return outcome === 'updated' || outcome === 'unchanged' ? null : outcome;
}

function rows(store: MemoryStore): [string, number, string][] {
  return [...store.customers.values()]
    .map(({ key, version, data }): [string, number, string] => [key, version, canonical(data)])
    .sort(byKey);
}

function expectedRows(model: Model): [string, number, string][] {
  return [...model.customers]
    .map(([key, { version, data }]): [string, number, string] => [key, version, canonical(data)])
    .sort(byKey);
}

function byKey([a]: [string, ...unknown[]], [b]: [string, ...unknown[]]): number {
  return a < b ? -1 : 1;
}

function rule(patch: { [field: string]: unknown }): string[] {
  return patch['b'] === 'x' ? ['b must not be x'] : [];
}
