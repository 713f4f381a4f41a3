import type { CompiledFields } from '../engine/fields.ts';
import { jsonEqual, setOwn } from '../engine/json.ts';
import type { Change, FailureCode, Json, JsonObject, Operation, Settle, ValidRecord } from '../engine/records.ts';

/** What takes back a batch of that operation. */
export const inverseOf = { update: 'update', add: 'remove', remove: 'add' } as const satisfies Record<
  Operation,
  Operation
>;

interface Undoing {
  /** Of the batch that is undone. */
  readonly operation: Operation;
  /** Place among that batch's changes, from 0. */
  readonly index: number;
  readonly fields: CompiledFields;
}

/**
 * Rule 10: the record that takes back one change. It is settled when its customer is locked: a field that has the value
 * that the batch gave it gets the one before; one that was edited since is left alone, and named.
 */
export function undoRecord(change: Change, { operation, index, fields }: Undoing): ValidRecord {
  const { key } = change;
  if (operation === 'add') return { index, key, patch: {}, onlyIf: valuesAfter(change) };
  const patch = valuesBefore(change);
  const settle = operation === 'update' ? restore(change, fields) : revive(key, patch, fields);
  return { index, key, patch, settle };
}

/** null where the field was absent. */
function valuesBefore({ fields }: Change): JsonObject {
  const patch: JsonObject = {};
  for (const field of Object.keys(fields)) setOwn<Json>(patch, field, fields[field]?.from ?? null);
  return patch;
}

/** Of an addition: all that the customer got. */
function valuesAfter({ fields }: Change): JsonObject {
  const data: JsonObject = {};
  for (const field of Object.keys(fields)) setOwn<Json>(data, field, fields[field]?.to ?? null);
  return data;
}

function restore({ key, fields: changed }: Change, fields: CompiledFields): Settle {
  return (stored) => {
    const patch: JsonObject = {};
    const leftAlone: string[] = [];
    for (const field of Object.keys(changed)) {
      const { from, to } = changed[field] ?? {};
      const now = stored(field);
      if (jsonEqual(now, to)) setOwn<Json>(patch, field, from ?? null);
      else if (!jsonEqual(now, from)) leftAlone.push(field);
    }
    if (leftAlone.length === 0) return checked(patch, fields.checkPatch(patch, key));
    if (Object.keys(patch).length === 0) return editedSince(leftAlone);
    return { ...checked(patch, fields.checkPatch(patch, key)), leftAlone };
  };
}

function revive(key: string, data: JsonObject, fields: CompiledFields): Settle {
  return () => checked(data, fields.checkNew(data, key));
}

function checked(
  patch: JsonObject,
  faults: readonly string[],
): { patch: JsonObject; replaces: true } | { error: FailureCode; reason: string } {
  if (faults.length === 0) return { patch, replaces: true };
  return { error: 'value_mismatch_exception', reason: `Cannot be restored: ${faults.join('; ')}` };
}

function editedSince(fields: readonly string[]): { error: FailureCode; reason: string } {
  return { error: 'edited_since_exception', reason: `Edited since: ${fields.join(', ')}` };
}
