/** Rules 2, 5 and 6 for one customer: its records, one by one in request order, become one write and one change. Pure. */
import type { CustomerRecords } from './cut-chunks.ts';
import { dataBytes } from './fields.ts';
import { textBytesAtMost } from './fields-to-read.ts';
import { isJsonObject, jsonEqual, mergePatch, own, setOwn } from './json.ts';
import type { CustomerWrite, LockedCustomer, TakenReference } from './ports.ts';
import type {
  FailureCode,
  FieldChange,
  FieldChanges,
  Json,
  JsonObject,
  Outcome,
  Settled,
  ValidRecord,
} from './records.ts';

export interface Judgement {
  readonly outcomes: readonly Outcome[];
  /** null when nothing is to be written. */
  readonly write: CustomerWrite | null;
}

/** Fields touched by changes later than `version`; null when the history kept does not reach back so far. */
export type TouchedSince = (key: string, version: number) => ReadonlySet<string> | null;

interface Context {
  readonly customer: LockedCustomer | undefined;
  readonly touchedSince: TouchedSince;
  readonly customerBytesMax: number;
  /** Unique references that earlier tries could not give it, because other customers hold them. */
  readonly taken?: readonly TakenReference[] | undefined;
}

/** Merge patches for a customer that must exist. */
export function judgeUpdate({ records }: CustomerRecords, context: Context): Judgement {
  const { customer } = context;
  if (!customer || customer.removed) {
    return {
      outcomes: records.map(({ index }) => failed(index, 'document_missing_exception', 'Document not found')),
      write: null,
    };
  }
  const state = new State(customer);
  const outcomes = records.map((record) => judgeRecord(record, state, { ...context, customer }));
  const net = state.net();
  if (net.length === 0) {
    return { outcomes: outcomes.map((o) => (o.outcome === 'updated' ? unchanged(o) : o)), write: null };
  }
  return { outcomes, write: writeOf(customer, net) };
}

/** Why a customer is not added. */
export const existsReason = 'Document already exists';

/** New customers: of several records with one key the first that can be added wins. */
export function judgeAdd({ key, records }: CustomerRecords, context: Context): Judgement {
  const { customer, customerBytesMax } = context;
  let write: CustomerWrite | null = null;
  const outcomes = records.map((record): Outcome => {
    const { index } = record;
    const settled = record.settle ? record.settle(() => undefined) : record;
    if ('error' in settled) return failed(index, settled.error, settled.reason);
    const { patch } = settled;
    if (write !== null || (customer && !customer.removed)) {
      return failed(index, 'version_conflict_engine_exception', existsReason);
    }
    const taken = takenOf(patch, context);
    if (taken) return referenceTaken(index, taken);
    const data = withoutNulls(patch);
    const bytes = dataBytes(data);
    if (bytes > customerBytesMax) return tooLarge(index, { bytes, customerBytesMax });
    write = newCustomer(key, data, customer);
    return { index, outcome: 'updated' };
  });
  return { outcomes, write };
}

/** A customer becomes a tombstone; of several records with one key the first removes it. */
export function judgeRemove({ records }: CustomerRecords, { customer }: Context): Judgement {
  let write: CustomerWrite | null = null;
  const outcomes = records.map((record): Outcome => {
    const { index, expectedVersion: expected, onlyIf } = record;
    if (write !== null || !customer || customer.removed) {
      return onlyIf ? unchanged({ index }) : failed(index, 'document_missing_exception', 'Document not found');
    }
    if (expected !== undefined && expected !== customer.version) return conflict(record, expected, customer.version);
    if (onlyIf && !jsonEqual(customer.data, onlyIf)) {
      return failed(index, 'edited_since_exception', 'Edited since the batch added it');
    }
    write = removal(customer);
    return { index, outcome: 'updated' };
  });
  return { outcomes, write };
}

