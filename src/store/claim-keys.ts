/**
 * For the last try of a chunk that adds customers. An insert waits for whoever is adding the same key, and no statement
 * can skip such a key as `skip locked` skips a row. So the keys are claimed first: each gets a placeholder, which looks
 * like a tombstone of version 0 and goes again in the same transaction if nothing is added to it. Keys that cannot be
 * had at once are found by halving.
 */
import type { ListRef, Locked, LockedCustomer } from '../engine/ports.ts';
import type { Tx } from './database.ts';
import { isLockTimeout } from './sql-states.ts';
import { lockCustomers } from './customer-lock.ts';

/** Milliseconds that a probe waits for another writer. */
const probeWaitMs = 10;
/** Probes of one chunk; one held key of 2,500 takes about two dozen. What is not probed by then counts as held. */
const probesMax = 100;

/** The keys as they are now: claimed, or someone else's after all (locked, or held). */
export async function claimKeys(tx: Tx, list: ListRef, keys: readonly string[]): Promise<Locked> {
  const { rows } = await tx.query<{ wait: string }>(`select current_setting('lock_timeout') as wait`);
  await setLockWait(tx, `${probeWaitMs}ms`);
  const { claimed, held } = await halve(tx, list, keys);
  await setLockWait(tx, rows[0]?.wait ?? '0');
  const taken = new Set([...claimed, ...held]);
  const appeared = keys.filter((key) => !taken.has(key));
  const others = await lockCustomers(tx, list, { keys: appeared, mode: 'skip-held', fields: [] });
  const customers = new Map(others.customers);
  for (const key of claimed) customers.set(key, placeholder(key));
  return { customers, held: [...held, ...others.held] };
}

/** Takes back the placeholders to which nothing was added. */
export async function dropPlaceholders(
  tx: Tx,
  { organizationId, listId }: ListRef,
  keys: readonly string[],
): Promise<void> {
  await tx.query(
    `delete from customers
     where organization_id = $1 and list_id = $2 and key = any ($3::text[]) and version = 0`,
    [organizationId, listId, keys],
  );
}

/** In key order, as every other writer goes, so that two who claim never wait for each other crosswise. */
async function halve(tx: Tx, list: ListRef, keys: readonly string[]): Promise<{ claimed: string[]; held: string[] }> {
  let claimed: string[] = [];
  let held: string[] = [];
  const open = keys.length === 0 ? [] : [keys];
  for (let probes = 1; ; probes += 1) {
    const slice = open.pop();
    if (!slice) return { claimed, held };
    const got = probes > probesMax ? null : await probe(tx, list, slice);
    if (got) {
      claimed = claimed.concat(got);
    } else if (slice.length === 1 || probes > probesMax) {
      held = held.concat(slice);
    } else {
      const middle = Math.ceil(slice.length / 2);
      open.push(slice.slice(middle), slice.slice(0, middle));
    }
  }
}

/** The keys that got a placeholder; null when another writer is adding one of them. */
async function probe(tx: Tx, { organizationId, listId }: ListRef, keys: readonly string[]): Promise<string[] | null> {
  await tx.query('savepoint probe');
  try {
    const { rows } = await tx.query<{ key: string }>(
      `insert into customers (organization_id, list_id, key, version, status, data)
       select $1, $2, key, 0, 'removed', '{}' from unnest($3::text[]) key
       on conflict (organization_id, list_id, key) do nothing returning key`,
      [organizationId, listId, keys],
    );
    await tx.query('release savepoint probe');
    return rows.map(({ key }) => key);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    await tx.query('rollback to savepoint probe');
    return null;
  }
}

function placeholder(key: string): LockedCustomer {
  return { key, version: 0, removed: true, lastPack: null, data: {}, bytes: 2 };
}

async function setLockWait(tx: Tx, wait: string): Promise<void> {
  await tx.query(`select set_config('lock_timeout', $1, true)`, [wait]);
}
