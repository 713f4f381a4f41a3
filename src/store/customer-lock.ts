import { readFileSync } from 'node:fs';
import { dataBytes } from '../engine/fields.ts';
import {
  type FieldsToRead,
  type ListRef,
  type Locked,
  type LockedCustomer,
  type LockMode,
  smallCustomerBytesMax,
} from '../engine/ports.ts';
import type { Json, JsonObject } from '../engine/records.ts';
import { parseJson } from '../json/parse-json.ts';
import { textArray } from './array-literal.ts';
import { readData, readFields, type Unread } from './customer-data.ts';
import type { HotStatement, Tx } from './database.ts';
import { sliceBytesMax } from './slices.ts';

interface Asked {
  readonly keys: readonly string[];
  readonly mode: LockMode;
  /** `[]`: no data at all. */
  readonly fields: FieldsToRead | readonly never[];
}

/**
 * Locks the rows of a chunk in key order. Keys that have no row are absent from the answer. The usual chunk of small
 * customers takes one statement; what is large is read slice by slice once it is locked.
 */
export async function lockCustomers(tx: Tx, list: ListRef, asked: Asked): Promise<Locked> {
  const { keys, mode } = asked;
  const customers = await findCustomers(tx, list, asked);
  const absent = mode === 'wait' || customers.size === keys.length ? [] : keys.filter((key) => !customers.has(key));
  return { customers, held: absent.length === 0 ? [] : await existing(tx, list, absent) };
}

/** As they are at this moment, without locking any of them. */
export async function peekCustomers(
  tx: Tx,
  list: ListRef,
  asked: Omit<Asked, 'mode'>,
): Promise<Map<string, LockedCustomer>> {
  return findCustomers(tx, list, { ...asked, mode: 'peek' });
}

type FindMode = LockMode | 'peek';

async function findCustomers(
  tx: Tx,
  list: ListRef,
  asked: Omit<Asked, 'mode'> & { readonly mode: FindMode },
): Promise<Map<string, LockedCustomer>> {
  const { keys, mode } = asked;
  const fields = 'names' in asked.fields ? asked.fields : noFields;
  const names = fields.names ?? [];
  const values = [list.organizationId, list.listId, textArray(keys), smallRowBytes(keys.length), ...names];
  const { rows } = await tx.queryRaw(lockStatement(mode, fields.names?.length ?? null), values);
  const columns = (rows[0] ?? []).map((text) => (text === null ? null : parseJson(text)));
  const { customers, unread } = readCustomers(columns as unknown as LockedColumns, fields);
  for await (const { key, data, bytes } of readData(tx, list, { unread, fields })) {
    const customer = customers.get(key);
    if (customer) customers.set(key, { ...customer, data, bytes });
  }
  return customers;
}

const noFields: FieldsToRead = { names: [], named: () => ({}), staysWithin: () => true };

/** All are null where no row was locked; `values` also where they are too long for one answer. */
type LockedColumns = readonly [
  keys: string[] | null,
  versions: number[] | null,
  removed: boolean[] | null,
  lastPacks: (number | null)[] | null,
  /** Of a row's data as text; null: the row is small, and its data follow. */
  sizes: (number | null)[] | null,
  /** Of the named fields one each, or one with whole data. */
  ...values: (Json[] | null)[],
];

function readCustomers(
  [keys, versions, removed, lastPacks, sizes, ...values]: LockedColumns,
  fields: FieldsToRead,
): { customers: Map<string, LockedCustomer>; unread: Unread[] } {
  const customers = new Map<string, LockedCustomer>();
  const unread: Unread[] = [];
  const read = values.filter((column) => column !== null);
  const isTooLong = read.length < values.length;
  const { names } = fields;
  for (const [i, key] of (keys ?? []).entries()) {
    const size = sizes?.[i] ?? null;
    const isRead = size === null && !isTooLong && (names === null || fields.staysWithin(key, smallCustomerBytesMax));
    const data = isRead ? (names === null ? (read[0]?.[i] as JsonObject) : readFields(names, read, i)) : {};
    customers.set(key, {
      key,
      version: versions?.[i] ?? 0,
      removed: removed?.[i] === true,
      lastPack: lastPacks?.[i] ?? null,
      data,
      bytes: isRead && names === null ? dataBytes(data) : null,
    });
    if (!isRead) unread.push({ key, textBytes: size ?? smallRowTextBytesMax });
  }
  return { customers, unread };
}

/** Of keys that could not be locked, those that exist: another writer holds them. */
async function existing(tx: Tx, { organizationId, listId }: ListRef, keys: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>(
    'select key from customers where organization_id = $1 and list_id = $2 and key = any ($3::text[])',
    [organizationId, listId, keys],
  );
  return rows.map(({ key }) => key);
}

/** Of a row that takes less than this, PostgreSQL keeps the data in the row, uncompressed, so their size says something. */
const smallRowBytesMax = 2000;

/** A number takes 12 bytes and more in a row, and 1e-308 or 1e308 fill 328 as text: nothing else grows as much. */
const textBytesPerByteMax = 28;
const smallRowTextBytesMax = smallRowBytesMax * textBytesPerByteMax;

/** So that even the text of very many small rows stays far below the 1 GB that PostgreSQL can aggregate. */
function smallRowBytes(rows: number): number {
  return Math.min(smallRowBytesMax, Math.floor((2 * sliceBytesMax) / Math.max(rows, 1)));
}

const template = readFileSync(new URL('statements/lock-customers.sql', import.meta.url), 'utf8');
const statements = new Map<string, HotStatement>();

/** `no key update` is the lock that the update itself takes. */
const lockClauses: Readonly<Record<FindMode, string>> = {
  wait: 'for no key update',
  'skip-held': 'for no key update skip locked',
  peek: '',
};

/** One prepared statement for each number of fields; null reads whole customers. */
function lockStatement(mode: FindMode, fields: number | null): HotStatement {
  const name = `lock-customers/${mode}/${fields ?? 'whole'}`;
  let statement = statements.get(name);
  if (!statement) {
    const text = Object.entries(partsOf(fields)).reduce(
      (sql, [part, by]) => sql.replace(`{${part}}`, () => by),
      template,
    );
    statement = { name, text: text.replace('{lock}', () => lockClauses[mode]) };
    statements.set(name, statement);
  }
  return statement;
}

function partsOf(fields: number | null): { values: string; answers: string; sizes: string } {
  if (fields === 0) return { values: '', answers: '', sizes: 'null' };
  const of = fields === null ? ['data'] : Array.from({ length: fields }, (_, i) => `data -> $${i + 5}::text`);
  const bytes = of.map((_, i) => `pg_column_size(v${i})`).join(' + ');
  return {
    values: of.map((value, i) => `, json_agg(case when small then ${value} end) v${i}`).join(''),
    answers: of.map((_, i) => `, case when ${bytes} <= ${sliceBytesMax} then v${i} end`).join(''),
    sizes: 'json_agg(case when not small then octet_length(data::text) end)',
  };
}
