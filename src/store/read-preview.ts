import type { StoredPreview } from '../engine/pinned.ts';
import type { ListRef } from '../engine/ports.ts';
import type { InvalidOutcome, Outcome, RecordIn } from '../engine/records.ts';
import type { Reader } from './database.ts';
import { unpackOutcomes } from './outcomes.ts';
import { unpack } from './packed.ts';
import type { PreviewedRecord } from './preview-writer.ts';

/** The preview of a JSON request: its records as they were sent, and what they were shown as. */
export interface ReadPreview {
  readonly records: readonly RecordIn[];
  readonly chunkRecords: number;
  readonly shown: StoredPreview;
}

export async function readPreview(
  reader: Reader,
  { id, list }: { readonly id: number; readonly list: ListRef },
): Promise<ReadPreview> {
  const which = [list.organizationId, id];
  const { rows: batches } = await reader.query<{
    total: number;
    chunk_records: number;
    invalid_outcomes: Buffer | null;
  }>('select total, chunk_records, invalid_outcomes from batches where organization_id = $1 and id = $2', which);
  const { rows: chunks } = await reader.query<{ records: Buffer; versions: Buffer; outcomes: Buffer }>(
    `select p.records, p.versions, c.outcomes from preview_chunks p
     join chunks c on c.organization_id = p.organization_id and c.batch_id = p.batch_id and c.chunk = p.chunk
     where p.organization_id = $1 and p.batch_id = $2`,
    which,
  );
  const [batch] = batches;
  const records: RecordIn[] = [];
  const outcomes: Outcome[] = [];
  const versions = new Map<string, number>();
  for (const { index, key, errors } of batch?.invalid_outcomes
    ? unpack<InvalidOutcome[]>(batch.invalid_outcomes)
    : []) {
    records[index] = { index, key, patch: null, faults: errors };
  }
  for (const chunk of chunks) {
    for (const [index, key, patch] of unpack<PreviewedRecord[]>(chunk.records)) {
      records[index] = { index, key, patch, faults: [] };
    }
    for (const outcome of unpackOutcomes(chunk.outcomes)) outcomes.push(outcome);
    for (const [key, version] of unpack<[string, number][]>(chunk.versions)) versions.set(key, version);
  }
  if (!batch || records.length !== batch.total) throw new Error('a preview that was found is gone');
  return { records, chunkRecords: batch.chunk_records, shown: { outcomes, versions } };
}