function judgeRecord(record: ValidRecord, state: State, context: Context & { customer: LockedCustomer }): Outcome {
  const { index, expectedVersion: expected } = record;
  const { customer, touchedSince, customerBytesMax } = context;
  if (expected !== undefined && expected > customer.version) return conflict(record, expected, customer.version);
  const settled = record.settle ? record.settle((field) => state.value(field)) : (record as Settled);
  if ('error' in settled) return failed(index, settled.error, settled.reason);
  const { patch, leftAlone } = settled;
  const taken = takenOf(patch, context);
  if (taken) return referenceTaken(index, taken);
  const differences = state.differences(settled);
  if (differences.length === 0) return unchanged({ index, leftAlone });
  if (expected !== undefined && expected < customer.version) {
    const touched = touchedSince(customer.key, expected);
    if (touched === null || Object.keys(patch).some((field) => touched.has(field))) {
      return conflict(record, expected, customer.version);
    }
  }
  const bytes = state.bytesWith(differences, customerBytesMax);
  if (bytes > customerBytesMax) return tooLarge(index, { bytes, customerBytesMax });
  state.apply(differences);
  return leftAlone ? { index, outcome: 'updated', leftAlone } : { index, outcome: 'updated' };
}

/** A field that a patch changes; undefined: it was absent, or is removed. */
interface Difference {
  readonly field: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

/** A customer's data while its records are applied. */
class State {
  readonly #original: JsonObject;
  /** By field, against the original; null until a record changes something. */
  #changed: Map<string, Difference> | null = null;
  /** What the only record that changed something so far changed; most customers have one record. */
  #first: readonly Difference[] | null = null;
  /** Of the whole original data; null: `fieldsToRead` saw to it that they stay within the limit. */
  readonly #originalBytes: number | null;
  /** At least the data's size, so that the exact one is counted only near the limit. */
  #bytesAtMost: number;

  constructor({ data, bytes }: Pick<LockedCustomer, 'data' | 'bytes'>) {
    this.#original = data;
    this.#originalBytes = bytes;
    this.#bytesAtMost = bytes ?? 0;
  }

