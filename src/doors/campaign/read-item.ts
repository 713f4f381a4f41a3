/**
 * Turns one item of a request, any JSON, into a record: what is wrong with the item is the record's fault, never the
 * request's. What its `data` may say is the list's business (`CompiledFields`). A good item costs one object.
 */
import type { JsonObject, RecordIn } from '../../engine/records.ts';
import { firstCharacters } from '../../fields/characters.ts';
import { addFault } from '../../fields/fault-list.ts';
import { shownName } from '../../fields/field-name.ts';
import { keyFault } from '../../fields/key-fault.ts';

interface ItemOptions {
  readonly keyCharactersMax: number;
}

interface AddOptions extends ItemOptions {
  readonly keyField: string;
}

type Item = Readonly<Record<string, unknown>>;

const none: readonly string[] = Object.freeze([]);
const ofUpdate: ReadonlySet<string> = new Set(['id', 'data', 'version']);
const ofAdd: ReadonlySet<string> = new Set(['id', 'data']);

/** `{id, data, version?}` of a bulk update. */
export function readUpdateItem(item: unknown, index: number, { keyCharactersMax }: ItemOptions): RecordIn {
  if (!isObject(item)) return noObject(index);
  const { id, data, version } = item;
  const faults = itemFaults(item, ofUpdate, keyFault(id, 'id', keyCharactersMax));
  const key = keyAsReceived(id, keyCharactersMax);
  const patch = isObject(data) ? (data as JsonObject) : null;
  return isVersion(version) ? { index, key, patch, faults, expectedVersion: version } : { index, key, patch, faults };
}

/**
 * `{id, data}` of a bulk addition. The key may also stand in `data` alone, under the list's key field. Either way the
 * record's data carries it there, so that customers look alike however they came.
 */
export function readAddItem(item: unknown, index: number, options: AddOptions): RecordIn {
  if (!isObject(item)) return noObject(index);
  const { id, data } = item;
  if (id === undefined && isObject(data) && Object.hasOwn(data, options.keyField)) {
    const record = readDataItem(data, index, options);
    const faults = itemFaults(item, ofAdd, null);
    return faults === none ? record : { ...record, faults: [...record.faults, ...faults] };
  }
  const fault = keyFault(id, 'id', options.keyCharactersMax);
  const faults = itemFaults(item, ofAdd, fault);
  const key = keyAsReceived(id, options.keyCharactersMax);
  if (!isObject(data)) return { index, key, patch: null, faults };
  const patch = data as JsonObject;
  if (fault !== null || key === null || Object.hasOwn(patch, options.keyField)) return { index, key, patch, faults };
  return { index, key, patch: { [options.keyField]: key, ...patch }, faults };
}

/** A customer's data alone, its key in the list's key field. */
export function readDataItem(data: unknown, index: number, { keyField, keyCharactersMax }: AddOptions): RecordIn {
  if (!isObject(data)) return noObject(index);
  const id = Object.hasOwn(data, keyField) ? data[keyField] : undefined;
  // What a null means there is told with the fields.
  const fault = id === null ? null : keyFault(id, keyField, keyCharactersMax);
  const key = keyAsReceived(id, keyCharactersMax);
  return { index, key, patch: data as JsonObject, faults: fault === null ? none : [fault] };
}

function isObject(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function noObject(index: number): RecordIn {
  return { index, key: null, patch: null, faults: ['record must be an object'] };
}

/** Faults of id, data, version and of what else the item holds; the shared `none` when there are none. */
function itemFaults(item: Item, known: ReadonlySet<string>, idFault: string | null): readonly string[] {
  let faults: string[] | null = idFault === null ? null : [idFault];
  if (item['data'] === undefined) (faults ??= []).push('data is required');
  else if (!isObject(item['data'])) (faults ??= []).push('data must be an object');
  if (known === ofUpdate && item['version'] !== undefined && !isVersion(item['version'])) {
    (faults ??= []).push('version must be a positive integer');
  }
  for (const name in item) {
    if (!known.has(name)) addFault((faults ??= []), `unknown field ${shownName(name)}`);
  }
  return faults ?? none;
}

/** A faulty id is told as it came, cut to the longest that a key can be; what is no string is not. */
function keyAsReceived(id: unknown, charactersMax: number): string | null {
  return typeof id === 'string' ? firstCharacters(id, charactersMax) : null;
}

function isVersion(version: unknown): version is number {
  return Number.isSafeInteger(version) && (version as number) > 0;
}
