import assert from 'node:assert/strict';
import { uploadSteps } from '../../acceptance/upload-steps.ts';
import { errorIn, ownField } from './world.ts';
import type { Writer } from './writer.ts';

/** Takes back a batch of his own, while the others go on with the same customers. */
export async function undo(writer: Writer): Promise<void> {
  const deed = writer.undoable();
  if (deed === undefined) return;
  const { status, text, body } = await writer.send<{ data: { id: string } }>(
    `POST /api/v1/batches/${deed.batchId}/undo`,
  );
  assert.equal(status, 202, text.slice(0, 500));
  const steps = uploadSteps(writer.client);
  const batch = await steps.ended(body.data.id);
  assert.equal(batch.state, 'completed');
  const outcomes = await steps.outcomes(batch.id, '?limit=1000');
  const errorOf = new Map(outcomes.map((outcome) => [outcome['key'], errorIn(outcome)]));
  const field = ownField(deed.list, writer.number);
  const entries = [...writer.givenBack(deed)].map(([key, before]) => {
    return { key, patch: { [field]: before ?? null }, expectedVersion: null, error: errorOf.get(key) ?? null };
  });
  writer.done({ kind: 'undo', list: deed.list, batchId: batch.id, entries, undoes: deed });
}
