import { allOrNothing, fieldsFor, judges } from './apply-chunk.ts';
import type { Chunk } from './cut-chunks.ts';
import type { BatchStore, ListRef } from './ports.ts';
import type { Change, Operation, Outcome } from './records.ts';
import { readTouchedFields } from './touched-fields.ts';

export interface Preview {
  readonly outcomes: readonly Outcome[];
  /** What each customer would change, in key order; its version is the one that the change would make. */
  readonly changes: readonly Change[];
  /** The version that each customer has at this moment, by key; absent: there is none, or it was removed. */
  readonly versions: ReadonlyMap<string, number>;
}

interface PreviewOptions {
  readonly store: Pick<BatchStore, 'transact'>;
  readonly list: ListRef;
  readonly operation: Operation;
  readonly customerBytesMax: number;
}

/** Rule 8: what a chunk would do at this moment, by the code that would do it. Nothing is locked and nothing written. */
export async function previewChunk(chunk: Chunk, options: PreviewOptions): Promise<Preview> {
  const { store, list, operation, customerBytesMax } = options;
  const keys = chunk.customers.map(({ key }) => key);
  const records = chunk.customers.flatMap((customer) => customer.records);
  const fields = fieldsFor(operation, chunk.customers, customerBytesMax);
  return store.transact(async (tx) => {
    const customers = await tx.read(list, { keys, fields });
    const touchedSince = await readTouchedFields(tx, list, { customers, records });
    const outcomes: Outcome[] = [];
    const changes: Change[] = [];
    const versions = new Map<string, number>();
    for (const own of chunk.customers) {
      const customer = customers.get(own.key);
      const judged = judges[operation](own, { customer, touchedSince, customerBytesMax });
      for (const outcome of judged.outcomes) outcomes.push(outcome);
      if (judged.write) changes.push(judged.write.change);
      if (customer && !customer.removed) versions.set(own.key, customer.version);
    }
    return { outcomes, changes, versions };
  });
}

/** Of a whole batch: how many records would be updated. `atomic`: whether one at fault would keep all from it. */
export function wouldUpdate(
  outcomes: readonly Outcome[],
  atomic: { readonly faulty: readonly number[] } | null,
): number {
  const judged = atomic ? allOrNothing({ outcomes: [...outcomes], writes: [] }, atomic.faulty).outcomes : outcomes;
  return judged.filter(({ outcome }) => outcome === 'updated').length;
}
