/** Holds what the service has stored against what it acknowledged: the model of eight writers who do not know each other. */
import assert from 'node:assert/strict';
import { assertUndone } from './assert-undone.ts';
import { assertReplays, type Change, type Histories, historiesOf, type Stored, touchedBetween } from './histories.ts';
import type { Batch } from './read-batches.ts';
import { type Deed, type Entry, ownField, type Patch, type World } from './world.ts';
import type { Writer } from './writer.ts';

interface Evidence {
  readonly world: World;
  readonly writers: readonly Writer[];
  readonly batches: readonly Batch[];
  readonly stored: readonly Stored[];
}

/** Throws where the two do not agree. */
export function audit({ world, writers, batches, stored }: Evidence): void {
  for (const batch of batches) assertClosed(batch);
  const histories = historiesOf(batches);
  assertReplays(histories, stored);
  assertOwn(world, writers, stored);
  const batchOf = batchFinder(batches);
  const known = new Set<Batch>(batches.filter(({ operation }) => operation === 'add'));
  for (const deed of world.deeds) {
    const batch = batchOf(deed);
    if (batch === undefined) continue;
    assert.ok(!known.has(batch), `${batch.id} is of one deed`);
    known.add(batch);
    const place = { list: listOf(world, deed), batch, histories };
    if (deed.undoes) assertUndone(place, batchOf(deed.undoes));
    else for (const [key, entries] of byKey(deed)) assertTold(place, key, entries);
  }
  const nobodys = batches.filter((batch) => !known.has(batch) && batch.changes.length > 0);
  assert.deepEqual(
    nobodys.map(({ id }) => id),
    [],
    'batches that changed customers and that nobody was told of',
  );
}

export interface Place {
  /** As the history names it. */
  readonly list: string;
  readonly batch: Batch;
  readonly histories: Histories;
}

function listOf({ campaignId, lender }: World, { list }: Deed): string {
  return list === 'campaign' ? campaignId : lender.code;
}

/** It has ended, its counts close, and who counts as updated has exactly one change. */
function assertClosed({ id, state, counts, outcomes, changes }: Batch): void {
  assert.equal(state, 'completed', id);
  const { total = 0, valid = 0, invalid = 0, pending, successful = 0, updated = 0, unchanged = 0, failed = 0 } = counts;
  const sums = [pending, valid + invalid, successful + failed, updated + unchanged, outcomes.length];
  assert.deepEqual([id, ...sums], [id, 0, total, valid, successful, total]);
  const updatedKeys = outcomes.filter(({ outcome }) => outcome === 'updated').map(({ key }) => key);
  assert.equal(updatedKeys.length, updated, id);
  const changedKeys = changes.map(({ key }) => key);
  assert.equal(new Set(changedKeys).size, changedKeys.length, id);
  assert.deepEqual(new Set(changedKeys), new Set(updatedKeys), id);
}

/** No update is lost: in each writer's own fields stands what he was told last. */
function assertOwn({ campaignId }: World, writers: readonly Writer[], stored: readonly Stored[]): void {
  for (const { list, key, data } of stored) {
    const name = list === campaignId ? 'campaign' : 'company';
    for (const writer of writers) {
      const field = ownField(name, writer.number);
      const ref = `${name}/${key}`;
      const what = `the last acknowledged value of ${field} of ${ref}`;
      assert.deepEqual(data[field], writer.own.get(ref), what);
    }
  }
}

/** The batch of a deed: by its id, or, where the answer names none, by the one value that nobody else gave. */
function batchFinder(batches: readonly Batch[]): (deed: Deed) => Batch | undefined {
  const byId = new Map(batches.map((batch) => [batch.id, batch]));
  const byValue = new Map<string, Batch>();
  for (const batch of batches) {
    if (batch.source === 'undo') continue;
    for (const { key, changes } of batch.changes) {
      for (const [field, { to }] of Object.entries(changes)) byValue.set(JSON.stringify([key, field, to]), batch);
    }
  }
  return ({ batchId, entries: [entry] }) => {
    if (batchId !== null) {
      const batch = byId.get(batchId);
      assert.ok(batch, `the batch ${batchId} is there`);
      return batch;
    }
    const values = Object.entries(entry?.patch ?? {}).filter(([, value]) => value !== null);
    const found = values.flatMap(([field, value]) => byValue.get(JSON.stringify([entry?.key, field, value])) ?? []);
    if (entry?.error === null && values.length > 0)
      assert.ok(found.length > 0, `${JSON.stringify(entry)} is in the history`);
    return found[0];
  };
}

function byKey({ entries }: Deed): Map<string, Entry[]> {
  return Map.groupBy(entries, ({ key }) => key);
}

/** What became of one customer in one batch is what its writer was told. */
function assertTold({ list, batch, histories }: Place, key: string, entries: readonly Entry[]): void {
  const history = histories.get(`${list}/${key}`) ?? [];
  const change = history.find((one) => one.batch === batch);
  for (const entry of entries) assertRightlyJudged({ entry, history, change, batch });
  const patch: Patch = Object.assign({}, ...entries.filter(({ error }) => error === null).map((entry) => entry.patch));
  const given = Object.entries(change?.fields ?? {}).map(([field, { to = null }]) => [field, to] as const);
  for (const [field, to] of given) {
    assert.deepEqual(
      [batch.id, key, field, to],
      [batch.id, key, field, patch[field]],
      'a change that was not asked for',
    );
  }
  // A value that is given once was not there before: so it must have changed.
  const missing = Object.entries(patch).filter(([field, to]) => to !== null && !(field in (change?.fields ?? {})));
  assert.deepEqual([batch.id, key, missing], [batch.id, key, []], 'acknowledged changes that the history lacks');
}

interface Judged {
  readonly entry: Entry;
  readonly history: readonly Change[];
  readonly change: Change | undefined;
  readonly batch: Batch;
}

/** Rule 6: with an expected version exactly those conflict of whose fields one was changed since. */
function assertRightlyJudged({ entry, history, change, batch }: Judged): void {
  const { key, patch, expectedVersion, error } = entry;
  const what = `${batch.id} ${JSON.stringify(entry)}`;
  const fields = Object.keys(patch);
  if (error === null) {
    assert.ok(history.length > 0, what);
    if (expectedVersion === null || !change) return;
    const lost = touchedBetween(history, { after: expectedVersion, before: change.version, fields });
    assert.ok(!lost, `it went over a change that its writer had not seen: ${what}`);
  } else if (error === 'document_missing_exception') {
    assert.equal(key, 'loan_missing', what);
  } else if (error === 'batch_aborted_exception') {
    assert.deepEqual(batch.changes, [], what);
  } else if (expectedVersion !== null) {
    assert.equal(error, 'version_conflict_engine_exception', what);
    assert.ok(touchedBetween(history, { after: expectedVersion, before: Infinity, fields }), `no reason: ${what}`);
  } else {
    assert.match(error, pinned, what);
    assert.equal(batch.source, 'upload', what);
  }
}

/** What was changed since an upload was shown. */
const pinned = /^(version_conflict_engine|preview_changed)_exception$/;
