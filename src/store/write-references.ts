import { type CustomerWrite, type ListRef, ReferencesTaken } from '../engine/ports.ts';
import { own } from '../engine/json.ts';
import type { Json } from '../engine/records.ts';
import type { Tx } from './database.ts';

/** A text by which a customer is found besides its key. */
interface Reference {
  readonly field: string;
  readonly value: string;
  readonly key: string;
}

/**
 * Keeps the table of references with the customers that a chunk writes: what a change gives comes, what it takes away
 * goes. Costs nothing where no reference changes. Throws `ReferencesTaken` naming those that others hold.
 *
 * First what is given: a chunk that waits for a reference which another transaction is giving up holds none itself
 * then, so that two customers who swap theirs in two requests never wait for each other. What a chunk gives up is free
 * for the next one, not for itself.
 */
export async function writeReferences(tx: Tx, list: ListRef, writes: readonly CustomerWrite[]): Promise<void> {
  const { organizationId, listId, references = [] } = list;
  const where = [organizationId, listId];
  const given: Reference[] = [];
  const dropped: Reference[] = [];
  for (const field of references) {
    for (const { key, change } of writes) {
      const changed = own(change.fields, field);
      if (isReference(changed?.from)) dropped.push({ field, value: changed.from, key });
      if (isReference(changed?.to)) given.push({ field, value: changed.to, key });
    }
  }
  if (given.length > 0) await give(tx, where, given);
  if (dropped.length > 0) {
    await tx.query(
      `delete from customer_references r using unnest($3::text[], $4::text[], $5::text[]) d (field, value, key)
       where r.organization_id = $1 and r.list_id = $2 and r.field = d.field and r.value = d.value and r.key = d.key`,
      [...where, ...columns(dropped)],
    );
  }
}

/** In the order of the values, so that two chunks never wait for each other crosswise. */
async function give(tx: Tx, where: readonly number[], given: readonly Reference[]): Promise<void> {
  const { rows } = await tx.query<{ field: string; key: string }>(
    `insert into customer_references (organization_id, list_id, field, value, key)
     select $1, $2, field, value, key from unnest($3::text[], $4::text[], $5::text[]) g (field, value, key)
     order by field, value collate "C", key collate "C"
     on conflict do nothing returning field, key`,
    [...where, ...columns(given)],
  );
  if (rows.length === given.length) return;
  const written = new Set(rows.map(({ field, key }) => `${field} ${key}`));
  throw new ReferencesTaken(given.filter(({ field, key }) => !written.has(`${field} ${key}`)));
}

function columns(references: readonly Reference[]): string[][] {
  return [references.map(({ field }) => field), references.map(({ value }) => value), references.map(({ key }) => key)];
}

function isReference(value: Json | undefined): value is string {
  return typeof value === 'string';
}
