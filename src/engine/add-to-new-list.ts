import { count } from './apply-chunk.ts';
import { cutIntoChunks } from './cut-chunks.ts';
import { judgeAdd } from './judge.ts';
import type { BatchEnd, Checkpoint, CustomerWrite, ListRef, NewBatch, OpenBatch } from './ports.ts';
import type { BatchSource, Failure, JsonObject, Outcome } from './records.ts';

/** One transaction that has just made the list, so nobody else can see or hold a row of it. */
export interface NewListTransaction {
  open(batch: NewBatch): Promise<OpenBatch>;
  write(batch: OpenBatch, writes: readonly CustomerWrite[], checkpoint: Checkpoint): Promise<void>;
  end(batch: OpenBatch, end: BatchEnd): Promise<void>;
}

export interface NewListBatch {
  readonly publicId: string;
  readonly list: ListRef;
  readonly source: BatchSource;
  readonly tokenId: number | null;
  /** Checked, and no two of one key. */
  readonly customers: readonly { readonly key: string; readonly data: JsonObject }[];
  readonly customerBytesMax: number;
}

/**
 * Adds a new list's first customers as a batch of one chunk, in the transaction that makes the list. Returns what failed:
 * if anything did, nothing was written and the caller rolls back.
 */
export async function addToNewList(tx: NewListTransaction, request: NewListBatch): Promise<readonly Failure[]> {
  const { customers, customerBytesMax, ...named } = request;
  const records = customers.map(({ key, data }, index) => ({ index, key, patch: data }));
  const outcomes: Outcome[] = [];
  const writes: CustomerWrite[] = [];
  for (const own of cutIntoChunks(records, Math.max(records.length, 1)).flatMap((chunk) => chunk.customers)) {
    const judged = judgeAdd(own, { customer: undefined, touchedSince: () => null, customerBytesMax });
    outcomes.push(...judged.outcomes);
    if (judged.write) writes.push(judged.write);
  }
  const failures = outcomes.filter((outcome) => outcome.outcome === 'failed');
  if (failures.length > 0) return failures;
  const cut = { total: records.length, chunks: 1, chunkRecords: records.length, keys: records.map(({ key }) => key) };
  const batch = await tx.open({ ...named, ...cut, operation: 'add', atomic: true, invalid: [] });
  const counts = { ...count(outcomes), retried: 0 };
  await tx.write(batch, writes, { chunk: 0, ...counts, outcomes });
  await tx.end(batch, { state: 'completed', counts, unreached: [] });
  return [];
}
