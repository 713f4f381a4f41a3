import type { FieldsToRead, ListRef } from '../engine/ports.ts';
import { dataBytes } from '../engine/fields.ts';
import { setOwn } from '../engine/json.ts';
import type { Json, JsonObject } from '../engine/records.ts';
import { parseJson } from '../json/parse-json.ts';
import { textArray } from './array-literal.ts';
import type { HotStatement, Tx } from './database.ts';
import { slicesOf } from './slices.ts';

/** A locked row whose data were not read with it. */
export interface Unread {
  readonly key: string;
  /** Of its data as PostgreSQL writes them, at most; compact JSON is never longer. */
  readonly textBytes: number;
}

export interface ReadData {
  readonly key: string;
  readonly data: JsonObject;
  /** Of the whole data; null where nobody needs to know. */
  readonly bytes: number | null;
}

/**
 * Reads data of rows that the transaction has locked, slice by slice. Only what records name is kept, so that customers
 * near the limit take no more memory than others; whole data pass by only where their exact size is needed.
 */
export async function* readData(
  tx: Tx,
  list: ListRef,
  { unread, fields }: { unread: readonly Unread[]; fields: FieldsToRead },
): AsyncGenerator<ReadData> {
  const { names } = fields;
  const isEnough = ({ key, textBytes }: Unread): boolean => names !== null && fields.staysWithin(key, textBytes);
  for (const slice of slicesOf(unread.filter(isEnough), textBytesOf)) {
    const [keys, ...values] = await readSlice(tx, list, { slice, names: names ?? [] });
    for (const [row, key] of keys.entries()) {
      yield { key, data: readFields(names ?? [], values, row), bytes: null };
    }
  }
  const others = unread.filter((row) => !isEnough(row));
  for (const slice of slicesOf(others, textBytesOf)) {
    const [keys, whole = []] = await readSlice(tx, list, { slice, names: null });
    for (const [row, key] of keys.entries()) {
      const data = whole[row] as JsonObject;
      yield { key, data: fields.named(key, data), bytes: dataBytes(data) };
    }
  }
}

/** One row of columns of values. A field is null where it is absent; such a null is never stored. */
export function readFields(fields: readonly string[], values: readonly (readonly Json[])[], row: number): JsonObject {
  const data: JsonObject = {};
  for (let i = 0; i < fields.length; i += 1) {
    const value = values[i]?.[row] ?? null;
    if (value !== null) setOwn(data, fields[i] ?? '', value);
  }
  return data;
}

function textBytesOf({ textBytes }: Unread): number {
  return textBytes;
}

async function readSlice(
  tx: Tx,
  { organizationId, listId }: ListRef,
  { slice, names }: { slice: readonly Unread[]; names: readonly string[] | null },
): Promise<[keys: string[], ...values: Json[][]]> {
  const values = [organizationId, listId, textArray(slice.map(({ key }) => key)), ...(names ?? [])];
  const { rows } = await tx.queryRaw(dataStatement(names?.length ?? null), values);
  const [keys = null, ...columns] = rows[0] ?? [];
  return [parsed<string>(keys), ...columns.map((column) => parsed<Json>(column))];
}

function parsed<Value>(column: string | null): Value[] {
  return column === null ? [] : (parseJson(column) as Value[]);
}

/** Columns as JSON arrays, as in lock-customers.sql; null: whole customers. */
function dataStatement(fields: number | null): HotStatement {
  const values = Array.from({ length: fields ?? 0 }, (_, i) => `json_agg(data -> $${i + 4}::text)`);
  return {
    name: `read-data/${fields ?? 'whole'}`,
    text: `select ${['json_agg(key)', ...(fields === null ? ['json_agg(data)'] : values)].join(', ')}
           from customers where organization_id = $1 and list_id = $2 and key = any ($3::text[])`,
  };
}
