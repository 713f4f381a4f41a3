import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { type BatchRequest, TooManyAffected } from '../../src/engine/engine.ts';
import type { BatchResult, RecordIn } from '../../src/engine/records.ts';
import { isInvalid, sizeLimit, type Step, steps } from './arbitrary-steps.ts';
import { canonical } from './canonical.ts';
import { MemoryPreviews } from './memory-previews.ts';
import { MemoryStore } from './memory-store.ts';
import { Model, type ModelBatch, type ModelOutcome } from './model.ts';
import { anyFields, faultsByIndex, recordsOf, request, startEngine } from './start-engine.ts';

const fields = { ...anyFields, checkPatch: rule, checkNew: rule };
const list = { organizationId: 1, listId: 1 };

interface Life {
  readonly store: MemoryStore;
  readonly model: Model;
  readonly customerBytesMax: number;
}
type Batch = Extract<Step, { kind: 'batch' }>;

describe('a dry run', () => {
  test('answers what applying right after answers, and changes no customer', async () => {
    await fc.assert(
      fc.asyncProperty(lives, sizeLimit, async ({ before, shown }, customerBytesMax) => {
        const life = await liveOn(before, customerBytesMax);
        const customers = snapshot(life.store);
        const previews = new MemoryPreviews();
        const asked = { ...given(shown), publicId: 'batch_preview' };
        const { changes, expiresAt, ...preview } = await engineOf(life, shown).dryRun(asked, previews);
        assert.deepEqual(snapshot(life.store), customers);
        assert.deepEqual([life.store.opened.length, expiresAt], [before.length, new Date(0)]);
        const applied = await engineOf(life, shown).run({ ...asked, list });
        assert.deepEqual(preview, applied);
        const written = life.store.packs.get(life.store.packs.size);
        assert.deepEqual(
          changes.map(({ key }) => key).toSorted(),
          [...life.store.customers.values()]
            .filter(({ key, version }) => version !== versionIn(customers, key))
            .map(({ key }) => key)
            .toSorted(),
        );
        assert.ok(changes.length === 0 || written);
      }),
      { numRuns: 300 },
    );
  });

  test('applied when others have written meanwhile: only what was shown, where nobody changed what it names', async () => {
    await fc.assert(
      fc.asyncProperty(lives, sizeLimit, async ({ before, shown, between }, customerBytesMax) => {
        const life = await liveOn(before, customerBytesMax);
        const previews = new MemoryPreviews();
        const preview = await engineOf(life, shown).dryRun(given(shown), previews);
        const versions = new Map(life.model.customers);
        for (const step of between) await live(step, life);
        const bad = faultsByIndex(preview);
        // The door refuses these.
        if (shown.atomic && bad.some((fault) => fault !== null)) return;
        const { records, applied } = previews.read();
        const asked = given({ ...shown, records });
        const result = await engineOf(life, shown).run({ ...asked, preview: applied });
        // One by one: what was shown as bad drops out, the others expect the version that was shown.
        const expected = life.model.run({ ...shown, records: pinnedRecords(shown, { bad, versions }) });
        assert.deepEqual(rows(life.store), modelRows(life.model));
        for (const [index, fault] of faultsByIndex(result).entries()) {
          const was = bad[index] ?? null;
          if (was !== null) assert.ok(fault !== null && (was === 'invalid') === (fault === 'invalid'));
          else assert.equal(fault, changed(expected.outcomes[index], shown));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('keeps the records with what they were compared with, and the brake', async () => {
    const previews = new MemoryPreviews();
    const store = customers();
    const { counts, changes, batchId, chunks } = await startEngine(store, { chunkRecordsMax: 2 }).dryRun(
      request(entries, { list, maxAffected: 7, publicId: 'batch_shown' }),
      previews,
    );
    assert.deepEqual([batchId, chunks, counts.updated, counts.unchanged], ['batch_shown', 2, 2, 1]);
    assert.deepEqual(changes, [
      { key: 'a', version: 2, previousPack: null, fields: { n: { from: 0, to: 1 } } },
      { key: 'b', version: 2, previousPack: null, fields: { n: { from: 0, to: 1 } } },
    ]);
    const { chunkRecords, maxAffected, keys } = previews.saved ?? {};
    assert.deepEqual([chunkRecords, maxAffected, keys], [2, 7, ['a', 'gone', 'b', 'c']]);
    const versions = [...previews.read().applied.shown.versions].toSorted(([a], [b]) => (a < b ? -1 : 1));
    assert.deepEqual(versions, [
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
  });

  test('is refused like the batch where more records would be updated than it may, and then keeps nothing', async () => {
    const previews = new MemoryPreviews();
    const asked = request(entries, { list, maxAffected: 1 });
    await assert.rejects(startEngine(customers(), { chunkRecordsMax: 1 }).dryRun(asked, previews), (error) => {
      assert.ok(error instanceof TooManyAffected);
      assert.equal(error.affected, 2);
      return true;
    });
    assert.equal(previews.saved, null);
  });

  test('all or nothing: shows what one bad record makes of the others, and no change', async () => {
    const previews = new MemoryPreviews();
    const asked = request(entries, { list, atomic: true, maxAffected: 0 });
    const { counts, changes, failures } = await startEngine(customers()).dryRun(asked, previews);
    assert.deepEqual([counts.updated, counts.unchanged, counts.failed, changes], [0, 0, 4, []]);
    assert.deepEqual(
      failures.map(({ error }) => error),
      ['batch_aborted_exception', 'document_missing_exception', 'batch_aborted_exception', 'batch_aborted_exception'],
    );
  });

  test('shows up to 1,000 changes, and of large ones fewer', async () => {
    const store = new MemoryStore();
    const many = Array.from({ length: 1_500 }, (_, i) => `k${String(i).padStart(5, '0')}`);
    const data = { n: 0 };
    for (const key of many)
      store.customers.set(key, { key, version: 1, removed: false, lastPack: null, data, bytes: 7 });
    const engine = startEngine(store, { chunkRecordsMax: 600, customerBytesMax: 1e9 });
    const small = recordsOf(many.map((key) => [key, { n: 1 }]));
    const { changes } = await engine.dryRun(request(small, { list }), new MemoryPreviews());
    assert.deepEqual(
      changes.map(({ key }) => key),
      many.slice(0, 1_000),
    );
    const large = recordsOf(many.map((key) => [key, { n: 'x'.repeat(100_000) }]));
    const shown = await engine.dryRun(request(large, { list }), new MemoryPreviews());
    assert.equal(shown.changes.length, 83);
  });
});

const batch = steps.map((life) => life.filter((step): step is Batch => step.kind === 'batch'));
/** A list's life until the preview; what is shown; and what happens until it is applied. */
const lives = fc.record({
  before: batch,
  shown: batch.map(([first, second]) => ({
    ...(second ?? (first as Batch)),
    ...(second?.operation === 'remove' && { operation: 'update' as const }),
  })),
  between: batch.map((life) => life.slice(1, 4)),
});

const entries: RecordIn[] = recordsOf([
  ['a', { n: 1 }],
  ['gone', { n: 1 }],
  ['b', { n: 1 }],
  ['c', { n: 0 }],
]);

function customers(): MemoryStore {
  const store = new MemoryStore();
  for (const key of ['a', 'b', 'c']) {
    store.customers.set(key, { key, version: 1, removed: false, lastPack: null, data: { n: 0 }, bytes: 7 });
  }
  return store;
}

async function liveOn(life: readonly Batch[], customerBytesMax: number): Promise<Life> {
  const one = { store: new MemoryStore(), model: new Model({ customerBytesMax, isInvalid }), customerBytesMax };
  for (const step of life) await live(step, one);
  return one;
}

async function live(step: Batch, life: Life): Promise<BatchResult> {
  life.model.run(step);
  return engineOf(life, step).run(given(step));
}

function engineOf({ store, customerBytesMax }: Life, { chunkRecordsMax }: Batch) {
  return startEngine(store, { customerBytesMax, chunkRecordsMax });
}

function given({ operation, atomic, records }: ModelBatch): BatchRequest {
  return request(records, { list, fields, operation, atomic });
}

/** `faults` that say nothing else than that it drops out. */
function pinnedRecords(
  { records }: ModelBatch,
  {
    bad,
    versions,
  }: { bad: readonly (ModelOutcome | null)[]; versions: ReadonlyMap<string, { version: number; removed: boolean }> },
): RecordIn[] {
  return records.map(({ expectedVersion: _own, ...record }, index) => {
    if ((bad[index] ?? null) !== null) return { ...record, faults: ['was shown as bad'] };
    const customer = versions.get(record.key ?? '');
    return customer && !customer.removed ? { ...record, expectedVersion: customer.version } : record;
  });
}

/** What the model calls a conflict is, of an update, one with the preview. */
function changed(outcome: ModelOutcome | undefined, { operation }: ModelBatch): ModelOutcome | null {
  if (outcome === 'updated' || outcome === 'unchanged' || outcome === undefined) return null;
  const isConflict = outcome === 'version_conflict_engine_exception' && operation === 'update';
  return isConflict ? 'preview_changed_exception' : outcome;
}

function snapshot({ customers: all }: MemoryStore): [string, number][] {
  return [...all.values()].map(({ key, version }): [string, number] => [key, version]);
}

function versionIn(customersThen: readonly [string, number][], key: string): number {
  return customersThen.find(([own]) => own === key)?.[1] ?? 0;
}

function rows({ customers: all }: MemoryStore): [string, number, string][] {
  return [...all.values()]
    .map(({ key, version, data }): [string, number, string] => [key, version, canonical(data)])
    .toSorted(byKey);
}

function modelRows({ customers: all }: Model): [string, number, string][] {
  return [...all]
    .map(([key, { version, data }]): [string, number, string] => [key, version, canonical(data)])
    .toSorted(byKey);
}

function byKey([a]: [string, ...unknown[]], [b]: [string, ...unknown[]]): number {
  return a < b ? -1 : 1;
}

function rule(patch: { [field: string]: unknown }): string[] {
  return patch['b'] === 'x' ? ['b must not be x'] : [];
}
