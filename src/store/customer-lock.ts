import { readFileSync } from 'node:fs';
import { dataBytes } from '../engine/fields.ts';
import type { ListRef, Locked, LockedCustomer, LockMode } from '../engine/ports.ts';
import type { Json, JsonObject } from '../engine/records.ts';
import { parseJson } from '../json/parse-json.ts';
import { textArray } from './array-literal.ts';
import type { HotStatement, Tx } from './database.ts';

interface Asked {
  readonly keys: readonly string[];
  readonly mode: LockMode;
  /** The fields to read; null: all of them. */
  readonly fields: readonly string[] | null;
}

/** Locks the rows of a chunk in key order. Keys that have no row are absent from the answer. */
export async function lockCustomers(tx: Tx, list: ListRef, { keys, mode, fields }: Asked): Promise<Locked> {
  const values = [list.organizationId, list.listId, textArray(keys), ...(fields ?? [])];
  const { rows } = await tx.queryRaw(lockStatement(mode, fields?.length ?? null), values);
  const columns = (rows[0] ?? []).map((text) => (text === null ? [] : parseJson(text)));
  const customers = readCustomers(columns as unknown as LockedColumns, fields);
  const absent = mode === 'wait' || customers.size === keys.length ? [] : keys.filter((key) => !customers.has(key));
  return { customers, held: absent.length === 0 ? [] : await existing(tx, list, absent) };
}

/** `whole`: null where only the asked fields were read. A field is null where it is absent; such a null is never stored. */
type LockedColumns = readonly [
  keys: string[],
  versions: number[],
  removed: boolean[],
  lastPacks: (number | null)[],
  whole: (JsonObject | null)[],
  ...fields: Json[][],
];

function readCustomers(columns: LockedColumns, fields: readonly string[] | null): Map<string, LockedCustomer> {
  const [keys, versions, removed, lastPacks, whole, ...values] = columns;
  const customers = new Map<string, LockedCustomer>();
  for (const [i, key] of keys.entries()) {
    const all = whole[i] ?? null;
    customers.set(key, {
      key,
      version: versions[i] ?? 0,
      removed: removed[i] === true,
      lastPack: lastPacks[i] ?? null,
      data: all ?? readFields(fields ?? [], values, i),
      bytesAtMost: all && dataBytes(all),
    });
  }
  return customers;
}

function readFields(fields: readonly string[], values: readonly Json[][], row: number): JsonObject {
  const data: JsonObject = {};
  for (let i = 0; i < fields.length; i += 1) {
    const value = values[i]?.[row] ?? null;
    if (value !== null) data[fields[i] ?? ''] = value;
  }
  return data;
}

/** Of keys that could not be locked, those that exist: another writer holds them. */
async function existing(tx: Tx, { organizationId, listId }: ListRef, keys: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>(
    'select key from customers where organization_id = $1 and list_id = $2 and key = any ($3::text[])',
    [organizationId, listId, keys],
  );
  return rows.map(({ key }) => key);
}

const template = readFileSync(new URL('statements/lock-customers.sql', import.meta.url), 'utf8');
const statements = new Map<string, HotStatement>();

/** One prepared statement for each number of fields; null reads whole customers. */
function lockStatement(mode: LockMode, fields: number | null): HotStatement {
  const name = `lock-customers/${mode}/${fields ?? 'whole'}`;
  let statement = statements.get(name);
  if (!statement) {
    const text = template.replace('{data}', dataOf(fields)).replace('{wait}', mode === 'wait' ? '' : 'skip locked');
    statement = { name, text };
    statements.set(name, statement);
  }
  return statement;
}

/** Of a row that takes less than this, PostgreSQL keeps the data in the row, uncompressed, so their size says something. */
const smallRowBytes = 2000;

function dataOf(fields: number | null): string {
  if (fields === null) return 'json_agg(data)';
  const values = Array.from({ length: fields }, (_, i) => `json_agg(data -> $${i + 4}::text)`);
  return [
    `json_agg(case when pg_column_size(data) >= ${smallRowBytes} or pg_column_compression(data) is not null then data end)`,
    ...values,
  ].join(', ');
}
