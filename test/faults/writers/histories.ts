import assert from 'node:assert/strict';
import type { Fields } from '../../tenant.ts';
import type { Batch, FieldChanges } from './read-batches.ts';

/** One entry of a customer's history. */
export interface Change {
  readonly version: number;
  readonly batch: Batch;
  readonly fields: FieldChanges;
}

/** A customer as the database has it. */
export interface Stored {
  readonly list: string;
  readonly key: string;
  readonly version: number;
  readonly data: Fields;
}

/** `camp_…/loan_1` → its changes in the order of their versions, out of the changes of all batches. */
export type Histories = ReadonlyMap<string, readonly Change[]>;

export function historiesOf(batches: readonly Batch[]): Histories {
  const histories = new Map<string, Change[]>();
  for (const batch of batches) {
    for (const { key, version, changes: fields } of batch.changes) {
      const ref = `${batch.list}/${key}`;
      const changes = histories.get(ref) ?? [];
      histories.set(ref, changes);
      changes.push({ version, batch, fields });
    }
  }
  for (const changes of histories.values()) changes.sort((a, b) => a.version - b.version);
  return histories;
}

/** Each history, replayed from nothing, has no gap, no `from` that was not so, and ends at what is stored. */
export function assertReplays(histories: Histories, stored: readonly Stored[]): void {
  assert.equal(histories.size, stored.length, 'every customer has a history, and nobody else');
  for (const { list, key, version, data } of stored) {
    const ref = `${list}/${key}`;
    const changes = histories.get(ref) ?? [];
    const versions = changes.map((change) => change.version);
    assert.deepEqual(
      versions,
      Array.from({ length: version }, (_, i) => i + 1),
      `the versions of ${ref}`,
    );
    assert.deepEqual(replay(ref, changes), new Map(Object.entries(data)), `${ref} as its history has it`);
  }
}

function replay(ref: string, changes: readonly Change[]): Map<string, unknown> {
  const state = new Map<string, unknown>();
  for (const { version, batch, fields } of changes) {
    assert.notDeepEqual(fields, {}, `version ${version} of ${ref} changes something`);
    for (const [field, change] of Object.entries(fields)) {
      const what = `${field} of ${ref} before version ${version} (${batch.id})`;
      assert.deepEqual([what, change.from], [what, state.get(field)]);
      assert.notDeepEqual([what, change.to], [what, change.from]);
      if ('to' in change) state.set(field, change.to);
      else state.delete(field);
    }
  }
  return state;
}

/** Whether someone changed one of these fields after the one version, before the other. */
export function touchedBetween(
  changes: readonly Change[],
  { after, before, fields }: { after: number; before: number; fields: readonly string[] },
): boolean {
  return changes.some((change) => {
    return change.version > after && change.version < before && fields.some((field) => field in change.fields);
  });
}