  /** What a field is at this moment; undefined: it is absent. */
  value(field: string): Json | undefined {
    const earlier = this.#changes()?.get(field);
    return earlier ? earlier.to : own(this.#original, field);
  }

  /** What a patch would change at this moment. */
  differences({ patch, replaces }: Settled): Difference[] {
    const changed = this.#changes();
    const differences: Difference[] = [];
    for (const field of Object.keys(patch)) {
      const asked = patch[field] ?? null;
      const earlier = changed?.get(field);
      const from = earlier ? earlier.to : own(this.#original, field);
      const to = asked === null ? undefined : isJsonObject(asked) && !replaces ? mergePatch(from, asked) : asked;
      if (!jsonEqual(from, to)) differences.push({ field, from, to });
    }
    return differences;
  }

  apply(differences: readonly Difference[]): void {
    const changed = this.#changes();
    if (!changed) {
      this.#first = differences;
      return;
    }
    for (const { field, from, to } of differences) {
      changed.set(field, { field, from: changed.has(field) ? changed.get(field)?.from : from, to });
    }
  }

  /** Bytes of the data with the differences applied; something smaller than `limit` where that is far away. */
  bytesWith(differences: readonly Difference[], limit: number): number {
    if (this.#originalBytes === null) return 0;
    for (const { field, to } of differences) {
      this.#bytesAtMost += textBytesAtMost(field) + 2 + (to === undefined ? 0 : textBytesAtMost(to));
    }
    if (this.#bytesAtMost <= limit) return this.#bytesAtMost;
    // What no record names stays as it is, so it need not be here to be counted.
    const now = new Map(this.#changes());
    for (const difference of differences) now.set(difference.field, difference);
    let members = this.#originalBytes === emptyBytes ? 0 : this.#originalBytes - 1;
    for (const [field, { to }] of now) {
      members += memberBytes(field, to) - memberBytes(field, own(this.#original, field));
    }
    return members === 0 ? emptyBytes : members + 1;
  }

  /** From the original to now; empty when all is as it was. */
  net(): readonly Difference[] {
    if (!this.#changed) return this.#first ?? [];
    return [...this.#changed.values()].filter(({ from, to }) => !jsonEqual(from, to));
  }

  /** By field; made when a second record comes to a customer that a first one changed. */
  #changes(): Map<string, Difference> | null {
    if (!this.#changed && this.#first) {
      this.#changed = new Map(this.#first.map((difference) => [difference.field, difference]));
    }
    return this.#changed;
  }
}

/** `{}` */
const emptyBytes = 2;

/** Bytes of a field in an object that has it: its name, colon, value, and the comma or the bracket behind it. */
function memberBytes(field: string, value: Json | undefined): number {
  return value === undefined ? 0 : dataBytes(field) + dataBytes(value) + 2;
}

function writeOf({ key, version, lastPack }: LockedCustomer, net: readonly Difference[]): CustomerWrite {
  const set: JsonObject = {};
  const remove: string[] = [];
  const fields: FieldChanges = {};
  for (const { field, from, to } of net) {
    if (to === undefined) remove.push(field);
    else setOwn(set, field, to);
    setOwn<FieldChange>(fields, field, fieldChange(from, to));
  }
  const change = { key, version: version + 1, previousPack: lastPack, fields };
  return { key, set, remove, lockedVersion: version, change };
}

function newCustomer(key: string, data: JsonObject, tombstone: LockedCustomer | undefined): CustomerWrite {
  const fields: FieldChanges = {};
  for (const field of Object.keys(data)) setOwn<FieldChange>(fields, field, fieldChange(undefined, data[field]));
  const version = (tombstone?.version ?? 0) + 1;
  const change = { key, version, previousPack: tombstone?.lastPack ?? null, fields };
  const lockedVersion = tombstone?.version ?? null;
  return { key, set: data, remove: [], lockedVersion, ...(tombstone && { life: 'revive' as const }), change };
}

function removal({ key, version, lastPack, data }: LockedCustomer): CustomerWrite {
  const fields: FieldChanges = {};
  for (const field of Object.keys(data)) setOwn<FieldChange>(fields, field, fieldChange(data[field], undefined));
  const change = { key, version: version + 1, previousPack: lastPack, fields };
  return { key, set: {}, remove: [], lockedVersion: version, life: 'remove', change };
}

function takenOf(patch: JsonObject, { taken }: Pick<Context, 'taken'>): TakenReference | undefined {
  return taken?.find(({ field, value }) => own(patch, field) === value);
}

function referenceTaken(index: number, { field, value }: TakenReference): Outcome {
  return failed(index, 'reference_taken_exception', `Another customer has the ${field} ${value}`);
}

function fieldChange(from: Json | undefined, to: Json | undefined): FieldChange {
  if (from === undefined) return to === undefined ? {} : { to };
  return to === undefined ? { from } : { from, to };
}

/** A top-level null is never stored. */
function withoutNulls(data: JsonObject): JsonObject {
  if (!Object.values(data).includes(null)) return data;
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
}

function unchanged({ index, leftAlone }: { index: number; leftAlone?: readonly string[] | undefined }): Outcome {
  return leftAlone ? { index, outcome: 'unchanged', leftAlone } : { index, outcome: 'unchanged' };
}

function failed(index: number, error: FailureCode, reason: string): Outcome {
  return { index, outcome: 'failed', error, reason };
}

function conflict({ index, conflictCode }: ValidRecord, expected: number, current: number): Outcome {
  const code = conflictCode ?? 'version_conflict_engine_exception';
  return failed(index, code, conflictReasons[code](expected, current));
}

const conflictReasons = {
  version_conflict_engine_exception: (expected: number, current: number) =>
    `Expected version ${expected}, the current version is ${current}`,
  preview_changed_exception: (expected: number, current: number) =>
    `Changed since the preview: it was shown at version ${expected}, the current version is ${current}`,
  edited_since_exception: (expected: number, current: number) =>
    `Edited since: the batch left it at version ${expected}, the current version is ${current}`,
} as const;

function tooLarge(index: number, { bytes, customerBytesMax }: { bytes: number; customerBytesMax: number }): Outcome {
  const reason = `The customer would take ${bytes} bytes, the limit is ${customerBytesMax}`;
  return failed(index, 'document_too_large_exception', reason);
}
