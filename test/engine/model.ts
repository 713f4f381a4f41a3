/**
 * The rules (docs: "the engine, and the rules that it keeps") as plainly as they can be written: records are applied one
 * at a time to a map, and only then is a batch's effect on a customer made one version and one change. No chunks, no
 * packs, no shortcuts; the engine must agree with it.
 */
import type {
  Counts,
  FailureCode,
  FieldChange,
  Json,
  JsonObject,
  Operation,
  RecordIn,
} from '../../src/engine/records.ts';
import { canonical } from './canonical.ts';
import { naiveMergePatch } from './naive-merge-patch.ts';

export interface ModelChange {
  readonly version: number;
  readonly fields: ReadonlyMap<string, FieldChange>;
}

export interface ModelCustomer {
  readonly data: JsonObject;
  readonly version: number;
  readonly removed: boolean;
  /** Oldest first; cut at the front when history was swept. */
  readonly history: readonly ModelChange[];
}

export type ModelOutcome = 'invalid' | 'updated' | 'unchanged' | FailureCode;

export interface ModelBatch {
  readonly operation: Operation;
  readonly atomic: boolean;
  readonly records: readonly RecordIn[];
}

export interface ModelResult {
  /** By index. */
  readonly outcomes: readonly ModelOutcome[];
  /** The record that an atomic batch fell over; null when it did not. */
  readonly abortedBy: number | null;
  readonly counts: Counts;
}

interface Limits {
  readonly customerBytesMax: number;
  readonly isInvalid: (record: RecordIn) => boolean;
}

export class Model {
  customers = new Map<string, ModelCustomer>();
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  run({ operation, atomic, records }: ModelBatch): ModelResult {
    const before = this.customers;
    const now = new Map([...before].filter(([, { removed }]) => !removed).map(([key, { data }]) => [key, data]));
    const outcomes = records.map((record): ModelOutcome => {
      if (record.faults.length > 0) return 'invalid';
      if (operation === 'remove') return remove(record, { before, now });
      if (this.#limits.isInvalid(record)) return 'invalid';
      return operation === 'add' ? this.#add(record, now) : this.#update(record, { before, now });
    });
    const abortedBy = atomic ? outcomes.findIndex((o) => o !== 'updated' && o !== 'unchanged') : -1;
    if (abortedBy >= 0) {
      const aborted = outcomes.map((o) => (o === 'updated' || o === 'unchanged' ? 'batch_aborted_exception' : o));
      return { outcomes: aborted, abortedBy, counts: count(aborted) };
    }
    this.#settle(now, { records, outcomes });
    return { outcomes, abortedBy: null, counts: count(outcomes) };
  }

  /** The sweep: what is older than the history kept is gone. */
  sweep(): void {
    for (const [key, customer] of this.customers) this.customers.set(key, { ...customer, history: [] });
  }

  #add(record: RecordIn, now: Map<string, JsonObject>): ModelOutcome {
    const key = record.key ?? '';
    if (now.has(key)) return 'version_conflict_engine_exception';
    const data = Object.fromEntries(Object.entries(record.patch ?? {}).filter(([, value]) => value !== null));
    if (this.#isTooLarge(data)) return 'document_too_large_exception';
    now.set(key, data);
    return 'updated';
  }

  #update(
    { key, patch, expectedVersion: expected }: RecordIn,
    { before, now }: { before: ReadonlyMap<string, ModelCustomer>; now: Map<string, JsonObject> },
  ): ModelOutcome {
    const customer = before.get(key ?? '');
    const data = now.get(key ?? '');
    if (!customer || !data) return 'document_missing_exception';
    if (expected !== undefined && expected > customer.version) return 'version_conflict_engine_exception';
    const patched = naiveMergePatch(data, patch) as JsonObject;
    if (canonical(patched) === canonical(data)) return 'unchanged';
    if (expected !== undefined && isTouched(customer, { since: expected, fields: Object.keys(patch ?? {}) })) {
      return 'version_conflict_engine_exception';
    }
    if (this.#isTooLarge(patched)) return 'document_too_large_exception';
    now.set(key ?? '', patched);
    return 'updated';
  }

  #isTooLarge(data: JsonObject): boolean {
    return Buffer.byteLength(JSON.stringify(data)) > this.#limits.customerBytesMax;
  }

  /** A customer changes at most once a batch, and not at all when all is as it was. Mends the outcomes of the latter. */
  #settle(
    now: ReadonlyMap<string, JsonObject>,
    { records, outcomes }: { records: readonly RecordIn[]; outcomes: ModelOutcome[] },
  ): void {
    const after = new Map(this.customers);
    for (const [key, customer] of this.customers) {
      if (!customer.removed && !now.has(key)) after.set(key, tombstone(customer));
    }
    for (const [key, data] of now) {
      const old = this.customers.get(key);
      const exists = old !== undefined && !old.removed;
      if (exists && canonical(old.data) === canonical(data)) {
        for (const { index, key: own } of records) {
          if (own === key && outcomes[index] === 'updated') outcomes[index] = 'unchanged';
        }
        continue;
      }
      const version = (old?.version ?? 0) + 1;
      const change = { version, fields: difference(exists ? old.data : {}, data) };
      after.set(key, { data, version, removed: false, history: [...(old?.history ?? []), change] });
    }
    this.customers = after;
  }
}

/** Names the customer as a whole, so a version that is expected must be the present one. */
function remove(
  { key, expectedVersion: expected }: RecordIn,
  { before, now }: { before: ReadonlyMap<string, ModelCustomer>; now: Map<string, JsonObject> },
): ModelOutcome {
  if (!now.has(key ?? '')) return 'document_missing_exception';
  if (expected !== undefined && expected !== before.get(key ?? '')?.version) return 'version_conflict_engine_exception';
  now.delete(key ?? '');
  return 'updated';
}

/** What a removed customer leaves: its versions go on counting. */
function tombstone({ data, version: last, history }: ModelCustomer): ModelCustomer {
  const version = last + 1;
  return { data: {}, version, removed: true, history: [...history, { version, fields: difference(data, {}) }] };
}

/** Whether a change after version `since` touched one of the fields, or may have: history that is gone counts as touched. */
function isTouched(customer: ModelCustomer, { since, fields }: { since: number; fields: readonly string[] }): boolean {
  const later = customer.history.filter(({ version }) => version > since);
  if (later.length < customer.version - since) return true;
  return later.some((change) => fields.some((field) => change.fields.has(field)));
}

function difference(from: JsonObject, to: JsonObject): Map<string, FieldChange> {
  const [old, young] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  const fields = new Map<string, FieldChange>();
  for (const field of new Set([...old.keys(), ...young.keys()])) {
    const [was, is]: (Json | undefined)[] = [old.get(field), young.get(field)];
    if (canonical(was) === canonical(is)) continue;
    fields.set(field, { ...(was !== undefined && { from: was }), ...(is !== undefined && { to: is }) });
  }
  return fields;
}

function count(outcomes: readonly ModelOutcome[]): Counts {
  const many = (of: ModelOutcome): number => outcomes.filter((outcome) => outcome === of).length;
  const [total, invalid, updated, unchanged] = [outcomes.length, many('invalid'), many('updated'), many('unchanged')];
  const valid = total - invalid;
  return { total, valid, invalid, updated, unchanged, failed: valid - updated - unchanged, retried: 0 };
}
