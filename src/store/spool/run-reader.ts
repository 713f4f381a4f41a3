import type { KeyRange, SpooledRecords, SpoolRecord, SpoolRef } from '../../uploads/ports.ts';
import type { Reader } from '../database.ts';
import { unpackText } from '../packed.ts';
import { amendRecords } from './amended.ts';
import { ofCheck, whichCheck } from './check-tables.ts';
import { cutAtBorders, type PackEntry } from './borders.ts';
import { compareKeys } from '../../engine/compare-keys.ts';
import { findRecordLines, readRecordLines } from './record-lines.ts';

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
    of: async (keys) => readKeys(keys, { runs, packs, ref }),
    async read(range) {
      const overlapping = runs.flatMap((run) => packsWithin(run, range));
      const sorted = await packs.read(overlapping, range);
      const records = sorted.flatMap((pack) => recordsWithin(pack, range));
      // Runs are in file order, and each is sorted: sorting merges such stretches, and leaves equal keys in their order.
      return amendRecords(
        records.sort((a, b) => compareKeys(a.key, b.key)),
        ref,
        range,
      );
    },
  };
}

/** Packs of which the records of single customers are looked up at once; each is some ten kilobytes. */
const lookedUpMax = 64;
/** Packs that are looked into at most while somebody waits. */
const looksMax = 300;

async function readKeys(
  keys: readonly string[],
  {
    runs,
    packs,
    ref,
  }: { readonly runs: readonly (readonly Entry[])[]; readonly packs: SharedPacks; readonly ref: SpoolRef },
): Promise<Map<string, SpoolRecord[]> | null> {
  // What comes next after a text is the text and the lowest character.
  const ranges = new Map(keys.map((key) => [key, { from: key, until: `${key}\0` }]));
  const wanted = new Map<Entry, string[]>();
  for (const [key, range] of ranges) {
    for (const entry of runs.flatMap((run) => packsWithin(run, range))) {
      wanted.set(entry, [...(wanted.get(entry) ?? []), key]);
    }
  }
  const found = new Map<string, SpoolRecord[]>();
  const entries = [...wanted.keys()];
  if (entries.length > looksMax) return null;
  for (let at = 0; at < entries.length; at += lookedUpMax) {
    const slice = entries.slice(at, at + lookedUpMax);
    const texts = await packs.texts(slice);
    for (const [place, text] of texts.entries()) {
      for (const key of wanted.get(slice[place] as Entry) ?? []) {
        found.set(key, [...(found.get(key) ?? []), ...findRecordLines(text, key)]);
      }
    }
  }
  return new Map([...ranges].map(([key, range]) => [key, amendRecords(found.get(key) ?? [], ref, range)]));
}

interface EntryRow {
  readonly run: number;
  readonly place: number;
  readonly first_key: Buffer;
  readonly last_key: Buffer;
  readonly count: number;
}

async function readRuns(reader: Reader, ref: SpoolRef): Promise<Entry[][]> {
  const { rows } = await reader.query<EntryRow>(
    `select run, place, first_key, last_key, count from spool_records where ${ofCheck} order by run, place`,
    whichCheck(ref),
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

  /** Of each its text. None is kept. */
  async texts(entries: readonly Entry[]): Promise<string[]> {
    const packs = await this.#fetch(entries);
    return entries.map((entry) => textOf(entry, packs));
  }

  async #fetch(entries: readonly Entry[]): Promise<ReadonlyMap<string, Buffer>> {
    if (entries.length === 0) return new Map();
    // Each pack by its key: of a spool that was just written there are no statistics, and a join looks through all of it.
    const { rows } = await this.#reader.query<{ run: number; place: number; records: Buffer }>(
      `select p.run, p.place, r.records from unnest($4::int[], $5::int[]) p (run, place)
       cross join lateral (
         select records from spool_records where ${ofCheck} and run = p.run and place = p.place limit 1
       ) r`,
      [...whichCheck(this.#ref), entries.map(({ run }) => run), entries.map(({ place }) => place)],
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
  return readRecordLines(textOf({ run, place }, packs));
}

function textOf({ run, place }: Pick<Entry, 'run' | 'place'>, packs: ReadonlyMap<string, Buffer>): string {
  const packed = packs.get(`${run} ${place}`);
  if (!packed) throw new Error('a pack of the spool is gone');
  return unpackText(packed);
}
