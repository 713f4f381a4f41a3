/** Puts what was checked at once in the place of what the last check wrote. All of it is little, and read with the upload. */
import { compareKeys } from '../../engine/compare-keys.ts';
import type { StoredPreview } from '../../engine/pinned.ts';
import type { Change, Outcome } from '../../engine/records.ts';
import type { Amendments, KeyRange, RowNote, SpoolRecord, SpoolRef, TableName } from '../../uploads/ports.ts';

type Amended = Pick<SpoolRef, 'amendments'>;

/** The notes of a range of rows, in file order. */
export function amendNotes(
  notes: RowNote[],
  { amendments }: Amended,
  { name, from, until }: { readonly name: TableName; readonly from: number; readonly until: number },
): RowNote[] {
  const amended = (amendments?.rows ?? []).filter(({ table }) => table === name);
  if (amended.length === 0) return notes;
  const places = new Set(amended.map(({ place }) => place));
  const kept = notes.filter(({ index }) => !places.has(index));
  const added = amended.flatMap(({ note }) => (note && note.index >= from && note.index < until ? [note] : []));
  return [...kept, ...added].sort((a, b) => a.index - b.index);
}

/** The records of a range of keys, by key and then index. */
export function amendRecords(
  records: SpoolRecord[],
  { amendments }: Amended,
  { from, until }: KeyRange,
): SpoolRecord[] {
  const amended = amendments?.rows ?? [];
  if (amended.length === 0) return records;
  const indexes = new Set(amended.map(({ index }) => index));
  const kept = records.filter(({ index }) => !indexes.has(index));
  const added = amended.flatMap(({ record }) => {
    const isWithin =
      record && compareKeys(record.key, from) >= 0 && (until === null || compareKeys(record.key, until) < 0);
    return isWithin ? [record] : [];
  });
  return [...kept, ...added].sort((a, b) => compareKeys(a.key, b.key) || a.index - b.index);
}

export function amendOutcomes(outcomes: Outcome[], { amendments }: Amended, chunk: number): Outcome[] {
  if (!amendments) return outcomes;
  const others = new Set(amendedIndexes(amendments));
  const added = amendments.customers.filter((customer) => customer.chunk === chunk).flatMap((own) => own.outcomes);
  return [...outcomes.filter(({ index }) => !others.has(index)), ...added];
}

export function amendPreview({ outcomes, versions }: StoredPreview, ref: Amended, chunk: number): StoredPreview {
  const amended = new Map(versions);
  for (const { key, version, chunk: own } of ref.amendments?.customers ?? []) {
    if (own === chunk && version !== null) amended.set(key, version);
    else amended.delete(key);
  }
  return { outcomes: amendOutcomes([...outcomes], ref, chunk), versions: amended };
}

/** Of a chunk, in key order. */
export function amendChanges(changes: readonly Change[], { amendments }: Amended, chunk: number): readonly Change[] {
  const own = (amendments?.customers ?? []).filter((customer) => customer.chunk === chunk);
  if (own.length === 0) return changes;
  const keys = new Set(own.map(({ key }) => key));
  const added = own.flatMap(({ change }) => change ?? []);
  return [...changes.filter(({ key }) => !keys.has(key)), ...added].sort((a, b) => compareKeys(a.key, b.key));
}

function* amendedIndexes({ rows, customers }: Amendments): Generator<number> {
  for (const { index } of rows) yield index;
  for (const { outcomes } of customers) for (const { index } of outcomes) yield index;
}
