import type { SpoolClaim, SpoolRecord, SpoolWriter } from '../../uploads/ports.ts';
import type { Database } from '../database.ts';
import { int4 } from './copy-rows.ts';
import { type Pack, packWriter } from './pack-writer.ts';
import { RunBuffer, type RunSize } from './run-buffer.ts';
import { storePacks } from './store-packs.ts';

const table = { name: 'spool_records', columns: 'run, place, first_key, last_key, count, records' } as const;

/** A million records of six columns make about ten runs. */
export const runSize: RunSize = { bytesMax: 12 * 2 ** 20, packRecordsMax: 400, packBytesMax: 256 * 1024 };

/** Writes records in runs: external sorting, whose merging is left to whoever reads a range of keys. */
export function recordWriter(database: Database, claim: SpoolClaim, size: RunSize): SpoolWriter<SpoolRecord> {
  const buffer = new RunBuffer(size);
  let run = 0;
  function* takeRun(): Generator<Pack> {
    let place = 0;
    for (const { firstKey, lastKey, count, text } of buffer.take()) {
      const head = [int4(run), int4(place), firstKey, lastKey, int4(count)];
      yield { text, row: (packed) => [...head, packed] };
      place += 1;
    }
    run += 1;
  }
  return packWriter<SpoolRecord>({
    *collect(records) {
      for (const record of records ?? []) {
        if (buffer.add(record)) continue;
        yield* takeRun();
        buffer.add(record);
      }
      if (records === null) yield* takeRun();
    },
    store: (rows) => storePacks(database, claim, { table, rows }),
  });
}
