import type { ChunkTransaction, ListRef, LockedCustomer } from './ports.ts';
import type { Change, ValidRecord } from './records.ts';
import type { TouchedSince } from './judge.ts';

/** Packs read at once. Each is about a megabyte of text at most, and parsed whole. */
const packsAtOnce = 16;

/**
 * Packs read for one chunk at most, so that no chunk spends more than some seconds on it while it holds its rows; what lies further back counts as older than the history kept.
 */
const packsReadMax = 5_000;

interface Walk {
  readonly key: string;
  /** The oldest version that a record of this customer expects. */
  readonly until: number;
  /** The pack to read next; null at the end of the chain. */
  pack: number | null;
  /** Newest first, without a gap. */
  readonly changes: Touch[];
}

/** What is kept of a change: values may be large. */
interface Touch {
  readonly version: number;
  readonly fields: readonly string[];
}

/**
 * Which fields later changes touched, for the records of a chunk that expect a version older than the present one.
 * Walks their customers' chains of packs backwards, all of them one step at a time: one statement for some
 * packs of a step, and every pack is read once. Costs nothing where no record is behind.
 */
export async function readTouchedFields(
  tx: ChunkTransaction,
  list: ListRef,
  { customers, records }: { customers: ReadonlyMap<string, LockedCustomer>; records: readonly ValidRecord[] },
): Promise<TouchedSince> {
  const walks = [...behind(customers, records).values()];
  let read = 0;
  for (;;) {
    const open = byPack(walks);
    const packs = [...open.keys()];
    if (packs.length === 0 || read + packs.length > packsReadMax) break;
    read += packs.length;
    for (let start = 0; start < packs.length; start += packsAtOnce) {
      const ids = packs.slice(start, start + packsAtOnce);
      const found = await tx.readPacks(list, ids);
      for (const id of ids) for (const walk of open.get(id) ?? []) step(walk, found.get(id));
    }
  }
  const walkOf = new Map(walks.map((walk) => [walk.key, walk]));
  return (key, version) => fieldsAfter(walkOf.get(key), version);
}

function behind(customers: ReadonlyMap<string, LockedCustomer>, records: readonly ValidRecord[]): Map<string, Walk> {
  const walks = new Map<string, Walk>();
  for (const { key, expectedVersion } of records) {
    const customer = customers.get(key);
    if (expectedVersion === undefined || !customer || expectedVersion >= customer.version) continue;
    const until = Math.min(expectedVersion, walks.get(key)?.until ?? expectedVersion);
    walks.set(key, { key, until, pack: customer.lastPack, changes: [] });
  }
  return walks;
}

/** The walks that go on, by the pack that each reads next. */
function byPack(walks: readonly Walk[]): Map<number, Walk[]> {
  const open = new Map<number, Walk[]>();
  for (const walk of walks) {
    const { pack, changes, until } = walk;
    const oldest = changes.at(-1)?.version;
    if (pack === null || (oldest !== undefined && oldest <= until + 1)) continue;
    const others = open.get(pack);
    if (others) others.push(walk);
    else open.set(pack, [walk]);
  }
  return open;
}

function step(walk: Walk, pack: ReadonlyMap<string, Change> | undefined): void {
  const change = pack?.get(walk.key);
  walk.pack = change?.previousPack ?? null;
  if (change) walk.changes.push({ version: change.version, fields: Object.keys(change.fields) });
}

function fieldsAfter(walk: Walk | undefined, version: number): ReadonlySet<string> | null {
  const oldest = walk?.changes.at(-1)?.version;
  if (!walk || oldest === undefined || oldest > version + 1) return null;
  const later = walk.changes.filter((change) => change.version > version);
  return new Set(later.flatMap(({ fields }) => fields));
}
