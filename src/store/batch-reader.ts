import type { BatchCanceller, BatchReader } from '../doors/api/batch-ports.ts';
import { readChanges } from './batch-changes.ts';
import { readOutcomes } from './batch-outcomes.ts';
import { findBatch, listBatches } from './batch-reports.ts';
import { cancelBatch } from './cancel-batch.ts';
import type { Reader, Tx } from './database.ts';

/** What our own API asks about batches, and asks of them, in PostgreSQL. */
export function batchReader(reader: Reader): BatchReader & BatchCanceller<Tx> {
  return {
    find: async (id) => findBatch(reader, id),
    list: async (query) => listBatches(reader, query),
    outcomes: async (query) => readOutcomes(reader, query),
    changes: async (query) => readChanges(reader, query),
    cancel: cancelBatch,
  };
}
