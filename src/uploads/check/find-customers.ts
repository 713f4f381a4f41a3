import type { ListRef } from '../../engine/ports.ts';
import { uploadLimits } from '../limits.ts';
import type { CustomerLookup } from '../ports.ts';

/** Texts that are to be looked up, by field. */
export class AskedReferences {
  readonly #values = new Map<string, Set<string>>();

  ask(field: string, value: string): void {
    const values = this.#values.get(field);
    if (values) values.add(value);
    else this.#values.set(field, new Set([value]));
  }

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  /** Who holds them, as the list is now: nothing of the file is written before all of it is checked. */
  async find(customers: CustomerLookup, list: ListRef): Promise<FoundCustomers> {
    const found = new Map<string, ReadonlyMap<string, readonly string[]>[]>();
    for (const [field, asked] of this.#values) {
      const values = [...asked];
      const parts: ReadonlyMap<string, readonly string[]>[] = [];
      for (let at = 0; at < values.length; at += uploadLimits.lookUpMax) {
        const part = values.slice(at, at + uploadLimits.lookUpMax);
        parts.push(await customers.byReference(list, { field, values: part }));
      }
      found.set(field, parts);
    }
    return new FoundCustomers(found);
  }
}

/** Customers by their references. */
export class FoundCustomers {
  static readonly none = new FoundCustomers(new Map());
  readonly #found: ReadonlyMap<string, readonly ReadonlyMap<string, readonly string[]>[]>;

  constructor(found: ReadonlyMap<string, readonly ReadonlyMap<string, readonly string[]>[]>) {
    this.#found = found;
  }

  /** The keys of those that hold this value. */
  keysOf(field: string, value: string): readonly string[] {
    for (const part of this.#found.get(field) ?? []) {
      const keys = part.get(value);
      if (keys) return keys;
    }
    return [];
  }
}
