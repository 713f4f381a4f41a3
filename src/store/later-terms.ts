/**
 * Writes the terms of what large batches have changed, once the batch has ended, a pack of changes at a time. Whoever
 * searches meanwhile finds nobody by what he is called no longer (each customer that is found is looked at), and is told
 * that there may be others.
 */
import type { ListRef } from '../engine/ports.ts';
import type { Change } from '../engine/records.ts';
import { searchedFields } from '../fields/search/customer-terms.ts';
import { textArray } from './array-literal.ts';
import { readPacks } from './change-packs.ts';
import type { Reader, Tx } from './database.ts';
import { searchedTextsSql, textsOf } from './searched-texts.ts';
import { deleteEntries, entriesOf, insertEntries } from './term-entries.ts';
import { textsAt } from './write-terms.ts';
import type { ToFill } from './to-fill.ts';

interface Later extends ListRef {
  readonly pack: number;
}

/** Packs of changes whose terms are not written yet and whose batches have ended. */
export const laterPacks: ToFill<Later> = { next: nextPack, step: writeLaterTerms };

/**
 * Behind the one before: the packs of batches that still run are walked past once a turn, not at each step. A value, not
 * `exists`: that became a merge with all batches that there are.
 */
async function nextPack(reader: Reader, behind: Later | null): Promise<Later | null> {
  const { rows } = await reader.query<Later>(
    `select organization_id as "organizationId", list_id as "listId", pack_id as pack from customer_terms_later l
     where (organization_id, list_id, pack_id) > ($1, $2, $3)
       and (select b.finished_at from batches b where b.organization_id = l.organization_id and b.id = l.batch_id) is not null
     order by organization_id, list_id, pack_id limit 1`,
    [behind?.organizationId ?? 0, behind?.listId ?? 0, behind?.pack ?? 0],
  );
  return rows[0] ?? null;
}

/** All of a pack, which is through then. */
async function writeLaterTerms(tx: Tx, { pack, ...list }: Later): Promise<true> {
  const where = 'organization_id = $1 and list_id = $2 and pack_id = $3';
  const which = [list.organizationId, list.listId, pack];
  const { rows } = await tx.query(`select 1 from customer_terms_later where ${where} for update skip locked`, which);
  if (rows.length === 0) return true;
  const changes = (await readPacks(tx, list, [pack])).get(pack);
  if (changes) await writePack(tx, list, changes);
  else await writeWholeList(tx, list);
  await tx.query(`delete from customer_terms_later where ${where}`, which);
  return true;
}

/**
 * What its customers are by now is given, what they were before is dropped: right in whatever order the changes of
 * a customer come.
 */
async function writePack(tx: Tx, list: ListRef, changes: ReadonlyMap<string, Change>): Promise<void> {
  const { rows } = await tx.query<{ key: string; removed: boolean; texts: Record<string, string> | null }>(
    `select c.key, c.status = 'removed' as removed, ${searchedTextsSql('$4')} as texts from (
       select key, status, data from customers
       where organization_id = $1 and list_id = $2 and key = any ($3::text[]) order by key for no key update
     ) c`,
    [list.organizationId, list.listId, textArray([...changes.keys()]), searchedFields],
  );
  const given: string[] = [];
  const dropped: string[] = [];
  for (const { key, removed, texts } of rows) {
    const now = entriesOf({ key, removed, texts: textsOf(texts) });
    const has = new Set(now);
    given.push(...now);
    for (const entry of entriesBefore(key, { change: changes.get(key), texts }))
      if (!has.has(entry)) dropped.push(entry);
  }
  await insertEntries(tx, list, given);
  await deleteEntries(tx, list, dropped);
}

interface Seen {
  readonly change: Change | undefined;
  readonly texts: Readonly<Record<string, string>> | null;
}

function entriesBefore(key: string, { change, texts }: Seen): string[] {
  if (!change) return [];
  const kept = [...textsOf(texts)].filter(([field]) => !Object.hasOwn(change.fields, field));
  const before = entriesOf({ key, removed: false, texts: new Map([...kept, ...textsAt(change, 'from')]) });
  const mayBeRevived = change.version > 1 && Object.values(change.fields).every(({ from }) => from === undefined);
  return mayBeRevived ? [...before, ...entriesOf({ key, removed: true, texts: new Map() })] : before;
}

/** The history of the batch is gone already, and nothing else says whom it changed. */
async function writeWholeList(tx: Tx, { organizationId, listId }: ListRef): Promise<void> {
  await tx.query(
    `insert into customer_terms_due (organization_id, list_id) values ($1, $2)
     on conflict (organization_id, list_id) do update set after_key = ''`,
    [organizationId, listId],
  );
}
