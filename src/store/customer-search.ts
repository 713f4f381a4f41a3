import type { CustomerSearch, CustomerSearchQuery, SearchOrder } from '../lists/customer-search.ts';
import type { JsonObject } from '../engine/records.ts';
import type { Database, Tx } from './database.ts';
import { isCancelled } from './sql-states.ts';

/** A search that names neither a key nor a reference reads the list: it gets this long, in milliseconds. */
const searchMsMax = 5_000;

const orders: Readonly<Record<SearchOrder, string>> = {
  customerId: 'key',
  legalName: `data ->> 'legalName'`,
  uniqueRefNo: `data ->> 'uniqueRefNo'`,
  outstandingAmount: `(data ->> 'outstandingAmount')::numeric`,
  updatedAt: 'updated_at',
};

interface Row {
  readonly key: string;
  readonly version: number;
  readonly data: JsonObject;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Searches for exact values in PostgreSQL. The one statement that may read a list, hence the time limit. */
export function customerSearch(database: Database, msMax = searchMsMax): CustomerSearch {
  return {
    async search(query) {
      try {
        return await database.transact(async (tx) => {
          await tx.query(`set local statement_timeout = ${Math.trunc(msMax)}`);
          return search(tx, query);
        });
      } catch (error) {
        if (isCancelled(error)) return null;
        throw error;
      }
    },
  };
}

async function search(tx: Tx, query: CustomerSearchQuery) {
  const { where, values } = conditions(query);
  const { orderBy, direction, limit, offset } = query;
  const counted = await tx.query<{ total: number }>(`select count(*) as total from customers where ${where}`, values);
  const place = values.length;
  // `nulls last` in both directions: who has no value is not what one looks for first.
  const { rows } = await tx.query<Row>(
    `select key, version, data, created_at, updated_at from customers where ${where}
     order by ${orders[orderBy]} ${direction} nulls last, key limit $${place + 1}::bigint offset $${place + 2}::bigint`,
    [...values, limit, offset],
  );
  const customers = rows.map(({ created_at, updated_at, ...row }) => ({
    ...row,
    status: 'active' as const,
    createdAt: created_at,
    updatedAt: updated_at,
  }));
  return { customers, total: counted.rows[0]?.total ?? 0 };
}

function conditions({ organizationId, listId, key, references, fields, absent }: CustomerSearchQuery): {
  where: string;
  values: unknown[];
} {
  const values: unknown[] = [organizationId, listId];
  const parts = [`organization_id = $1`, `list_id = $2`, `status = 'active'`];
  const next = (value: unknown): string => `$${values.push(value)}`;
  if (key !== null) parts.push(`key = ${next(key)}`);
  for (const [field, value] of references) {
    parts.push(`key = any (array(select r.key from customer_references r
      where r.organization_id = $1 and r.list_id = $2 and r.field = ${next(field)} and r.value = ${next(value)}))`);
  }
  for (const [field, value] of fields) parts.push(`data @> ${next(JSON.stringify({ [field]: value }))}::jsonb`);
  for (const field of absent) parts.push(`not data ? ${next(field)}`);
  return { where: parts.join(' and '), values };
}
