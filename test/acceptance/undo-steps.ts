/** Undoing, as a client does it: asks for it, and waits for its end. */
import assert from 'node:assert/strict';
import type { Client, Fields } from '../tenant.ts';
import { until } from './hold-customers.ts';

export interface Batch extends Fields {
  readonly id: string;
  readonly state: string;
  readonly operation: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly undoneBy: string | null;
  readonly files: readonly { kind: string; name: string; url: string }[];
}

/** The undo of a batch, or its preview, when it has ended. */
export async function undoOf(who: Client, batchId: string, query = ''): Promise<Batch> {
  const { status, headers, body, text } = await who.call<{ data: Batch }>(
    `POST /api/v1/batches/${batchId}/undo${query}`,
  );
  assert.equal(status, 202, text);
  assert.equal(headers.get('location'), `/api/v1/batches/${body.data.id}`);
  return endOf(who, body.data.id);
}

export async function endOf(who: Client, batchId: string): Promise<Batch> {
  let batch: Batch | undefined;
  await until(`the end of ${batchId}`, async () => {
    const { body, text } = await who.call<{ data: Batch }>(`GET /api/v1/batches/${batchId}`);
    assert.ok(body.data, text);
    batch = body.data;
    return batch['finishedAt'] !== null;
  });
  assert.ok(batch);
  return batch;
}
