import assert from 'node:assert/strict';
import type { Place } from './audit.ts';
import { touchedBetween } from './histories.ts';
import type { Batch } from './read-batches.ts';

/** Rule 10: what stood as the batch left it is as it was before; what was edited since is as it was edited. */
export function assertUndone({ list, batch: undo, histories }: Place, undone: Batch | undefined): void {
  const given = new Map(undone?.changes.map((change) => [change.key, change]));
  for (const { key, version, changes } of undo.changes) {
    const original = given.get(key);
    for (const [field, { from, to }] of Object.entries(changes)) {
      const what = `${undo.id} ${key} ${field}`;
      const was = original?.changes[field];
      assert.ok(was, `the batch never changed it: ${what}`);
      assert.deepEqual([what, from, to], [what, was.to, was.from], 'the first value instead of the last one');
    }
    assert.ok(version > (original?.version ?? 0));
  }
  const restored = new Map(undo.changes.map((change) => [change.key, change]));
  for (const { error } of undo.outcomes) assert.ok(error === undefined || error === 'edited_since_exception', error);
  for (const [key, { version, changes }] of given) {
    const history = histories.get(`${list}/${key}`) ?? [];
    const before = restored.get(key)?.version ?? Infinity;
    for (const field of Object.keys(changes)) {
      if (field in (restored.get(key)?.changes ?? {})) continue;
      const edited = touchedBetween(history, { after: version, before, fields: [field] });
      assert.ok(edited, `left alone though nobody edited it: ${undo.id} ${key} ${field}`);
    }
  }
}
