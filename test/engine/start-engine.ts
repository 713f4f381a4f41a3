import { Engine, type BatchRequest, type EngineLimits } from '../../src/engine/engine.ts';
import type { CompiledFields } from '../../src/engine/fields.ts';
import type { BatchStore, ListRef } from '../../src/engine/ports.ts';
import type { BatchResult, JsonObject, RecordIn } from '../../src/engine/records.ts';
import type { ModelOutcome } from './model.ts';

/** Fields that let everything pass. */
export const anyFields: CompiledFields = { keyField: 'key', checkPatch: () => [], checkNew: () => [] };

export function startEngine(store: BatchStore, limits: Partial<EngineLimits> = {}): Engine {
  return new Engine({
    store,
    limits: { chunkRecordsMax: 100, chunksAtOnceMax: 4, triesMax: 5, customerBytesMax: 65_536, ...limits },
    observer: { chunk: () => undefined, batch: () => undefined },
  });
}

let batches = 0;

/** A batch of its own id that updates the list; what is given goes before. */
export function request(records: readonly RecordIn[], given: Partial<BatchRequest> & { list: ListRef }): BatchRequest {
  batches += 1;
  return {
    publicId: `batch_${process.pid}_${batches}`,
    resumed: false,
    fields: anyFields,
    source: 'campaign',
    operation: 'update',
    atomic: false,
    tokenId: null,
    records,
    ...given,
  };
}

/** Records in request order, from keys and patches. */
export function recordsOf(
  entries: readonly (readonly [key: string, patch: JsonObject, version?: number])[],
): RecordIn[] {
  return entries.map(([key, patch, version], index) => ({
    index,
    key,
    patch,
    faults: [],
    ...(version !== undefined && { expectedVersion: version }),
  }));
}

/** Records that make a batch large and write nothing: in the places from `from` on, up to `total`. */
export function wrongOnes(from: number, total: number): RecordIn[] {
  return Array.from({ length: total - from }, (_, i) => ({
    index: from + i,
    key: `W${i}`,
    patch: {},
    faults: ['wrong'],
  }));
}

/** Failures and invalid records by index; what is neither was applied, and shows as null. */
export function faultsByIndex({ counts, failures, invalid }: BatchResult): (ModelOutcome | null)[] {
  const faults = Array.from({ length: counts.total }, (): ModelOutcome | null => null);
  for (const { index, error } of failures) faults[index] = error;
  for (const { index } of invalid) faults[index] = 'invalid';
  return faults;
}
