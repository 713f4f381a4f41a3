import type { KeyRange, SpooledRecords, SpoolRecord, SpoolRef } from '../../uploads/ports.ts';
import type { Reader } from '../database.ts';
import { unpackText } from '../packed.ts';
import { cutAtBorders, type PackEntry } from './borders.ts';
import { compareKeys } from '../../engine/compare-keys.ts';
import { readRecordLines } from './record-lines.ts';

interface Entry extends PackEntry {
  readonly run: number;
  readonly place: number;
}

/** Opens the records of a spool: what is known of its packs is read, and kept. */
export async function openRecords(reader: Reader, ref: SpoolRef): Promise<SpooledRecords> {
  const runs = await readRuns(reader, ref);
  const entries = runs.flat();
  const packs = new SharedPacks(reader, ref, runs.length);
  return {
    count: entries.reduce((sum, { count }) => sum + count, 0),
    cut: (chunkRecords) => cutAtBorders(entries, chunkRecords),
    async read(range) {
      const overlapping = runs.flatMap((run) => packsWithin(run, range));
      const sorted = await packs.read(overlapping, range);
      const records = sorted.flatMap((pack) => recordsWithin(pack, range));
      // Runs are in file order, and each is sorted: sorting merges such stretches, and leaves equal keys in their order.
      return records.sort((a, b) => compareKeys(a.key, b.key));
    },
  };
}

interface EntryRow {
  readonly run: number;
  readonly place: number;
  readonly first_key: Buffer;
  readonly last_key: Buffer;
  readonly count: number;
}

async function readRuns(reader: Reader, { organizationId, uploadId }: SpoolRef): Promise<Entry[][]> {
  const { rows } = await reader.query<EntryRow>(
    `select run, place, first_key, last_key, count from spool_records
     where organization_id = $1 and upload_id = $2 order by run, place`,
    [organizationId, uploadId],
  );
  const runs: Entry[][] = [];
  for (const { run, place, first_key: first, last_key: last, count } of rows) {
    (runs[run] ??= []).push({ run, place, firstKey: first.toString(), lastKey: last.toString(), count });
  }
  return runs;
}

/** In a run the first keys and the last keys ascend. */
function packsWithin(run: readonly Entry[], { from, until }: KeyRange): readonly Entry[] {
  const first = countWhile(run, ({ lastKey }) => compareKeys(lastKey, from) < 0);
  const end = until === null ? run.length : countWhile(run, ({ firstKey }) => compareKeys(firstKey, until) < 0);
  return run.slice(first, Math.max(first, end));
}

function recordsWithin(records: readonly SpoolRecord[], { from, until }: KeyRange): readonly SpoolRecord[] {
  const first = countWhile(records, ({ key }) => compareKeys(key, from) < 0);
  const end = until === null ? records.length : countWhile(records, ({ key }) => compareKeys(key, until) < 0);
  return first === 0 && end === records.length ? records : records.slice(first, end);
}

/** Of items that fulfil it first and then no more: how many do. */
function countWhile<Item>(items: readonly Item[], fulfils: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fulfils(items[middle] as Item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Packs that reach into the next chunk too: of each run one for each chunk that is at work. */
const chunksAtOnceMax = 4;

class SharedPacks {
  readonly #reader: Reader;
  readonly #ref: SpoolRef;
  readonly #kept = new Map<Entry, Promise<readonly SpoolRecord[]>>();
  readonly #keptMax: number;

  constructor(reader: Reader, ref: SpoolRef, runs: number) {
    this.#reader = reader;
    this.#ref = ref;
    this.#keptMax = runs * chunksAtOnceMax;
  }

  async read(entries: readonly Entry[], { until }: KeyRange): Promise<readonly (readonly SpoolRecord[])[]> {
    const missing = entries.filter((entry) => !this.#kept.has(entry));
    const fetched = this.#fetch(missing);
    for (const entry of missing) {
      const records = fetched.then(async (packs) => readPack(entry, packs));
      // Whoever reads the pack is told.
      records.catch(() => this.#kept.delete(entry));
      this.#kept.set(entry, records);
    }
    const read = Promise.all(entries.map(async (entry) => this.#kept.get(entry) ?? []));
    for (const entry of entries) {
      if (until === null || compareKeys(entry.lastKey, until) < 0) this.#kept.delete(entry);
    }
    this.#dropOldest();
    return read;
  }

  async #fetch(entries: readonly Entry[]): Promise<ReadonlyMap<string, Buffer>> {
    if (entries.length === 0) return new Map();
    const { organizationId, uploadId } = this.#ref;
    // Each pack by its key: of a spool that was just written there are no statistics, and a join looks through all of it.
    const { rows } = await this.#reader.query<{ run: number; place: number; records: Buffer }>(
      `select p.run, p.place, r.records from unnest($3::int[], $4::int[]) p (run, place)
       cross join lateral (
         select records from spool_records
         where organization_id = $1 and upload_id = $2 and run = p.run and place = p.place limit 1
       ) r`,
      [organizationId, uploadId, entries.map(({ run }) => run), entries.map(({ place }) => place)],
    );
    return new Map(rows.map(({ run, place, records }) => [`${run} ${place}`, records]));
  }

  #dropOldest(): void {
    for (const entry of this.#kept.keys()) {
      if (this.#kept.size <= this.#keptMax) return;
      this.#kept.delete(entry);
    }
  }
}

async function readPack({ run, place }: Entry, packs: ReadonlyMap<string, Buffer>): Promise<readonly SpoolRecord[]> {
  const packed = packs.get(`${run} ${place}`);
  if (!packed) throw new Error('a pack of the spool is gone');
  return readRecordLines(unpackText(packed));
}
