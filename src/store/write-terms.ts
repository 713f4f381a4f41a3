import { own } from '../engine/json.ts';
import type { CustomerWrite, ListRef, OpenBatch } from '../engine/ports.ts';
import type { Change } from '../engine/records.ts';
import { searchedFields, searchedTogether } from '../fields/search/customer-terms.ts';
import { integerArray, textArray } from './array-literal.ts';
import type { Tx } from './database.ts';
import { searchedText, searchedTextsSql, textsOf } from './searched-texts.ts';
import { deleteEntries, entriesOf, insertEntries } from './term-entries.ts';

/** A write, and the pack that its change lies in. */
type PackedWrite = CustomerWrite & { readonly pack: number };

/**
 * Records of a batch whose terms are written with it, at most: a JSON request's are, and a small file's, so that whoever has
 * changed a name finds it. Of larger ones they are written after the batch (`later-terms.ts`), which would take twice as long.
 */
const atOnceMax = 10_000;

/**
 * Keeps what customers are found by with those that a chunk has written. The rows are locked by its transaction, so
 * nobody else writes their entries. Costs a look at the names of the changed fields where none of them is searched. All
 * chunks of a batch do the same, however it was cut.
 */
export async function writeTerms(
  tx: Tx,
  batch: Pick<OpenBatch, 'id' | 'list'>,
  writes: readonly PackedWrite[],
): Promise<void> {
  const changed = writes.filter(changesTerms);
  if (changed.length === 0) return;
  const { id: batchId, list } = batch;
  if (!(await isLarge(tx, batch))) {
    await writeNow(tx, list, changed);
    return;
  }
  // What else a term was made of must be known: it is now, and may not be later.
  await writeNow(
    tx,
    list,
    changed.filter((write) => missingFields(write).length > 0),
  );
  const packs = new Set(changed.map(({ pack }) => pack));
  await tx.query(
    `insert into customer_terms_later (organization_id, list_id, batch_id, pack_id)
     select $1, $2, $3, pack from unnest($4::bigint[]) pack`,
    [list.organizationId, list.listId, batchId, integerArray([...packs])],
  );
}

async function isLarge(tx: Tx, { id, list }: Pick<OpenBatch, 'id' | 'list'>): Promise<boolean> {
  const { rows } = await tx.query<{ total: number }>(
    'select total from batches where organization_id = $1 and id = $2',
    [list.organizationId, id],
  );
  return (rows[0]?.total ?? 0) > atOnceMax;
}

async function writeNow(tx: Tx, list: ListRef, writes: readonly PackedWrite[]): Promise<void> {
  const others = await othersTogether(tx, list, writes);
  const given: string[] = [];
  const dropped: string[] = [];
  for (const write of writes) {
    const { before, after } = entriesAround(write, others.get(write.key));
    const had = new Set(before);
    const has = new Set(after);
    for (const entry of has) if (!had.has(entry)) given.push(entry);
    for (const entry of had) if (!has.has(entry)) dropped.push(entry);
  }
  await insertEntries(tx, list, given);
  await deleteEntries(tx, list, dropped);
}

const isSearched: ReadonlySet<string> = new Set(searchedFields);

function changesTerms({ lockedVersion, life, change }: CustomerWrite): boolean {
  if (lockedVersion === null || life !== undefined) return true;
  for (const field in change.fields) if (isSearched.has(field)) return true;
  return false;
}

function entriesAround(
  { key, lockedVersion, life, change }: CustomerWrite,
  others: ReadonlyMap<string, string> = new Map(),
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const kept = [...others].filter(([field]) => !Object.hasOwn(change.fields, field));
  const from = new Map([...kept, ...textsAt(change, 'from')]);
  const to = new Map([...kept, ...textsAt(change, 'to')]);
  // A key that was claimed looks like a tombstone of version 0, and has no entries.
  const isNew = lockedVersion === null || lockedVersion === 0;
  return {
    before: isNew ? [] : entriesOf({ key, removed: life === 'revive', texts: from }),
    after: entriesOf({ key, removed: life === 'remove', texts: to }),
  };
}

/** What a customer was searched by before a change, or is after it, of the fields that changed. */
export function textsAt({ fields }: Pick<Change, 'fields'>, side: 'from' | 'to'): [field: string, text: string][] {
  const texts: [string, string][] = [];
  for (const field of searchedFields) {
    const text = searchedText(own(fields, field)?.[side]);
    if (text !== null) texts.push([field, text]);
  }
  return texts;
}

/** Fields that do not change, of which one term is made with one that does. */
function missingFields({ lockedVersion, life, change }: CustomerWrite): readonly string[] {
  if (lockedVersion === null || life !== undefined) return [];
  return searchedTogether
    .filter((fields) => fields.some((field) => Object.hasOwn(change.fields, field)))
    .flatMap((fields) => fields.filter((field) => !Object.hasOwn(change.fields, field)));
}

/** What those are, as they stay, by key. */
async function othersTogether(
  tx: Tx,
  { organizationId, listId }: ListRef,
  writes: readonly CustomerWrite[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const keys: string[] = [];
  const missing = new Set<string>();
  for (const write of writes) {
    const fields = missingFields(write);
    if (fields.length > 0) keys.push(write.key);
    for (const field of fields) missing.add(field);
  }
  if (keys.length === 0) return new Map();
  const { rows } = await tx.query<{ key: string; texts: Record<string, string> | null }>(
    `select c.key, ${searchedTextsSql('$4')} as texts from customers c
     where c.organization_id = $1 and c.list_id = $2 and c.key = any ($3::text[])`,
    [organizationId, listId, textArray(keys), [...missing]],
  );
  return new Map(rows.map(({ key, texts }) => [key, textsOf(texts)]));
}
