import type { ValidRecord } from './records.ts';

/** The records of one customer, in request order. */
export interface CustomerRecords {
  readonly key: string;
  readonly records: readonly ValidRecord[];
}

export interface Chunk {
  /** From 0. */
  readonly number: number;
  /** In key order. */
  readonly customers: readonly CustomerRecords[];
}

/**
 * Cuts records into chunks of about equal size, in key order, all records of one customer in one chunk. The borders
 * follow from the records and `chunkRecordsMax` alone, so a batch that is resumed is cut the same way again. A chunk is
 * larger than `chunkRecordsMax` only where one customer alone has more records.
 */
export function cutIntoChunks(records: readonly ValidRecord[], chunkRecordsMax: number): Chunk[] {
  if (records.length === 0) return [];
  const byKey = groupByKey(records);
  const keys = [...byKey.keys()].sort();
  const size = Math.ceil(records.length / Math.ceil(records.length / chunkRecordsMax));
  const chunks: Chunk[] = [];
  let customers: CustomerRecords[] = [];
  let count = 0;
  for (const key of keys) {
    const own = byKey.get(key) ?? [];
    if (count > 0 && count + own.length > size) {
      chunks.push({ number: chunks.length, customers });
      customers = [];
      count = 0;
    }
    customers.push({ key, records: own });
    count += own.length;
  }
  chunks.push({ number: chunks.length, customers });
  return chunks;
}

/** Records that were cut before: by key, and those of one key in request order. */
export function groupIntoChunk(number: number, records: readonly ValidRecord[]): Chunk {
  const customers: { key: string; records: ValidRecord[] }[] = [];
  for (const record of records) {
    const last = customers.at(-1);
    if (last?.key === record.key) last.records.push(record);
    else customers.push({ key: record.key, records: [record] });
  }
  return { number, customers };
}

function groupByKey(records: readonly ValidRecord[]): Map<string, ValidRecord[]> {
  const byKey = new Map<string, ValidRecord[]>();
  for (const record of records) {
    const twins = byKey.get(record.key);
    if (twins) twins.push(record);
    else byKey.set(record.key, [record]);
  }
  return byKey;
}
