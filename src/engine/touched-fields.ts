import type { ChunkTransaction, ListRef, LockedCustomer } from './ports.ts';
import type { Change, ValidRecord } from './records.ts';
import type { TouchedSince } from './judge.ts';

/** Packs read for one chunk at most; what lies further back counts as older than the history kept. */
const packsReadMax = 5_000;

interface Walk {
  readonly key: string;
  /** The oldest version that a record of this customer expects. */
  readonly until: number;
  /** The pack to read next; null at the end of the chain. */
  pack: number | null;
  /** Newest first, without a gap. */
  readonly changes: Change[];
}

/**
 * Which fields later changes touched, for the records of a chunk that expect a version older than the present one.
 * Walks their customers' chains of packs backwards, all of them one step at a time: one statement a step, and every
 * pack is read once. Costs nothing where no record is behind.
 */
export async function readTouchedFields(
  tx: ChunkTransaction,
  list: ListRef,
  { customers, records }: { customers: ReadonlyMap<string, LockedCustomer>; records: readonly ValidRecord[] },
): Promise<TouchedSince> {
  const walks = [...behind(customers, records).values()];
  let read = 0;
  for (;;) {
    const open = walks.filter(isOpen);
    const packs = [...new Set(open.map(({ pack }) => pack).filter((pack) => pack !== null))];
    if (packs.length === 0 || read + packs.length > packsReadMax) break;
    read += packs.length;
    const found = await tx.readPacks(list, packs);
    for (const walk of open) step(walk, found);
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

function isOpen({ pack, changes, until }: Walk): boolean {
  const oldest = changes.at(-1)?.version;
  return pack !== null && (oldest === undefined || oldest > until + 1);
}

function step(walk: Walk, packs: ReadonlyMap<number, ReadonlyMap<string, Change>>): void {
  const change = walk.pack === null ? undefined : packs.get(walk.pack)?.get(walk.key);
  walk.pack = change?.previousPack ?? null;
  if (change) walk.changes.push(change);
}

function fieldsAfter(walk: Walk | undefined, version: number): ReadonlySet<string> | null {
  const oldest = walk?.changes.at(-1)?.version;
  if (!walk || oldest === undefined || oldest > version + 1) return null;
  const later = walk.changes.filter((change) => change.version > version);
  return new Set(later.flatMap(({ fields }) => Object.keys(fields)));
}
