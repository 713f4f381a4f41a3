/** One change of a customer, as the batch that made it tells. */
export interface Entry {
  readonly key: string;
  readonly version: number;
  readonly from: unknown;
  readonly to: unknown;
  readonly batchId: string;
}

/** A customer as it is found in the end. */
export interface Found {
  readonly key: string;
  readonly version: number;
  readonly value: unknown;
}

/** Of a field of each customer of a list: every version was made by one change, and each change went on from the one before. */
export class Ledger {
  /** Sentences about what does not fit. */
  readonly faults: string[] = [];
  readonly #customers = new Map<string, { version: number; value: unknown; readonly early: Map<number, Entry> }>();
  /** Whose whole history is kept, to be compared with what the service shows. */
  readonly #histories: Map<string, Entry[]>;

  constructor(start: Iterable<Found>, sampled: readonly string[] = []) {
    for (const { key, version, value } of start) this.#customers.set(key, { version, value, early: new Map() });
    this.#histories = new Map(sampled.map((key) => [key, []]));
  }

  /** Batches may come in any order; what came too early waits. */
  add(entry: Entry): void {
    const customer = this.#customers.get(entry.key);
    if (!customer) {
      this.faults.push(`${entry.batchId} changed ${entry.key}, which is nobody`);
      return;
    }
    const other = customer.early.get(entry.version);
    if (other || entry.version <= customer.version) {
      this.faults.push(
        `two changes made version ${entry.version} of ${entry.key}: ${describe(other)}${describe(entry)}`,
      );
    }
    customer.early.set(entry.version, entry);
    this.#histories.get(entry.key)?.push(entry);
    this.#goOn(customer);
  }

  #goOn(customer: { version: number; value: unknown; readonly early: Map<number, Entry> }): void {
    for (;;) {
      const next = customer.early.get(customer.version + 1);
      if (!next) return;
      if (next.from !== customer.value) {
        this.faults.push(`${describe(next)} does not go on from ${JSON.stringify(customer.value)}`);
      }
      customer.early.delete(next.version);
      customer.version = next.version;
      customer.value = next.to;
    }
  }

  /** Once all batches are in: compares with the customers as they are. */
  close(found: Iterable<Found>): void {
    const missing = new Set(this.#customers.keys());
    for (const { key, version, value } of found) {
      missing.delete(key);
      const customer = this.#customers.get(key);
      if (!customer) {
        this.faults.push(`${key} came from nowhere`);
      } else if (customer.early.size > 0) {
        this.faults.push(`version ${customer.version + 1} of ${key} is in no batch; later ones are`);
      } else if (customer.version !== version || customer.value !== value) {
        const [is, should] = [JSON.stringify(value), JSON.stringify(customer.value)];
        this.faults.push(`${key} is ${is} in version ${version}; by its batches ${should} in ${customer.version}`);
      }
    }
    for (const key of missing) this.faults.push(`${key} is gone`);
  }

  /** Newest first. */
  historyOf(key: string): readonly Entry[] {
    return (this.#histories.get(key) ?? []).toSorted((a, b) => b.version - a.version);
  }
}

function describe(entry: Entry | undefined): string {
  if (!entry) return '';
  const { batchId, key, version, from, to } = entry;
  return ` ${batchId} of ${key} ${version}: ${JSON.stringify(from)} → ${JSON.stringify(to)};`;
}
