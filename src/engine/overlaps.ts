import type { ListRef } from './ports.ts';

/** Customers that one chunk is about to write. */
interface Claim {
  readonly list: ListRef;
  readonly keys: readonly string[];
  /** Made when a later claim has to be compared with this one. */
  set: ReadonlySet<string> | null;
  readonly done: Promise<void>;
}

/**
 * Lets chunks of this process that share a customer run one after the other, in the order in which they came; others run
 * beside them. The database would order them too, but at a price: a chunk that meets a held row has locked thousands
 * before it, in vain (8 clients, half of whose records are shared: 433 ms of database CPU for 10,000 records, not 267).
 *
 * A claim waits only for earlier ones, so no two wait for each other.
 */
export class Overlaps {
  readonly #claims = new Set<Claim>();

  /** Runs `work` once every earlier claim that shares a customer with this one is done. */
  async run<T>(list: ListRef, keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const earlier = [...this.#claims].filter((claim) => overlap(claim, { list, keys }));
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    const claim: Claim = { list, keys, set: null, done };
    this.#claims.add(claim);
    try {
      for (const { done: isDone } of earlier) await isDone;
      return await work();
    } finally {
      this.#claims.delete(claim);
      finish();
    }
  }
}

function overlap(claim: Claim, { list, keys }: Pick<Claim, 'list' | 'keys'>): boolean {
  if (claim.list.listId !== list.listId || claim.list.organizationId !== list.organizationId) return false;
  // both are in key order
  const first = keys[0] ?? '';
  const last = keys.at(-1) ?? '';
  if (last < (claim.keys[0] ?? '') || first > (claim.keys.at(-1) ?? '')) return false;
  claim.set ??= new Set(claim.keys);
  const { set } = claim;
  return keys.some((key) => set.has(key));
}
